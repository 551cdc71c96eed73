"""What a reply must not say, told by patterns of concepts: which are named, in which order, and what takes them back.

A concept is a list of words and expressions that mean nearly the same. A pattern is a line of steps, and a sentence has it
when it has the steps in their order, whatever stands between them:

    refund if review            these three, in this order
    refund|gift "once you"      one of two concepts, then words as they stand
    refund ~5 review            at most five words between (signs, in Chinese and Japanese)
    refund & review             in either order
    refund -not review          no "not" between; at the line's end: none after; at its start: none before
    refund review !whatever     and nowhere "whatever"
    refund / if-review          the second in the sentence that follows

`[unless]` patterns take a breach back when its own sentences have them, `[unless nearby]` ones when a sentence beside has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.content.guarding import ANY, WORDS, Phrase, RuleText
from kb.reply.concepts import Concepts, plain
from kb.reply.sentences import Sentence


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a phrase, its names being the numbers of concepts."""

    any_of: tuple[int, ...]
    gap: int
    bars: tuple[int, ...]
    onward: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase, its names being the numbers of concepts."""

    steps: tuple[_Step, ...]
    after: tuple[int, ...]
    absent: tuple[int, ...]
    line: int
    needs: tuple[int, ...]
    """A mask a step, of which one concept must be there: a quick test before the order is looked at."""
    onward: bool
    """Whether it goes on in the next sentence."""


class Said(NamedTuple):
    """A sentence as patterns read it: its plain text, each concept's places in it, in order, and all of them as one mask."""

    sentence: Sentence
    text: str
    places: Mapping[int, Sequence[tuple[int, int]]]
    mask: int


class Breach(NamedTuple):
    """A pattern that a text has, by its line: from a place in the plain text of one sentence to a place in another's."""

    first: int
    last: int
    start: int
    end: int
    line: int


class Patterns:
    """The rules of one language: how a text is read for them, and what each finds in it."""

    def __init__(self, lang: str, files: Mapping[str, RuleText]) -> None:
        """`files` are those of the language, by the name of their rule."""
        self.lang = lang
        entries = dict(files[WORDS].words) if WORDS in files else {}
        rules = {rule: text for rule, text in files.items() if rule != WORDS}
        for rule, text in rules.items():
            entries |= {f"{rule}:{name}": words for name, words in text.words.items()}
            for phrase in (*text.breaks, *text.unless, *text.nearby):
                entries |= {name: (name.strip('"'),) for name in phrase.names if name[0] == '"'}
        self._concepts = Concepts(lang, entries)
        numbers = {name: number for number, name in enumerate(entries)}
        self._rules = {
            rule: _Rule(
                *(_by_start(_numbered(p, rule, numbers) for p in part) for part in (text.breaks, text.unless, text.nearby))
            )
            for rule, text in rules.items()
        }

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that have patterns."""
        return tuple(self._rules)

    def read(self, sentences: Iterable[Sentence]) -> list[Said]:
        """The sentences as patterns read them."""
        return [self._said(sentence) for sentence in sentences]

    def _said(self, sentence: Sentence) -> Said:
        flat = plain(self.lang, sentence.text)
        places: dict[int, list[tuple[int, int]]] = {}
        mask = 0
        for mention in self._concepts.mentions(flat):
            places.setdefault(mention.concept, []).append((mention.start, mention.end))
        for concept, spans in places.items():
            if len(spans) > 1:
                spans.sort()
            mask |= 1 << concept
        return Said(sentence, flat, places, mask)

    def breaches(self, rule: str, said: Sequence[Said]) -> list[Breach]:
        """What a rule finds: the first breach that begins in each sentence and that nothing takes back."""
        return list(self._rules[rule].breaches(said))


_ByStart = Mapping[int, Sequence[_Pattern]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """The patterns of a rule, by each concept that they may begin with."""

    breaks: _ByStart
    unless: _ByStart
    nearby: _ByStart

    def breaches(self, said: Sequence[Said]) -> Iterator[Breach]:
        for number in range(len(said)):
            for breach in _found(self.breaks, said, number):
                if not self._taken_back(said, breach):
                    yield breach
                    break

    def _taken_back(self, said: Sequence[Said], breach: Breach) -> bool:
        own = range(breach.first, breach.last + 1)
        around = range(max(breach.first - 1, 0), min(breach.last + 2, len(said)))
        return _has_any(self.unless, said, own) or _has_any(self.nearby, said, around)


def _numbered(phrase: Phrase, rule: str, numbers: Mapping[str, int]) -> _Pattern:
    def of(names: Iterable[str]) -> tuple[int, ...]:
        return tuple(numbers[own] if (own := f"{rule}:{name}") in numbers else numbers[name] for name in names)

    steps = tuple(_Step(of(step.any_of), step.gap, of(step.bars), step.onward) for step in phrase.steps)
    needs = tuple(sum(1 << concept for concept in set(step.any_of)) for step in steps)
    return _Pattern(steps, of(phrase.after), of(phrase.absent), phrase.line, needs, any(s.onward for s in steps))


def _by_start(patterns: Iterable[_Pattern]) -> dict[int, list[_Pattern]]:
    found: dict[int, list[_Pattern]] = {}
    for pattern in patterns:
        for concept in pattern.steps[0].any_of:
            found.setdefault(concept, []).append(pattern)
    return found


def _has_any(patterns: _ByStart, said: Sequence[Said], numbers: Iterable[int]) -> bool:
    return any(True for number in numbers for _ in _found(patterns, said, number))


def _found(patterns: _ByStart, said: Sequence[Said], number: int) -> Iterator[Breach]:
    one = said[number]
    for concept in one.places:
        for pattern in patterns.get(concept, ()):
            mask = one.mask
            if pattern.onward:
                mask |= said[number + 1].mask if number + 1 < len(said) else 0
            if all(need & mask for need in pattern.needs):
                breach = _match(pattern, said, number)
                if breach:
                    yield breach


def _match(pattern: _Pattern, said: Sequence[Said], number: int) -> Breach | None:
    for first in pattern.steps[0].any_of:
        for start, end in said[number].places.get(first, ()):
            if _barred(said[number], pattern.steps[0].bars, 0, start):
                continue
            last = _rest(pattern, 1, said, number, end)
            if last is not None:
                return Breach(number, last[0], start, last[1], pattern.line)
    return None


def _rest(pattern: _Pattern, at: int, said: Sequence[Said], number: int, done: int) -> tuple[int, int] | None:
    """The sentence and the place where the steps from `at` on end, the ones before having ended at `done`."""
    if at == len(pattern.steps):
        one = said[number]
        if _barred(one, pattern.after, done, len(one.text)):
            return None
        return None if any(concept in one.places for concept in pattern.absent) else (number, done)
    step = pattern.steps[at]
    if step.onward:
        number, done = number + 1, 0
        if number >= len(said):
            return None
    one = said[number]
    for concept in step.any_of:
        places = one.places.get(concept, ())
        for start, end in places[bisect_left(places, (done, 0)) :] if places else ():
            if step.gap < ANY and _distance(one.text, done, start) > step.gap:
                break
            if _barred(one, step.bars, done, start):
                continue
            last = _rest(pattern, at + 1, said, number, end)
            if last is not None:
                return last
    return None


def _barred(one: Said, bars: Iterable[int], start: int, end: int) -> bool:
    return any(start <= left and right <= end for concept in bars for left, right in one.places.get(concept, ()))


def _distance(text: str, start: int, end: int) -> int:
    """How many words, or signs in a text without spaces, stand between two places."""
    return len(text[start:end].split()) if text.startswith(" ") else end - start
