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

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.content.guarding import ANY, WORDS, Phrase, RuleText
from kb.reply.concepts import Concepts, Entry, bits, numbers_of, plain_lines
from kb.reply.sentences import Sentence
from kb.reply.wording import Array

SENTENCES_KEPT = 1536
"""Sentences of a language that are remembered in the process, and as many that were read before them: most of a reply is the
same at each key that is pressed."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a phrase, its names being the numbers of concepts."""

    any_of: tuple[int, ...]
    gap: int
    bars: tuple[int, ...]
    onward: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase, its names being the numbers of concepts. `needs` is a set of bits a step of the first sentence."""

    rule: str
    steps: tuple[_Step, ...]
    after: tuple[int, ...]
    absent: int
    needs: tuple[int, ...]
    line: int
    onward: bool
    """Whether it goes on in the next sentence."""

    def may_begin(self, said: Said) -> bool:
        """Whether a sentence names every step of it, in whatever order."""
        for need in self.needs:  # noqa: SIM110 - a generator for each pattern costs more than the steps do
            if not said.named & need:
                return False
        return True


class Heard(NamedTuple):
    """What a model has heard in one sentence: a sum for each rule, over so many runs and concepts, and a network's gist."""

    sums: Array
    size: int
    gist: Array | None = None


class Said:
    """A sentence as patterns read it: its plain text, and the concepts in it, a bit each.

    `hits` are the patterns that it has by itself, and where; `begins` those that it may begin and the next one end.
    `heard` is what a model makes of it (`kb.reply.learned`), once it has been asked.
    """

    __slots__ = ("_ends", "_entries", "_places", "begins", "heard", "hits", "named", "text")

    def __init__(self, text: str, found: Sequence[tuple[int, Entry]]) -> None:
        self.text = text
        self._ends, self._entries = array("I", [end for end, _ in found]), tuple([entry for _, entry in found])
        self._places: dict[int, list[tuple[int, int]]] = {}
        self.named = 0
        for entry in self._entries:
            self.named |= entry.concepts
        self.hits: tuple[tuple[_Pattern, int, int], ...] = ()
        self.begins: tuple[_Pattern, ...] = ()
        self.heard: Heard | None = None

    def woken(self) -> int:
        """The patterns that something in it wakes and something stirs, a bit each."""
        woken = stirred = 0
        for entry in self._entries:
            woken |= entry.wakes
            stirred |= entry.stirs
        return woken & stirred

    def places(self, concept: int) -> Sequence[tuple[int, int]]:
        """Where it speaks of a concept, in order."""
        known = self._places.get(concept)
        if known is None:
            bit = 1 << concept
            spans = (
                (end + 1 - e.before, end + 1 - e.after)
                for end, e in zip(self._ends, self._entries, strict=True)
                if e.concepts & bit
            )
            known = self._places[concept] = sorted(spans) if self.named & bit else []
        return known


class Breach(NamedTuple):
    """A pattern that a text has, by its line: from a place in the plain text of one sentence to a place in another's.

    Line 0 is none: examples say so, of whole sentences; then it is `sure` or not.
    """

    first: int
    last: int
    start: int
    end: int
    line: int
    sure: bool = True


class Patterns:
    """The rules of one language: how a text is read for them, and what each finds in it."""

    def __init__(self, lang: str, files: Mapping[str, RuleText], ordinary: Iterable[str] = ()) -> None:
        """`files` are those of the language, by the name of their rule.

        `ordinary` are texts of everyday replies: they tell which words are rare, so that little time is lost on the others.
        """
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
        used = _used(pattern for parts in made.values() for part in parts for pattern in part)
        listed = [words if number in used else () for number, words in enumerate(entries.values())]
        self._breaks = [pattern for breaks, _, _ in made.values() for pattern in breaks]
        self._unless = {rule: unless for rule, (_, unless, _) in made.items()}
        self._nearby = {rule: nearby for rule, (_, _, nearby) in made.items()}
        self._concepts = Concepts(lang, listed)
        self._concepts.wake(*_rarest(self._breaks, self._concepts.counted(plain_lines(lang, "\n".join(ordinary)))))
        self.rules, self.concepts = tuple(rules), tuple(entries)
        self._kept: dict[str, Said] = {}
        self._before: dict[str, Said] = {}

    def read(self, sentences: Sequence[Sentence]) -> list[Said]:
        """The sentences as patterns read them; one that was read lately, as most of a template's were, is not read again."""
        if len(self._kept) > SENTENCES_KEPT:
            self._before, self._kept = self._kept, {}
        kept, before = self._kept, self._before
        for sentence in sentences:
            if sentence.text not in kept and (said := before.get(sentence.text)) is not None:
                kept[sentence.text] = said
        new = [sentence.text for sentence in sentences if sentence.text not in kept]
        if new:
            kept |= {text: self._said(line) for text, line in zip(new, plain_lines(self.lang, "\n".join(new)), strict=True)}
        return [kept[sentence.text] for sentence in sentences]

    def _said(self, line: str) -> Said:
        said = Said(line, self._concepts.find(line))
        woken = (self._breaks[number] for number in numbers_of(said.woken()))
        candidates = [pattern for pattern in woken if pattern.may_begin(said)]
        alone = ((pattern, _match(pattern, [said], 0)) for pattern in candidates if not pattern.onward)
        said.hits = tuple((pattern, breach.start, breach.end) for pattern, breach in alone if breach)
        said.begins = tuple(pattern for pattern in candidates if pattern.onward)
        return said

    def breaches(self, said: Sequence[Said]) -> dict[str, list[Breach]]:
        """What each rule finds: the first breach that begins in each sentence and that nothing takes back."""
        found: dict[str, list[Breach]] = {}
        for number, one in enumerate(said):
            if not one.hits and not one.begins:
                continue
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
        return _any(self._unless[rule], said, own) or _any(self._nearby[rule], said, around)


def _any(patterns: Iterable[_Pattern], said: Sequence[Said], numbers: Iterable[int]) -> bool:
    """Whether one of these sentences has one of the patterns."""
    return any(
        pattern.may_begin(said[number]) and _match(pattern, said, number) is not None
        for number in numbers
        for pattern in patterns
    )


def _rarest(patterns: Sequence[_Pattern], counts: Sequence[int]) -> tuple[list[int], list[int]]:
    """For each concept the patterns whose rarest step names it, and those whose second rarest does, a bit each.

    A pattern is looked at only where both are named: of the others most sentences name one or another.
    """
    wakes, stirs = [0] * len(counts), [0] * len(counts)
    for number, pattern in enumerate(patterns):
        steps = sorted(pattern.steps[: len(pattern.needs)], key=lambda step: sum(counts[concept] for concept in step.any_of))
        for kind, step in ((wakes, steps[0]), (stirs, steps[min(1, len(steps) - 1)])):
            for concept in step.any_of:
                kind[concept] |= 1 << number
    return wakes, stirs


def _numbered(phrase: Phrase, rule: str, numbers: Mapping[str, int]) -> _Pattern:
    def of(names: Iterable[str]) -> tuple[int, ...]:
        return tuple(numbers[own] if (own := f"{rule}:{name}") in numbers else numbers[name] for name in names)

    steps = tuple(_Step(of(step.any_of), step.gap, of(step.bars), step.onward) for step in phrase.steps)
    onward = next((place for place, step in enumerate(steps) if step.onward), len(steps))
    needs = tuple(bits(step.any_of) for step in steps[:onward])
    return _Pattern(rule, steps, of(phrase.after), bits(of(phrase.absent)), needs, phrase.line, onward < len(steps))


def _used(patterns: Iterable[_Pattern]) -> frozenset[int]:
    """The concepts that patterns speak of: the others need not be looked for."""
    used: set[int] = set()
    for pattern in patterns:
        used.update(
            pattern.after, numbers_of(pattern.absent), *(c for step in pattern.steps for c in (step.any_of, step.bars))
        )
    return frozenset(used)


def _match(pattern: _Pattern, said: Sequence[Said], number: int) -> Breach | None:
    one = said[number]
    for first in pattern.steps[0].any_of:
        for start, end in one.places(first):
            if _barred(one, pattern.steps[0].bars, 0, start):
                continue
            last = _rest(pattern, 1, said, number, end)
            if last is not None:
                return Breach(number, last[0], start, last[1], pattern.line)
    return None


def _rest(pattern: _Pattern, at: int, said: Sequence[Said], number: int, done: int) -> tuple[int, int] | None:
    """The sentence and the place where the steps from `at` on end, the ones before having ended at `done`."""
    if at == len(pattern.steps):
        one = said[number]
        if one.named & pattern.absent or _barred(one, pattern.after, done, len(one.text)):
            return None
        return number, done
    step = pattern.steps[at]
    if step.onward:
        number, done = number + 1, 0
        if number >= len(said):
            return None
    one = said[number]
    for concept in step.any_of:
        places = one.places(concept)
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
    return any(start <= left and right <= end for concept in bars for left, right in one.places(concept))


def _distance(text: str, start: int, end: int) -> int:
    """How many words, or signs in a text without spaces, stand between two places."""
    return len(text[start:end].split()) if text.startswith(" ") else end - start
