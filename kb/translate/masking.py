"""Variables, code, links, emphasis and names as numbered tokens, which a machine gives back; and what it gave back, read.

A machine moves spaces into tokens, changes their brackets, writes their digits in full width. All of that is read; a token
that is lost, doubled or of no number is not, and then the answer is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """How tokens are written, and how they are found in an answer."""

    written: str
    read: re.Pattern[str]


_OPEN, _CLOSE = r"[\[［【〔（(「『｛{<＜〈《]\s*", r"\s*[\]］】〕）)」』｝}>＞〉》]"
BRACKETS = Form("[X{}X]", re.compile(rf"{_OPEN}[xX×хХｘＸ]\s*(\d+)\s*[xX×хХｘＸ]{_CLOSE}"))
DOLLARS = Form("{{${}}}", re.compile(rf"{_OPEN}[$＄﹩]\s*(\d+){_CLOSE}"))
TAGS = Form('<m id="{}"/>', re.compile(r"<\s*[mM]\s+id\s*=\s*[\"“”'＂]?\s*(\d+)\s*[\"“”'＂]?\s*/?\s*>(?:\s*</\s*[mM]\s*>)?"))
FORMS = (BRACKETS, DOLLARS)

_LINK = re.compile(r"(!?\[)[^\[\]]*(\]\([^()\s]*(?:\s+\"[^\"]*\")?\))")
_STRONG = re.compile(r"(\*\*|__)(?=\S).+?(?<=\S)(\1)")
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])[^*_]+?(?<=[^\s*_])(\1)(?![\w*])")
_WHOLE = (
    re.compile(r"\{\{.*?\}\}"),
    re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)"),
    re.compile(r"<(?:https?://|mailto:)[^\s<>]+>"),
    re.compile("\ue00b\\d+\ue00c"),
)
_BARE = (
    re.compile(r"https?://[^\s<>()\[\]]*[\w/]"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\w)/(?:templates|articles)/[\w/-]+"),
    re.compile(r"\\[^\w\s]"),
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose parts at odd places are what was masked. `pairs` are tokens that open and close something."""

    parts: tuple[str, ...]
    pairs: frozenset[tuple[int, int]] = frozenset()

    @property
    def tokens(self) -> tuple[str, ...]:
        """What was masked, in order."""
        return self.parts[1::2]

    @property
    def words(self) -> str:
        """The text without what was masked."""
        return " ".join(self.parts[::2])

    def written(self, form: Form) -> str:
        """The text that a machine is given."""
        return "".join(form.written.format(place // 2) if place % 2 else part for place, part in enumerate(self.parts))

    def restored(self, answer: str, form: Form) -> Masked | None:
        """The answer's text with the tokens where it has them; None unless each is there once, pairs in their order."""
        parts = form.read.split(answer)
        numbers = [int(number) for number in parts[1::2]]
        if sorted(numbers) != list(range(len(self.tokens))):
            return None
        if any(not _wraps(parts, numbers.index(first), numbers.index(last)) for first, last in self.pairs):
            return None
        parts[1::2] = [self.tokens[number] for number in numbers]
        places = {number: place for place, number in enumerate(numbers)}
        return Masked(tuple(parts), frozenset((places[first], places[last]) for first, last in self.pairs))

    def __str__(self) -> str:
        return "".join(self.parts)


def _wraps(parts: list[str], first: int, last: int) -> bool:
    """Whether one token comes before the other, with something between them."""
    return first < last and bool("".join(parts[2 * first + 2 : 2 * last + 1]).strip() or last > first + 1)


def mask(text: str, names: Mapping[str, str]) -> Masked:
    """The text with everything masked that no machine may touch; `names` are given back as what they are called there."""
    spans: list[tuple[int, int]] = []
    pairs: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= first or start >= last for first, last in spans)

    for pattern in _WHOLE:
        spans += [match.span() for match in pattern.finditer(text) if free(*match.span())]
    for pattern in (_LINK, _STRONG, _EMPHASIS):
        for match in pattern.finditer(text):
            if free(*match.span(1)) and free(*match.span(2)):
                spans += [match.span(1), match.span(2)]
                pairs.append((match.start(1), match.start(2)))
    for pattern in (*_BARE, *([_one_of(names)] if names else [])):
        spans += [match.span() for match in pattern.finditer(text) if free(*match.span())]
    spans.sort()
    parts, end = [], 0
    for start, stop in spans:
        token = text[start:stop]
        parts += [text[end:start], names.get(token, token)]
        end = stop
    places = {start: number for number, (start, _) in enumerate(spans)}
    return Masked((*parts, text[end:]), frozenset((places[first], places[last]) for first, last in pairs))


def _one_of(names: Mapping[str, str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(f"(?<![{_LATIN}])(?:{'|'.join(map(re.escape, longest))})(?![{_LATIN}])")


_LATIN = "A-Za-z0-9_\u00c0-\u024f"
"""What a name must not go on in: in Japanese and Chinese the next word begins without a space."""
