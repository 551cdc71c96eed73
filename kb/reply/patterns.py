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
from functools import lru_cache
from typing import NamedTuple

from kb.content.guarding import ANY, WORDS, Phrase, RuleText
from kb.reply.concepts import Concepts, plain
from kb.reply.sentences import Sentence

SENTENCES_KEPT = 4096
"""Sentences that are remembered in the process, as long as no others take their place."""


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

    rule: str
    steps: tuple[_Step, ...]
    after: tuple[int, ...]
    absent: tuple[int, ...]
    line: int
    onward: bool
    """Whether it goes on in the next sentence."""


class Said(NamedTuple):
    """A sentence as patterns read it: its plain text, and the places of each concept in it, in order.

    `hits` are the patterns that it has by itself, and where; `begins` those that it may begin and the next one end.
    """

    text: str
    places: Mapping[int, Sequence[tuple[int, int]]]
    hits: tuple[tuple[_Pattern, int, int], ...]
    begins: tuple[_Pattern, ...]


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
        numbers = {name: number for number, name in enumerate(entries)}
        made = {
            rule: [[_numbered(p, rule, numbers) for p in part] for part in (text.breaks, text.unless, text.nearby)]
            for rule, text in rules.items()
        }
        patterns = [pattern for parts in made.values() for part in parts for pattern in part]
        used = _used(patterns)
        self._concepts = Concepts(lang, {name: words if numbers[name] in used else () for name, words in entries.items()})
        self._breaks = _Sieve([pattern for breaks, _, _ in made.values() for pattern in breaks])
        self._unless = {rule: _Sieve(unless) for rule, (_, unless, _) in made.items()}
        self._nearby = {rule: _Sieve(nearby) for rule, (_, _, nearby) in made.items()}
        self.rules = tuple(rules)
        self._read = lru_cache(maxsize=SENTENCES_KEPT)(self._said)

    def read(self, sentences: Iterable[Sentence]) -> list[Said]:
        """The sentences as patterns read them; one that was read lately, as most of a template's were, is not read again."""
        return [self._read(sentence.text) for sentence in sentences]

    def _said(self, text: str) -> Said:
        flat = plain(self.lang, text)
        places = self._concepts.places(flat)
        for spans in places.values():
            if len(spans) > 1:
                spans.sort()
        said = Said(flat, places, (), ())
        candidates = list(self._breaks.candidates(said))
        alone = ((pattern, _match(pattern, [said], 0)) for pattern in candidates if not pattern.onward)
        hits = tuple((pattern, breach.start, breach.end) for pattern, breach in alone if breach)
        return said._replace(hits=hits, begins=tuple(pattern for pattern in candidates if pattern.onward))

    def breaches(self, said: Sequence[Said]) -> dict[str, list[Breach]]:
        """What each rule finds: the first breach that begins in each sentence and that nothing takes back."""
        found: dict[str, list[Breach]] = {}
        for number, one in enumerate(said):
            done = set()
            here = [(pattern.rule, Breach(number, number, start, end, pattern.line)) for pattern, start, end in one.hits]
            across = ((pattern.rule, _match(pattern, said, number)) for pattern in one.begins)
            for rule, breach in (*here, *across):
                if breach and rule not in done and not self._taken_back(rule, said, breach):
                    found.setdefault(rule, []).append(breach)
                    done.add(rule)
        return found

    def _taken_back(self, rule: str, said: Sequence[Said], breach: Breach) -> bool:
        own = range(breach.first, breach.last + 1)
        around = range(max(breach.first - 1, 0), min(breach.last + 2, len(said)))
        return self._unless[rule].has_any(said, own) or self._nearby[rule].has_any(said, around)


class _Sieve:
    """Patterns, and which of them a sentence may have: those of which it names every step.

    A set of patterns is a number, a bit a pattern: one such set for each concept and each place of a step.
    """

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        self._patterns = patterns
        size = max((len(pattern.steps) for pattern in patterns), default=0)
        self._steps: list[dict[int, int]] = [{} for _ in range(size)]
        self._shorter = [0] * size
        for bit, pattern in enumerate(patterns):
            mine = next((place for place, step in enumerate(pattern.steps) if step.onward), len(pattern.steps))
            for place in range(size):
                if place >= mine:
                    self._shorter[place] |= 1 << bit
                    continue
                for concept in pattern.steps[place].any_of:
                    self._steps[place][concept] = self._steps[place].get(concept, 0) | 1 << bit

    def candidates(self, one: Said) -> Iterator[_Pattern]:
        """The patterns whose steps in the sentence itself are all named there, in the order in which they were written."""
        left = -1
        for steps, shorter in zip(self._steps, self._shorter, strict=True):
            here = shorter
            for concept in one.places:
                here |= steps.get(concept, 0)
            left &= here
            if not left:
                return
        while left > 0:
            lowest = left & -left
            yield self._patterns[lowest.bit_length() - 1]
            left ^= lowest

    def has_any(self, said: Sequence[Said], numbers: Iterable[int]) -> bool:
        """Whether one of these sentences has one of the patterns."""
        return any(
            _match(pattern, said, number) is not None for number in numbers for pattern in self.candidates(said[number])
        )


def _numbered(phrase: Phrase, rule: str, numbers: Mapping[str, int]) -> _Pattern:
    def of(names: Iterable[str]) -> tuple[int, ...]:
        return tuple(numbers[own] if (own := f"{rule}:{name}") in numbers else numbers[name] for name in names)

    steps = tuple(_Step(of(step.any_of), step.gap, of(step.bars), step.onward) for step in phrase.steps)
    onward = any(step.onward for step in steps)
    return _Pattern(rule, steps, of(phrase.after), of(phrase.absent), phrase.line, onward)


def _used(patterns: Iterable[_Pattern]) -> frozenset[int]:
    """The concepts that patterns speak of: the others need not be looked for."""
    return frozenset(
        concept
        for pattern in patterns
        for concept in (*pattern.after, *pattern.absent, *(c for step in pattern.steps for c in (*step.any_of, *step.bars)))
    )


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
