"""How people are spoken to, which script a text is in, and what was left in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from kb.checks.texts import HIDDEN, Piece, Text, Texts
from kb.content.changes import TEXT_KEYS
from kb.content.problems import Problem, Severity
from kb.languages import LANGUAGES
from kb.reply.cues import es, marks
from kb.reply.cues.expressions import fold
from kb.reply.findings import Facts, Finding
from kb.reply.structure import written

_CODES = {
    "foreign-script": ("script", "this is no sign of the language; write its own word"),
    "simplified": ("script", "this is a Simplified sign; write the one that the text's language uses"),
    "traditional": ("script", "this is a Traditional sign; write the Simplified one"),
    "opening-mark": ("es-opening", "Spanish opens it too; write ¿ or ¡ where the question or the exclamation begins"),
    "tu-usted": ("es-register", "tú and usted are mixed; keep to usted"),
    "anata": ("ja-register", "customers are not called あなた; write お客様, or leave it out"),
    "plain-form": ("ja-register", "the sentence ends in the plain form; end it in です or ます"),
    "us-uk": ("en-spelling", "British and American spellings are mixed; keep to one of them"),
}
_ONLY_TEMPLATES = frozenset({"plain-form", "anata"})
_FAMILIAR_ZH = re.compile("[你妳]")
_DEAR_ZH = re.compile("(?:(?<=[，。！？!\\s\ufffc])|^)亲(?=[，！,!~～：])", re.MULTILINE)
_OTHER_YOU = re.compile(
    r"\b(?:[vV]os(?:otr[oa]s)?|[Vv]uestr[oa]s?|os|\w{2,}[áé]is(?<!séis)|[Tt]enés|[Pp]odés|[Qq]uerés|preferís|[Ss]abés|decís|elegís|[Dd]ebés"
    r"|recibís|necesitás|deseás|[Dd]ec[ií](?:me|nos)(?:lo)?|[Mm]and[aá](?:me|nos)(?:lo)?|[Ee]nvi[aá]nos(?:lo)?|[Aa]vis[aá]nos|[Ee]scrib[ií]nos"
    r"|[Cc]ont[aá]nos|[Ff]ijate|[Rr]espond[eé]nos|[Ii]ndic[aá]nos)\b"
)
"""vos, vosotros and their verbs: Spanish of places that the base text is not written for."""
_DOUBLED_JA = re.compile(
    r"[おご御](?!世話)[ぁ-ん一-龥]{1,5}になられ|おっしゃられ|ご拝[見読聴受借察]|(?:お|御)伺わせ|伺わさせ"
)
_SHORT_JA = re.compile(
    r"(?:見|食べ|来|着|寝|決め|受け|起き|覚え|教え|伝え|届け|確かめ|調べ|開け|替え|変え|入れ|始め|続け)れ(?:る|ます|ませ|ない|なく|た)"
)
_JA = (
    (_DOUBLED_JA, "this is courteous twice over; keep one form of courtesy"),
    (_SHORT_JA, "ら is missing; write られ"),
)
_PLAIN_TONES = ("formal", "firm")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff，、。：；！？（）“”《》]{24,}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+(?:['’-][a-z]+)*")
_COMMON = "the and you your we our is are was has have been will with for this that it to of in on by not please if when"
_ENGLISH = frozenset(_COMMON.split())
_ONLY_ENGLISH = re.compile(r"(?<![\w-])(?:the|and|you|your|we|our|is|are|will|with|this|that|please|when|not)(?![\w-])")
_GUIDES = "articles/writing-"
"""Guides to writing a language quote it, in every language."""
_MENTION = 12
"""Signs of another script that are a mention of a word, and no sentence that was left."""
_RUN = re.compile(r"[A-Za-z][a-z'’]*(?: [A-Za-z'’]+){2,}")
_MOST_FOREIGN = 4
"""Words of English one after the other that a Japanese or Chinese text may hold: a name, a title."""


def check_register(texts: Iterable[Text]) -> Iterator[Problem]:
    """Forms of address and of style, scripts, opening signs and spellings that a language does not write so."""
    now = datetime.now(UTC)
    for text in texts:
        locale = text.locale or (LANGUAGES[text.lang].locale if text.lang == "zh" else "")
        for piece in text.pieces:
            unquoted = marks.QUOTED.sub(lambda quoted: HIDDEN * len(quoted.group()), piece.prose)
            for finding in written(_unmarked(unquoted), text.lang, Facts(now, locale=locale)):
                if text.is_template or not _may_mention(finding, text, piece, unquoted):
                    code, says = _CODES[finding.part]
                    yield _found(text, piece, finding.start, finding.end, code, says)
            yield from _address(text, piece, unquoted)


def _may_mention(finding: Finding, text: Text, piece: Piece, prose: str) -> bool:
    """Whether an article may say it: it is about style, or names words of another language."""
    if finding.part in _ONLY_TEMPLATES:
        return True
    around = prose[max(0, finding.start - 1) : finding.start] + prose[finding.end : finding.end + 1]
    if piece.where not in TEXT_KEYS and _CODES[finding.part][0] == "script":
        return text.lang != "zh" or finding.part != "traditional" or text.id.startswith(_GUIDES)  # they quote
    return finding.part == "foreign-script" and finding.end - finding.start < _MENTION and not re.search("[A-Za-z]", around)


def _unmarked(prose: str) -> str:
    """Prose without the signs of lists and emphasis, which are no part of a sentence."""
    return re.sub(r"[*_#>|]", HIDDEN, prose)


def _address(text: Text, piece: Piece, prose: str) -> Iterator[Problem]:
    if text.lang == "zh":
        for match in _FAMILIAR_ZH.finditer(prose):
            yield _found(text, piece, *match.span(), "zh-register", "customers are called 您")
        if piece.where in (*_PLAIN_TONES, "subject") and text.is_template:
            for match in _DEAR_ZH.finditer(prose):
                yield _found(
                    text, piece, *match.span(), "zh-register", "亲 is for chats among friends; write 您好, or leave it out"
                )
    if text.lang == "es" and text.is_template and piece.where in (*_PLAIN_TONES, "subject"):
        for match in es.FAMILIAR.finditer(fold(prose)):
            yield _found(
                text, piece, match.start(), match.end() - 1, "es-register", "customers are called usted; write its form"
            )
    if text.lang == "es" and text.is_template:
        for match in _OTHER_YOU.finditer(prose):
            yield _found(text, piece, *match.span(), "es-register", "customers are called usted; write its form")
    if text.lang == "ja" and text.is_template:
        for pattern, says in _JA:
            for match in pattern.finditer(prose):
                yield _found(text, piece, *match.span(), "ja-register", says)
    if text.lang == "ja" and (text.is_template or piece.where in TEXT_KEYS):
        for match in _HAN_ONLY.finditer(prose):
            if not _KANA.search(match.group()):
                yield _found(text, piece, *match.span(), "script", "this is no Japanese; translate it")


def check_untranslated(texts: Texts) -> Iterator[Problem]:
    """What still says in a translation what the source says, in the source's words."""
    for source, translations in texts.documents():
        said = {line for piece in source.pieces for line, _ in _lines(piece) if _is_said(line)}
        for translation in translations:
            if translation.lang == source.lang or source.id.startswith(_GUIDES):
                continue
            for piece in translation.pieces:
                for line, start in _lines(piece):
                    if line in said or _is_foreign(line, translation.lang):
                        yield _found(translation, piece, start, start + len(line), "untranslated", "translate it")


def _is_said(line: str) -> bool:
    """Whether a line of the source says something, and is no name: `Kind regards,`, but not `Mercado Libre`."""
    words = _LATIN_WORD.findall(line)
    return len(words) > 2 or (len(words) == 2 and words[0][0].isupper() and words[1].islower())


def _lines(piece: Piece) -> Iterator[tuple[str, int]]:
    """The lines of a piece, those of a table by cell, without the signs of lists."""
    for match in re.finditer(r"[^\n|]+", piece.prose):
        line = re.sub(r"^\s*(?:[-*+]|\d{1,2}[.)])?\s*", "", match.group())
        yield line.rstrip(), match.end() - len(line)


def _is_foreign(line: str, lang: str) -> bool:
    """Whether a line is English in a text that is not, or goes on in English."""
    line = marks.QUOTED.sub("", line)
    words = _LATIN_WORD.findall(line)
    if lang not in ("ja", "zh"):
        if len(set(_ONLY_ENGLISH.findall(line))) > 1:
            return True
        return len(words) > _MOST_FOREIGN and sum(word.lower() in _ENGLISH for word in words) * 3 > len(words)
    if len(words) > _MOST_FOREIGN and not _CJK.search(line) and any(word in _ENGLISH for word in words):
        return True
    return any(len(_ENGLISH.intersection(run.lower().split())) > 1 for run in _RUN.findall(line))


def _found(text: Text, piece: Piece, start: int, end: int, code: str, says: str) -> Problem:
    shown = piece.text[start:end].strip().replace("\n", " ")
    shown = shown if len(shown) < 60 else shown[:57] + "..."
    return text.problem(piece.start + start, code, f'"{shown}": {says}', Severity.WARNING)
