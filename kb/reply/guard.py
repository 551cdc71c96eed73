"""What a reply must not say where it goes: every rule of `content/guard` and of `kb.reply.structure`, with the place in
the text, and how grave it is.

A text is read once, for all the channels that it may be sent to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from kb.content.guarding import Files, Place, Policy
from kb.content.library import Library
from kb.content.model import Template
from kb.content.taxonomy import Channel
from kb.reply import details
from kb.reply.concepts import places_in
from kb.reply.cues import CUES
from kb.reply.cues.expressions import fold
from kb.reply.findings import Facts, Finding
from kb.reply.learned import Learned
from kb.reply.patterns import Breach, Patterns, Said
from kb.reply.sentences import Sentence, sentences, without_quotations
from kb.reply.structure import anywhere, is_public, there, unjudged

OFF_PLATFORM, PERSONAL, UNFILLED = "off-platform", "pii-in-public", "R1"
OVER_PROMISE = "over-promise"
"""It blocks where the sentence names no date: a promise with a date is one that can be kept or broken."""


Everyday = Callable[[str], Iterable[str]]
"""Replies in a language that break no rule, their blanks left out."""


class Guard:
    """The rules of one state of the library. Safe to use from many threads."""

    def __init__(
        self,
        policies: Mapping[str, Policy],
        files: Mapping[str, Files],
        channels: Mapping[str, Channel],
        everyday: Everyday,
        labels: Iterable[str] = (),
    ) -> None:
        """`files` are each language's words and patterns.

        `everyday` tells which words are rare; `labels` are what a preview calls its blanks, in whatever language.
        """
        self._blank = re.compile(rf"\[(?:{'|'.join(map(re.escape, labels)) or '(?!)'})\](?!\()")
        self._policies, self._files, self._channels, self._everyday = policies, files, channels, everyday
        self._patterns: dict[str, Patterns] = {}
        self._learned: dict[str, Learned] = {}

    def read(self, text: str, lang: str) -> Reading:
        """A text as all rules read it."""
        return Reading(text, lang, self.patterns(lang), self.learned(lang))

    def patterns(self, lang: str) -> Patterns:
        """A language's patterns, made when they are first needed: two threads at once make the same ones."""
        found = self._patterns.get(lang)
        if found is None:
            found = self._patterns[lang] = Patterns(lang, self._files.get(lang, {}), self._lines(lang))
        return found

    def learned(self, lang: str) -> Learned:
        """What examples of a language have taught, read when it is first needed."""
        found = self._learned.get(lang)
        if found is None:
            found = self._learned[lang] = Learned.read(lang, self.patterns(lang).concepts)
        return found

    def _lines(self, lang: str) -> list[str]:
        """The sentences of the everyday replies."""
        return [sentence.text for reply in self._everyday(lang) for sentence in sentences(reply)]

    def check(self, reading: Reading, facts: Facts) -> list[Finding]:
        """What is wrong with a text under these facts, in the order of the text."""
        found = [finding for id in reading.suspect & self._policies.keys() for finding in self._broken(id, reading, facts)]
        found += reading.structure(facts)
        told = {finding.start for finding in found if finding.rule == UNFILLED}
        blanks = (match.span() for match in self._blank.finditer(reading.text) if match.start() not in told)
        found += [Finding(UNFILLED, "block", start, end, "placeholder") for start, end in blanks]
        return sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))

    def unchecked(self, lang: str, facts: Facts) -> list[str]:
        """The rules that cannot be judged, since a fact that they need is unknown."""
        return unjudged(facts, lang)

    def _broken(self, id: str, reading: Reading, facts: Facts) -> Iterator[Finding]:
        policy, channel = self._policies[id], self._channels.get(facts.channel)
        severity = _severity(policy, facts, public=channel is not None and channel.public)
        if not severity:
            return
        for start, end, sure in reading.places(policy.id):
            grave = policy.id == OVER_PROMISE and not CUES[reading.lang].time.search(reading.folded(start, end))
            yield Finding(policy.id, "warn" if not sure else "block" if grave else severity, start, end)


def _severity(policy: Policy, facts: Facts, *, public: bool) -> str:
    """How grave a breach is under these facts; "" where the rule does not hold."""
    if any(_covers(place, facts) for place in policy.allowed):
        return ""
    return policy.channels.get(facts.channel) or (policy.public if public else "") or policy.severity


def _covers(place: Place, facts: Facts) -> bool:
    """Whether the facts are of this place; an unknown fact is of none."""
    given = (
        (place.intents, facts.intent),
        (place.channels, facts.channel),
        (place.platforms, facts.platform),
        (place.review_kinds, facts.review_kind),
    )
    return all(not wanted or fact in wanted for wanted, fact in given)


def guard_of(library: Library, everyday: Everyday | None = None) -> Guard:
    """The guard of a library's rules. Its templates are the everyday replies, if no others are given."""

    def written(lang: str) -> Iterator[str]:
        for documents in library.documents.values():
            if isinstance(template := documents.get(lang), Template):
                yield from (variant.outline.words({}) for variant in template.variants)

    vocabulary, channels = library.vocabulary, library.taxonomy.channels
    labels = {label for variable in vocabulary.variables.values() for label in variable.labels.values()}
    return Guard(vocabulary.policies, library.guard, channels, everyday or written, sorted(labels))


def _word_end(text: str, end: int) -> int:
    """Where the word ends that a pattern ends in: it may know only the stem. Plain texts of words begin with a space."""
    return text.index(" ", end) if text.startswith(" ") else end


class Reading:
    """A text, and what it says, found out as it is asked for."""

    def __init__(self, text: str, lang: str, patterns: Patterns, learned: Learned) -> None:
        self.text, self.lang, self._patterns, self._learned = text, lang, patterns, learned
        self._places: dict[str, list[tuple[int, int, bool]]] = {}
        self._built: dict[tuple[object, ...], list[Finding]] = {}

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences in which it speaks for itself."""
        return sentences(without_quotations(self.text))

    @cached_property
    def said(self) -> list[Said]:
        """The sentences as patterns read them."""
        return self._patterns.read(self.sentences)

    @cached_property
    def breaches(self) -> Mapping[str, Sequence[Breach]]:
        """Where each rule is broken: what patterns find and what examples have taught, one against the other."""
        return self._learned.judged(self._patterns.breaches(self.said), self._learned.hear(self.said))

    @cached_property
    def suspect(self) -> frozenset[str]:
        """The rules that it may break: all others are known to be kept."""
        return frozenset((*self.breaches, PERSONAL, OFF_PLATFORM))

    def places(self, rule: str) -> list[tuple[int, int, bool]]:
        """Where a text breaks a rule, in code points, and whether that is sure, be the rule in force there or not."""
        found = self._places.get(rule)
        if found is None:
            found = self._places[rule] = list(dict.fromkeys(self._found(rule)))
        return found

    def structure(self, facts: Facts) -> list[Finding]:
        """What is wrong with how the text is built; most of it is the same wherever it goes."""
        key = (facts.intent, facts.tone, facts.stage, facts.market, facts.locale, is_public(facts))
        if key not in self._built:
            self._built[key] = anywhere(self.text, self.lang, facts)
        return [*self._built[key], *there(self.text, self.lang, facts)]

    def _found(self, rule: str) -> Iterator[tuple[int, int, bool]]:
        if rule == PERSONAL:
            yield from ((*span, True) for span in details.personal(self.text, self.lang))
        elif rule == OFF_PLATFORM:
            yield from ((*span, True) for span in details.contacts(self.text))
        for breach in self.breaches.get(rule, ()):
            yield (*self._span(breach), breach.sure)

    def _span(self, breach: Breach) -> tuple[int, int]:
        """The words of the text that a pattern was found in, or the sentences that are like what examples showed."""
        first, last = self.sentences[breach.first], self.sentences[breach.last]
        if not breach.line:
            return first.start, last.end
        starts = places_in(self.lang, first.text)
        ends = starts if last is first else places_in(self.lang, last.text)
        end = _word_end(self.said[breach.last].text, breach.end)
        return first.start + starts[breach.start][0], last.start + ends[end - 1][1]

    def folded(self, start: int, end: int) -> str:
        """The sentences that a place is in, as the cues of the language read them."""
        own = [sentence for sentence in self.sentences if sentence.start < end and sentence.end > start]
        piece = self.text[own[0].start : own[-1].end]
        return fold(piece) if self.lang in ("en", "es") else piece
