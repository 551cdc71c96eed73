"""Whether a reply is built as its language, its intent and its channel ask: the structural rules R1 and R4 to R14."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache, cached_property, lru_cache

from kb.folding import simplified
from kb.reply import cues
from kb.reply.cues import CUES, Cues, Pattern
from kb.reply.findings import Facts, Finding
from kb.reply.sentences import Sentence, sentences

_PUBLIC = frozenset({"social-public", "review-reply"})
_WINDOWS = {"whatsapp": timedelta(hours=24), "facebook": timedelta(days=7), "instagram": timedelta(days=7)}
"""How long after the customer's last message a person may still write freely."""
_MOST_OFFERS = 2
_BLOCKING = frozenset({"R1", "R6", "R11", "R13", "R14"})


def structure(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong with the build of a reply, in the order of the rules. A rule that lacks a fact is not judged."""
    return [*anywhere(text, lang, facts), *there(text, lang, facts)]


def anywhere(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong whatever the channel and the platform are; that all may read it is all it asks of them."""
    reply = _Reply(text, lang, facts)
    return [span for rule in _ANYWHERE for span in rule(reply)]


def there(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong on this channel of this platform, at this time."""
    if facts.platform not in _RULED and facts.channel != "review-reply":
        return []
    reply = _Reply(text, lang, facts)
    return [span for rule in _THERE for span in rule(reply)]


def is_public(facts: Facts) -> bool:
    """Whether all may read what is sent there."""
    return facts.channel in _PUBLIC


def written(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong with how a text is written, whatever it is for: scripts, opening signs, address, style, spelling."""
    reply = _Reply(text, lang, facts)
    return [span for rule in _WRITING for span in rule(reply)]


def unjudged(facts: Facts, lang: str) -> list[str]:
    """The rules that cannot be judged, since a fact that they need is unknown."""
    lacking = {
        "R4": not facts.intent,
        "R10": not facts.intent and not facts.tone,
        "R11": not facts.platform or not facts.channel,
        "R12": not facts.platform or not facts.channel,
        "R13": facts.channel == "review-reply" and facts.replies_sent is None,
        "R14": _windowed(facts) and facts.last_message_at is None,
    }
    return [rule for rule, lacks in lacking.items() if lacks]


def _windowed(facts: Facts) -> bool:
    return facts.channel == "social-dm" and facts.platform in _WINDOWS


class _Reply:
    """A reply and the forms of it that several rules read."""

    def __init__(self, text: str, lang: str, facts: Facts) -> None:
        self.text = text
        self.lang = lang
        self.facts = facts
        self.cues: Cues = CUES[lang]

    @cached_property
    def folded(self) -> str:
        """What the cues of the language are looked up in; in a language of words one place longer than the text."""
        return _folded(self.text, self.lang)

    @cached_property
    def unquoted(self) -> str:
        """The text with its quotations and asides blanked out."""
        if not cues.QUOTE_START.search(self.text):
            return self.text
        return cues.QUOTED.sub(lambda match: " " * len(match.group()), self.text)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the text."""
        return sentences(self.text)

    def piece(self, sentence: Sentence) -> str:
        """A sentence as the cues read it."""
        return self.folded[sentence.start : sentence.end + (self.lang in ("en", "es"))]

    def has(self, *patterns: Pattern) -> bool:
        """Whether each of the patterns is found."""
        return all(pattern.search(self.folded) for pattern in patterns)

    def span(self, rule: str, part: str, start: int = 0, end: int | None = None) -> Finding:
        """A breach at a place, or in the whole text."""
        return Finding(rule, "block" if rule in _BLOCKING else "warn", start, len(self.text) if end is None else end, part)


@lru_cache(maxsize=16)
def _folded(text: str, lang: str) -> str:
    """One text is asked about for one channel after the other."""
    if lang in ("en", "es"):
        return cues.fold(text)
    return simplified(text) if lang == "zh" and _traditional().search(text) else text


def _placeholders(reply: _Reply) -> Iterator[Finding]:
    done = 0
    for start in cues.GAP_START.finditer(reply.text):
        match = cues.PLACEHOLDER.match(reply.text, start.start()) if start.start() >= done else None
        if match:
            done = match.end()
            yield reply.span("R1", "placeholder", *match.span())


def _required(reply: _Reply) -> Iterator[Finding]:
    facts = reply.facts
    if not facts.intent:
        return
    parts = _PARTS.get(facts.intent)
    for part in parts(reply) if parts else ():
        yield reply.span("R4", f"missing-{part}")
    if facts.intent == "apology":
        yield from _late_apology(reply)
    if facts.stage == "out-of-hours":
        for part, pattern in (("time", reply.cues.clock), ("zone", reply.cues.zone)):
            if not reply.has(pattern):
                yield reply.span("R4", f"missing-{part}")


def _acknowledgement(reply: _Reply) -> Iterator[str]:
    own = reply.cues
    if not reply.has(own.thanks):
        yield "thanks"
    if reply.facts.channel in _PUBLIC:
        if not (reply.has(own.invitation) or reply.has(own.receipt, own.time)):
            yield "invitation"
        return
    if not reply.has(own.receipt):
        yield "receipt"
    if not reply.has(own.time):
        yield "next-step"


def _offer(reply: _Reply) -> Iterator[str]:
    if reply.facts.channel in _PUBLIC:
        return
    own = reply.cues
    if not reply.has(own.bearer):
        yield "cost-bearer"
        if not reply.has(own.remedy) and not reply.has(own.proposal):
            yield "option"
    if not reply.has(own.time):
        yield "date"


def _follow_up(reply: _Reply) -> Iterator[str]:
    if reply.facts.channel not in _PUBLIC and not reply.has(reply.cues.time):
        yield "date"


_PARTS: dict[str, Callable[[_Reply], Iterator[str]]] = {
    "acknowledgement": _acknowledgement,
    "offer": _offer,
    "follow-up": _follow_up,
}


def _late_apology(reply: _Reply) -> Iterator[Finding]:
    apology = reply.cues.apology.search(reply.folded)
    if not apology:
        yield reply.span("R4", "missing-apology")
        return
    reason = reply.cues.reason.search(reply.folded, 0, apology.start())
    if reason and _SENTENCE_END.search(reply.folded, reason.end(), apology.start()):
        yield reply.span("R4", "late-apology", reason.start(), reason.end())


_SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?!\S)")


def _offers(reply: _Reply) -> Iterator[Finding]:
    numbers = [int(number) for number in _NUMBERED.findall(reply.text)]
    if numbers and max(numbers) <= _MOST_OFFERS:
        return  # the choices are counted, and what a choice consists of is not another one
    many = reply.cues.many.search(reply.folded) if reply.facts.intent == "offer" else None
    if many:
        yield reply.span("R5", "offers", many.start(), min(many.end(), len(reply.text)))
    elif len(_kinds(reply.cues, reply.folded)) > _MOST_OFFERS:
        offering = [
            (sentence, kinds)
            for sentence in reply.sentences
            if (kinds := _kinds(reply.cues, reply.piece(sentence))) and not reply.cues.untrue.search(reply.piece(sentence))
        ]
        if len(set[str]().union(*(kinds for _, kinds in offering))) > _MOST_OFFERS:
            yield reply.span("R5", "offers", offering[0][0].start, offering[-1][0].end)


_NUMBERED = re.compile(r"^[^\S\n]{0,40}([1-9])[.．、)）] ?\S", re.MULTILINE)


def _kinds(own: Cues, text: str) -> set[str]:
    """The kinds of remedies that a text names."""
    found = (own.kinds.match(text, match.start()) for match in own.remedy.finditer(text))
    return {match.lastgroup for match in found if match and match.lastgroup}


def _scripts(reply: _Reply) -> Iterator[Finding]:
    for match in cues.FOREIGN.get(reply.lang, cues.FOREIGN["latin"]).finditer(reply.text):
        if not _GREEK.fullmatch(match.group()) or _LATIN.search(reply.text, max(0, match.start() - 1), match.end() + 1):
            yield reply.span("R6", "foreign-script", *match.span())
    if reply.lang == "ja":
        for match in _not_japanese().finditer(reply.text):
            yield reply.span("R6", "simplified", *match.span())
    if reply.lang == "zh":
        yield from _chinese(reply)


_GREEK = re.compile("[Α-ω]+")
_LATIN = re.compile("[A-Za-z]")


def _chinese(reply: _Reply) -> Iterator[Finding]:
    wrong = _wrong_script(reply.facts)
    if not wrong and _traditional().search(reply.text):
        simple, full = (sum(map(len, pattern().findall(reply.text))) for pattern in (_simplified, _traditional))
        wrong = "" if not simple else "simplified" if simple < full else "traditional"
    for match in _CHINESE[wrong]().finditer(reply.text) if wrong else ():
        yield reply.span("R6", wrong, *match.span())


def _wrong_script(facts: Facts) -> str:
    tag = facts.locale or facts.market
    if re.search(r"Hant|TW|HK|MO", tag):
        return "simplified"
    return "traditional" if re.search(r"Hans|CN|SG|MY", tag) else ""


def _spanish_marks(reply: _Reply) -> Iterator[Finding]:
    if reply.lang != "es":
        return
    opened = ""
    for match in _MARKS.finditer(reply.text):
        signs = match.group().rstrip("¿¡")
        if signs and signs[0] not in "¿¡" and not _IN_WORD.search(reply.text, max(0, match.start() - 5), match.end() + 1):
            if not any(_OPENING[sign] in opened for sign in signs if sign in _OPENING):
                yield reply.span("R7", "opening-mark", match.start(), match.start() + len(signs))
            opened = ""
        opened = (opened + "".join(sign for sign in match.group() if sign in "¿¡"))[-8:]


_MARKS = re.compile("[¿¡?!]+")
_OPENING = {"?": "¿", "!": "¡"}
_IN_WORD = re.compile(r"(?:[(\s]|Yahoo)[?!]+|[?!][\w=&/]")
"""Marks that end no sentence: a doubt in brackets, a name, an address on the web."""


def _address(reply: _Reply) -> Iterator[Finding]:
    if reply.lang != "es":
        return
    plain = reply.folded if reply.unquoted == reply.text else cues.fold(reply.unquoted)
    if not any(map(_is_familiar, plain.split())):
        return
    familiar = cues.FAMILIAR.search(plain)
    formal = cues.FORMAL.search(plain)
    if not formal and cues.COURTEOUS.search(plain) and len(cues.DISTANT.findall(plain)) > 1:
        formal = cues.DISTANT.search(plain)
    if familiar and formal:
        later = max(familiar, formal, key=lambda match: match.start())
        yield reply.span("R7", "tu-usted", later.start(), later.end() - 1)


@lru_cache(maxsize=20_000)
def _is_familiar(word: str) -> bool:
    return bool(cues.FAMILIAR.match(" " + word))


def _japanese(reply: _Reply) -> Iterator[Finding]:
    if reply.lang != "ja":
        return
    text = reply.unquoted
    for match in cues.ANATA.finditer(text):
        yield reply.span("R8", "anata", *match.span())
    start = 0
    for match in _FULL_STOP.finditer(text):
        end = match.start()
        if text[end - 2 : end] not in _POLITE and cues.PLAIN_FORM.search(text, max(start, end - 8), end):
            yield reply.span("R8", "plain-form", start, match.end())
        start = match.end()


_FULL_STOP = re.compile(r"[。！？!?…][。！？!?…\s]*")
_POLITE = frozenset({"ます", "です", "せん", "さい", "うか", "すか", "すね", "すよ", "ょう", "ませ", "とう"})


def _spelling(reply: _Reply) -> Iterator[Finding]:
    if reply.lang != "en" or {"uk", "us"} - set(map(_spelled, reply.folded.split())):
        return
    plain = cues.fold(reply.unquoted)
    british, american = (_common(reply, pattern.finditer(plain)) for pattern in (cues.BRITISH, cues.AMERICAN))
    if british and american:
        for start, end in min(american, british, key=len):
            yield reply.span("R9", "us-uk", start, end)


@lru_cache(maxsize=20_000)
def _spelled(word: str) -> str:
    return "uk" if cues.BRITISH.match(" " + word) else "us" if cues.AMERICAN.match(" " + word) else ""


def _common(reply: _Reply, found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    """The places of the words that are no part of a proper name: in small letters, or first in a sentence."""
    places = ((match.start(), match.end() - 1) for match in found)
    return [
        place
        for place in places
        if not reply.text[place[0]].isupper() or _FIRST.search(reply.text[max(0, place[0] - 4) : place[0]])
    ]


_FIRST = re.compile(r"(?:^|[.!?\n])\s*$")


def _volume(reply: _Reply) -> Iterator[Finding]:
    if reply.facts.intent != "apology" and reply.facts.tone != "firm":
        return
    for what, pattern in (("emoji", cues.EMOJI), ("exclamation", cues.EXCLAIMED)):
        for match in pattern.finditer(reply.text):
            yield reply.span("R10", what, *match.span())
    for capitals in cues.CAPITALS.finditer(reply.text):
        shouted = cues.SHOUTED.match(reply.text, capitals.start())
        if shouted:
            yield reply.span("R10", "capitals", *shouted.span())


def _coupons(reply: _Reply) -> Iterator[Finding]:
    own = reply.cues
    if reply.facts.platform != "amazon" or reply.facts.channel != "marketplace-message":
        return
    if not (reply.has(own.coupon) or reply.has(own.checkout) or cues.CODE.search(reply.text)):
        return
    for sentence in reply.sentences:
        piece = reply.piece(sentence)
        hinted = own.checkout.search(piece) and (own.enter.search(piece) or own.less.search(piece))
        if (hinted or own.coupon.search(piece) or cues.CODE.search(sentence.text)) and not own.untrue.search(piece):
            yield reply.span("R11", "coupon", sentence.start, sentence.end)


def _promotions(reply: _Reply) -> Iterator[Finding]:
    if reply.facts.platform != "whatsapp" or not reply.has(reply.cues.promotion):
        return
    for sentence in reply.sentences:
        piece = reply.piece(sentence)
        if reply.cues.promotion.search(piece) and not reply.cues.asked.search(piece):
            yield reply.span("R12", "promotion", sentence.start, sentence.end)


def _repeated(reply: _Reply) -> Iterator[Finding]:
    if reply.facts.channel == "review-reply" and (reply.facts.replies_sent or 0) >= 1:
        yield reply.span("R13", "second-reply")


def _window(reply: _Reply) -> Iterator[Finding]:
    facts = reply.facts
    if _windowed(facts) and facts.last_message_at and facts.now - facts.last_message_at > _WINDOWS[facts.platform]:
        yield reply.span("R14", "window-closed")


_ANYWHERE: tuple[Callable[[_Reply], Iterator[Finding]], ...] = (
    _placeholders,
    _required,
    _offers,
    _scripts,
    _spanish_marks,
    _address,
    _japanese,
    _spelling,
    _volume,
)
_THERE = (_coupons, _promotions, _repeated, _window)
_RULED = frozenset({"amazon", *_WINDOWS})
"""The platforms that rules of `_THERE` speak of."""


_WRITING = (_scripts, _spanish_marks, _address, _japanese, _spelling)


@cache
def _simplified() -> Pattern:
    """The characters that stand in no Traditional text."""
    return _any_of(
        sign for sign in _HAN if _written(sign, "gb2312") and not _written(sign, "cp950") and sign not in "温烟灶窗着床灾碱"
    )


@cache
def _not_japanese() -> Pattern:
    """The Simplified characters that Japanese does not have."""
    return _any_of(
        sign for sign in _HAN if _written(sign, "gb2312") and not _written(sign, "cp950") and not _written(sign, "cp932")
    )


@cache
def _traditional() -> Pattern:
    """The characters that stand in no Simplified text."""
    signs = "".join(sign for sign in _HAN if _written(sign, "cp950") and not _written(sign, "gb2312"))
    return _any_of(sign for sign, simple in zip(signs, simplified(signs), strict=True) if sign != simple)


_HAN = tuple(map(chr, range(0x4E00, 0xA000)))


def _written(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


_CHINESE = {"simplified": _simplified, "traditional": _traditional}


def _any_of(signs: Iterable[str]) -> Pattern:
    return re.compile(f"[{''.join(signs)}]+")
