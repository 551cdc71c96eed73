"""From a question to the terms that are looked for, in every language that it may be in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kb.folding import simplified
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.analysis import Reading
from kb.search.scoring import Snapshot, Term
from kb.search.words import Words

PAIR_WEIGHT, SHORT_PAIR_WEIGHT = 0.18, 0.6
SHORT_QUERY = 4
"""Characters: so short a Chinese or Japanese query leans on pairs, for a dictionary cuts it by chance."""

MESSAGE = 200
"""Characters: so long a text is a message. Its words say enough without their pairs, and without kana it is Chinese."""

FACET_GROWTH, FEW_WORDS = 2.0, 4
"""The more words a question has, the more of them stand in a document by chance: what they point to counts for more."""

DOUBT = 0.5
"""Words: a language that knows none of a text's words may still be the one."""

COMPLETION_WEIGHT = 0.4
MAX_COMPLETIONS = 12

MAX_KNOWN = 50_000
"""Words that a reader remembers, and as many terms."""

MAX_COMPLETED = 2_000
"""Beginnings of words that a reader remembers the completions of."""


class Reader:
    """Reads questions over one state of the library and its index. What it finds out of a word it remembers."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot, self._words = snapshot, words
        self._latin: dict[tuple[str, str], dict[tuple[str, str], _Latin]] = {}
        self._homes: dict[Term, Term] = {}
        self._completed: dict[tuple[str, str, str], tuple[Term, ...]] = {}

    def terms(self, text: str, readings: Mapping[str, Reading]) -> list[Term]:
        """What to look for, in every language that the text may be in, without the Latin words that a language lacks."""
        message = len(text) > MESSAGE
        if analysis.has_kana(text):
            left_out = "zh"
        elif message or not analysis.may_be_japanese(text):
            left_out = "ja"
        else:
            left_out = ""
        read = {lang: reading for lang, reading in readings.items() if lang != left_out}
        words = {token.term for reading in read.values() for token in reading.words}
        return _merged(self._said(text, readings, read, message), len(words))

    def _said(
        self, text: str, readings: Mapping[str, Reading], read: Mapping[str, Reading], message: bool
    ) -> Iterator[Term]:
        short = len("".join(analysis.fold(text).text.split())) <= SHORT_QUERY
        latin = self._latin_words(readings)
        beliefs = _beliefs(readings, latin)
        heard = self._words.expander.heard(text, _candidates(read))
        spoken = next(iter(heard), "")
        shares = heard[spoken].shares() if spoken else {}
        said = self._at_home if {"ja", "zh"} <= read.keys() else _as_it_is
        for lang, reading in read.items():
            for token in reading.words:
                key = lang, token.term
                known = latin.get(key)
                if known is None:
                    yield said(Term(lang, token.term))
                elif known.held:
                    yield known.term
            belief = beliefs[lang]
            told = shares if lang == spoken else {}
            for term in self._words.expander.expand(lang, text, [token.term for token in reading.words], told):
                yield term if belief == 1 else term._replace(weight=term.weight * belief)
            for pair in () if message else reading.pairs:
                yield said(Term(lang, pair, SHORT_PAIR_WEIGHT if short else PAIR_WEIGHT, "pair"))
            yield from self._completions(lang, text, reading, latin)

    def _completions(
        self, lang: str, text: str, reading: Reading, latin: Mapping[tuple[str, str], _Latin]
    ) -> Iterator[Term]:
        """What the last word may become while it is typed."""
        last = reading.words[-1] if 0 < len(reading.words) <= 6 else None
        if last and last.end == len(text) and last.term.isascii() and last.end - last.start > 1:
            key = lang, last.term, text[last.start : last.end]
            found = self._completed.get(key)
            if found is None:
                if len(self._completed) >= MAX_COMPLETED:
                    self._completed = {}
                known = latin.get((lang, last.term))
                found = self._completed[key] = tuple(self._beginning_with(*key, known.rarity if known else None))
            yield from found

    def _beginning_with(self, lang: str, term: str, typed: str, rarity: float | None) -> Iterator[Term]:
        for completion in self._snapshot.beginning(lang, analysis.fold(typed).text, MAX_COMPLETIONS):
            if completion != term:
                yield _no_rarer(Term(lang, completion, COMPLETION_WEIGHT, "beginning"), rarity, self._snapshot)

    def _latin_words(self, readings: Mapping[str, Reading]) -> dict[tuple[str, str], _Latin]:
        """How each Latin word that stands anywhere is looked for, by its term in each language.

        "refund" is rare in Chinese texts. That must not bring the one that quotes it before the replies about refunds: it
        counts there as if it were no rarer than where it is at home.
        """
        found: dict[tuple[str, str], _Latin] = {}
        for english, spanish in zip(readings["en"].words, readings["es"].words, strict=True):
            pair = english.term, spanish.term
            known = self._latin.get(pair)
            if known is None:
                if len(self._latin) >= MAX_KNOWN:
                    self._latin = {}
                known = self._latin[pair] = self._looked_up(*pair)
            found |= known
        return found

    def _at_home(self, term: Term) -> Term:
        """A Chinese or Japanese term, which counts as if it were no rarer than in the other language.

        退货 is rare in Japanese texts. That must not bring the one that quotes it before those that treat of it.
        """
        found = self._homes.get(term)
        if found is None:
            if len(self._homes) >= MAX_KNOWN:
                self._homes = {}
            other = Term("zh", simplified(term.text)) if term.lang == "ja" else Term("ja", term.text)
            other = other._replace(origin=term.origin)
            rarity = self._snapshot.rarity(other) if self._snapshot.holds(other) else None
            found = self._homes[term] = _no_rarer(term, rarity, self._snapshot)
        return found

    def _looked_up(self, english: str, spanish: str) -> dict[tuple[str, str], _Latin]:
        terms = [Term(lang, spanish if lang == "es" else english) for lang in LANGUAGES]
        held = {term: self._snapshot.rarity(term) for term in terms if self._snapshot.holds(term)}
        rarity = min(held.values(), default=0.0)
        return {
            (term.lang, term.text): _Latin(_no_rarer(term, rarity, self._snapshot), rarity, term in held)
            for term in (terms if held else ())
        }


def _as_it_is(term: Term) -> Term:
    return term


def _beliefs(readings: Mapping[str, Reading], latin: Mapping[tuple[str, str], _Latin]) -> dict[str, float]:
    """How far a text may be in each language: in English or Spanish, by how many of its words the library's texts hold.

    To a Spanish stemmer English "got" is what drips. That must not lead to parcels that leak.
    """
    known = {
        lang: DOUBT + sum(latin[key].held for key in [(lang, one.term) for one in readings[lang].words] if key in latin)
        for lang in ("en", "es")
    }
    most = max(known.values())
    return {lang: known[lang] / most if lang in known else 1.0 for lang in readings}


def _candidates(read: Mapping[str, Reading]) -> list[str]:
    """The languages that a text may be in, by its signs. What has no kana is rather Chinese than Japanese."""
    signs = any(reading.signs for reading in read.values())
    return [lang for lang in (("zh", "ja") if signs else ("en", "es")) if lang in read]


class _Latin(NamedTuple):
    """A Latin word as a language looks for it, how rare it is where it is at home, and whether that language has it."""

    term: Term
    rarity: float
    held: bool


def _no_rarer(term: Term, rarity: float | None, snapshot: Snapshot) -> Term:
    """A term that counts as if it were no rarer than this."""
    own = snapshot.rarity(term) if rarity is not None and snapshot.holds(term) else 0.0
    return term if rarity is None or own <= rarity else term._replace(weight=term.weight * rarity / own)


def _merged(terms: Iterable[Term], words: int) -> list[Term]:
    """Each term of a question of so many words once; one that is said again counts more, but ever less so.

    A facet that several languages point to counts once: "reembolso" and "refund" in one question mean the same.
    """
    counts: dict[Term, int] = {}
    for term in terms:
        counts[term] = counts.get(term, 0) + 1
    strongest: dict[tuple[str, str, str], Term] = {}
    for term, count in counts.items():
        said = term if count == 1 or term.origin == "facet" else term._replace(weight=term.weight * (1 + math.log(count)))
        before = strongest.setdefault((said.lang, said.text, said.origin), said)
        if before.weight < said.weight:
            strongest[said.lang, said.text, said.origin] = said
    found = list(strongest.values())
    growth = 1 + FACET_GROWTH * math.log1p(max(0, words - FEW_WORDS) / 10)
    return [term._replace(weight=term.weight * growth) if term.origin == "facet" else term for term in found]


def terms_as_written(text: str) -> list[Term]:
    """The terms of a text in every language that can read it, its words, or the pairs where it has any."""
    found = []
    for lang, reading in analysis.read(text).items():
        if reading.pairs:
            found += [Term(lang, pair, origin="pair") for pair in reading.pairs]
        else:
            found += [Term(lang, token.term) for token in reading.words]
    return found
