"""What the making of a text left in it: marks of a merge, notes to oneself, tokens, words of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.checks.texts import Piece, Text, Texts
from kb.content.glossary import Glossary
from kb.content.problems import Problem, Severity

_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_NOTES = (
    "要確認|要修正|要翻訳|未翻訳|翻訳中|訳注|仮訳|待翻[译譯]|未翻[译譯]|待[确確][认認]|待校对|待校對|机翻|機翻"
    "|(?i:pendiente|por traducir|sin traducir|revisar|to translate|needs translation|translate me|translation needed)"
)
_NOTE = re.compile(rf"[\[［【（(〔<＜]\s*(?:{_NOTES})[^\[\]［］【】（）()〔〕<>＜＞\n]{{0,20}}[\]］】）)〕>＞](?![(\ufffc])")
_TOKEN = re.compile(r"\[X\d+X\]|⟦[^⟦⟧\n]{1,12}⟧|__\w{1,20}__|</?[mx] id=[^>\n]{1,8}>|\{\$\d+\}", re.IGNORECASE)
_CHATTER = re.compile(
    r"翻訳(?:は(?:以下|次)|結果は?[:：])|以下(?:は|が)翻訳|AIの?言語モデル|以下是(?:翻[译譯]|[译譯]文)|作[为為](?:一[个個])?AI"
    r"|(?i:here is the translat|as an ai (?:language )?model|aqu[ií] (?:est[aá]|tiene|va) la traducci)"
)
_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]*)?/?>|&(?:[A-Za-z]{2,8}|#\d{2,5}|#x[0-9A-Fa-f]{2,5});")
_LEFT = (
    ("to-do", _NOTE, "this is a note to yourselves; do what it says and delete it"),
    ("to-do", _TOKEN, "this token stands for a word that a machine was not to translate; write the word"),
    ("to-do", _CHATTER, "a machine says this about the text; delete it"),
    ("html", _MARKUP, "readers would see this as it stands; write the sign itself, and emphasis with stars"),
)
_WORD = re.compile(r"(?<![\w./@&’'-])[a-z]{3,}(?![\w/@&’'-]|\.\w)", re.ASCII)
_KEYWORDS = re.compile(r"^keywords:.*$", re.MULTILINE)
_STRING = re.compile(r"default:\s*(?:\"([^\"]*)\"|'([^']*)')")


def check_traces(texts: Iterable[Text]) -> Iterator[Problem]:
    """Marks of a merge in any file, and what a text says to those who work on it."""
    for text in texts:
        conflict = _CONFLICT.search(text.written)
        if conflict:
            message = f'"{conflict.group()}" is a mark of a merge; keep one of the two texts and delete the marks'
            yield text.problem(conflict.start(), "conflict", message)
        for line in _KEYWORDS.finditer(text.written):
            if wide := re.search("[，、；]", line.group()):
                message = f'"{wide.group()}" divides no keywords; write a comma and a space'
                yield text.problem(line.start() + wide.start(), "keywords", message, Severity.WARNING)
        for piece in text.pieces:
            for code, pattern, says in _LEFT:
                if code != "html" or text.is_template:
                    for match in pattern.finditer(piece.prose):
                        yield text.problem(piece.start + match.start(), code, f'"{match.group()}": {says}')


def check_words(texts: Texts, glossary: Glossary) -> Iterator[Problem]:
    """Single words of the source in a reply of another language, also in what stands in for a value."""
    for source, translations in texts.documents():
        if not source.is_template:
            continue  # guides quote
        said = {piece.where: (_words(piece), _defaults(piece)) for piece in source.pieces}
        for translation in translations:
            if translation.lang != source.lang:
                for piece in translation.pieces:
                    words, defaults = said.get(piece.where, (set(), set()))
                    yield from _left(translation, piece, words, glossary)
                    yield from _stand_ins(translation, piece, defaults)


def _words(piece: Piece) -> set[str]:
    return {match.group() for match in _WORD.finditer(piece.prose)}


def _defaults(piece: Piece) -> set[str]:
    return {match[1] or match[2] or "" for match in _STRING.finditer(piece.text)}


def _left(text: Text, piece: Piece, words: set[str], glossary: Glossary) -> Iterator[Problem]:
    for match in _WORD.finditer(piece.prose):
        word = match.group()
        if word in words and (text.lang in ("ja", "zh") or glossary.is_only(word, "en", text.lang)):
            yield _problem(text, piece, match.start(), word)


def _stand_ins(text: Text, piece: Piece, defaults: set[str]) -> Iterator[Problem]:
    for match in _STRING.finditer(piece.text):
        words = match[1] or match[2] or ""
        if words in defaults and (" " in words or text.lang in ("ja", "zh")) and re.search("[a-z]{3}", words):
            yield _problem(text, piece, match.start(1) if match[1] else match.start(2), words)


def _problem(text: Text, piece: Piece, start: int, words: str) -> Problem:
    message = f'"{words}" is left of the source; translate it'
    return text.problem(piece.start + start, "untranslated", message, Severity.WARNING)
