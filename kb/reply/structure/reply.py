"""A reply as the structural rules read it."""

from __future__ import annotations

from functools import cached_property, lru_cache

from kb.folding import simplified
from kb.reply.cues import CUES, marks
from kb.reply.cues.expressions import Cues, Pattern, fold
from kb.reply.findings import Facts, Finding
from kb.reply.sentences import Sentence, sentences
from kb.reply.structure.scripts import traditional

PUBLIC = frozenset({"social-public", "review-reply"})
_BLOCKING = frozenset({"R1", "R6", "R11", "R13", "R14"})


class Reply:
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
        if not marks.QUOTE_START.search(self.text):
            return self.text
        return marks.QUOTED.sub(lambda match: " " * len(match.group()), self.text)

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
        return fold(text)
    return simplified(text) if lang == "zh" and traditional().search(text) else text
