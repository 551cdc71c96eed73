"""From a question to the terms that are looked for, in every language that it may be in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

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


def terms_of(text: str, readings: Mapping[str, Reading], snapshot: Snapshot, words: Words) -> Iterator[Term]:
    """What to look for, in every language that the text may be in."""
    japanese = analysis.has_kana(text)
    short = len("".join(analysis.fold(text).text.split())) <= SHORT_QUERY
    message = len(text) > MESSAGE
    rarities = _rarities(readings, snapshot)
    beliefs = _beliefs(readings, snapshot)
    for lang, reading in readings.items():
        if (lang == "zh" and japanese) or (lang == "ja" and message and not japanese):
            continue
        for token in reading.words:
            yield _no_rarer(Term(lang, token.term), rarities.get((lang, token.term)), snapshot)
        belief = beliefs[lang]
        for term in words.expander.expand(lang, text, [token.term for token in reading.words]):
            yield term if belief == 1 else term._replace(weight=term.weight * belief)
        for token in () if message else reading.pairs:
            yield Term(lang, token.term, SHORT_PAIR_WEIGHT if short else PAIR_WEIGHT, "pair")
        last = (
            reading.words[-1] if reading.words and reading.words[-1].end == len(text) and len(reading.words) <= 6 else None
        )
        if last and last.term.isascii() and last.end - last.start > 1:
            typed = analysis.fold(text[last.start : last.end]).text
            for completion in snapshot.beginning(lang, typed, MAX_COMPLETIONS):
                if completion != last.term:
                    term = Term(lang, completion, COMPLETION_WEIGHT, "beginning")
                    yield _no_rarer(term, rarities.get((lang, last.term)), snapshot)


def _beliefs(readings: Mapping[str, Reading], snapshot: Snapshot) -> dict[str, float]:
    """How far a text may be in each language: in English or Spanish, by how many of its words the library's texts hold.

    To a Spanish stemmer English "got" is what drips. That must not lead to parcels that leak.
    """
    known = {
        lang: DOUBT + sum(snapshot.holds(Term(lang, token.term)) for token in readings[lang].words) for lang in ("en", "es")
    }
    most = max(known.values())
    return {lang: known[lang] / most if lang in known else 1.0 for lang in readings}


def _rarities(readings: Mapping[str, Reading], snapshot: Snapshot) -> dict[tuple[str, str], float]:
    """How rare each Latin word is where it is at home, by its term in each language.

    "refund" is rare in Chinese texts. That must not bring the one that quotes it before the replies about refunds.
    """
    found: dict[tuple[str, str], float] = {}
    for english, spanish in zip(readings["en"].words, readings["es"].words, strict=True):
        terms = [Term(lang, spanish.term if lang == "es" else english.term) for lang in readings]
        held = [snapshot.rarity(term) for term in terms if snapshot.holds(term)]
        if held:
            found |= {(term.lang, term.text): min(held) for term in terms}
    return found


def _no_rarer(term: Term, rarity: float | None, snapshot: Snapshot) -> Term:
    """A term that counts as if it were no rarer than this."""
    own = snapshot.rarity(term) if rarity is not None and snapshot.holds(term) else 0.0
    return term if rarity is None or own <= rarity else term._replace(weight=term.weight * rarity / own)


def merged(terms: Iterable[Term]) -> list[Term]:
    """Each term once; one that is said again counts more, but ever less so.

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
    words = len({term.text for term in found if term.origin not in ("facet", "synonym", "pair", "beginning")})
    growth = 1 + FACET_GROWTH * math.log1p(max(0, words - FEW_WORDS) / 10)
    return [term._replace(weight=term.weight * growth) if term.origin == "facet" else term for term in found]


def terms_as_written(text: str) -> list[Term]:
    """The terms of a text in every language that can read it, its words, or the pairs where it has any."""
    found = []
    for lang, reading in analysis.read(text).items():
        if reading.pairs:
            found += [Term(lang, token.term, origin="pair") for token in reading.pairs]
        else:
            found += [Term(lang, token.term) for token in reading.words]
    return found
