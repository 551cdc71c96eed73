"""Make the search's models of what a text is about: `kb/search/models/<lang>.npz`.

    python -m benchmarks.topics_learn [en ja es zh]         some minute a language; needs scipy
    python -m benchmarks.topics_learn --try [en ja es zh]   learn from four fifths, and say how the search does on the rest

It learns from the labelled questions of `benchmarks/relevance/train` and from the synonym lists.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from scipy import sparse

from benchmarks.learning import Array, fit, rough
from benchmarks.relevance.__main__ import Case, rank
from kb.content.library import Library, load_library
from kb.languages import LANGUAGES
from kb.search.topics import FEW, MAX_TEXT, MODELS, PLACES, Topics, hashes, places, words
from kb.service import open_kb
from kb.settings import Settings

TRAIN = Path(__file__).parent / "relevance/train"
STRENGTH, WEIGHT_OF_RIGHT_ONES, ROUNDS = 20.0, 1.0, 150
WEIGHT_OF_PHRASES = 0.3
"""How much an entry of the synonym lists counts beside a question: it speaks of one group of facets only."""
PART = 5
"""One question in so many is kept aside to be tried."""


class Example(NamedTuple):
    """A text with the facets that it is about; of other groups than these nothing is known."""

    text: str
    facets: Sequence[str]
    groups: Sequence[str]
    weight: float


def questions(lang: str) -> dict[str, list[dict[str, Any]]]:
    """The labelled questions of a language, by their file."""
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(TRAIN.glob(f"{lang}*.jsonl"))
    }


def examples(lang: str, library: Library, aside: bool) -> list[Example]:
    """What is learned from."""
    kept = [row for rows in questions(lang).values() for number, row in enumerate(rows) if not aside or number % PART]
    found = [Example(row["text"], _facets(row), ("issue", "intent"), 1.0) for row in kept]
    for group in library.synonyms.get(lang, ()):
        kind = group.facet.partition(":")[0]
        if kind in ("issue", "intent"):
            found += [Example(entry, (group.facet,), (kind,), WEIGHT_OF_PHRASES) for entry in group.entries]
    return found


def _facets(row: dict[str, Any]) -> list[str]:
    return [f"issue:{id}" for id in row["issues"]] + [f"intent:{id}" for id in row["intents"]]


def table(lang: str, texts: Sequence[str]) -> sparse.csr_matrix:
    """A row a text: the places of its features, divided by the root of how many there are."""
    found = [sorted(places(lang, text, words(lang, text))) for text in (text[:MAX_TEXT] for text in texts)]
    sizes = np.array([len(one) for one in found])
    columns = np.array([place for one in found for place in one])
    values = np.repeat(1 / np.sqrt(sizes + FEW), sizes)
    return sparse.csr_matrix((values, (np.repeat(np.arange(len(texts)), sizes), columns)), (len(texts), PLACES))


def learn(lang: str, library: Library, aside: bool = False) -> tuple[list[str], Array, Array, Array]:
    """The facets, the weights, the bias and the words of a language's model."""
    taxonomy, given = library.taxonomy, examples(lang, library, aside)
    facets = [f"issue:{id}" for id in taxonomy.issues] + [f"intent:{id}" for id in taxonomy.intents]
    wanted = np.array([[float(facet in example.facets) for facet in facets] for example in given])
    counts = np.array(
        [[example.weight * (facet.partition(":")[0] in example.groups) for facet in facets] for example in given]
    )
    x = table(lang, [example.text for example in given])
    weights, bias = fit(x, wanted, counts * (1 + WEIGHT_OF_RIGHT_ONES * wanted), strength=STRENGTH, rounds=ROUNDS)
    known = {word for example in given for word in hashes(lang, words(lang, example.text))}
    return facets, weights, bias, np.array(sorted(known), np.uint32)


def write(lang: str, library: Library) -> None:
    """Make the model of a language and write it."""
    facets, weights, bias, known = learn(lang, library)
    whole, scale = rough(weights)
    MODELS.mkdir(exist_ok=True)
    np.savez_compressed(MODELS / f"{lang}.npz", facets=np.array(facets), weights=whole, scale=scale, bias=bias, words=known)
    print(f"{lang}: {(MODELS / f'{lang}.npz').stat().st_size / 1000:.0f} kB")


def attempt(lang: str, library: Library) -> None:
    """Print how often the search finds the right document for questions that the model has not seen."""
    facets, weights, bias, known = learn(lang, library, aside=True)
    made, shipped = Topics(lang, facets, *rough(weights), bias, known.tolist()), Topics.read
    with (
        tempfile.TemporaryDirectory() as data,
        patch.object(Topics, "read", lambda name: made if name == lang else shipped(name)),
    ):
        kb = open_kb(Settings(content=Path("content"), data=Path(data)))
        for file, rows in questions(lang).items():
            cases = [Case(row["text"], lang, "", tuple(row["issues"]), tuple(row["intents"])) for row in rows[::PART]]
            ranks = [rank(kb, case) for case in cases if any(case.fits(document) for document in kb.library)]
            first, third = (sum(0 < place <= most for place in ranks) / len(ranks) for most in (1, 3))
            print(f"{file}: {len(ranks)} unseen questions, hit@1 {first:.3f}, hit@3 {third:.3f}")


def main() -> None:
    options = argparse.ArgumentParser(description="Make the search's models of what a text is about.")
    options.add_argument("lang", nargs="*", choices=[*LANGUAGES, []])
    options.add_argument("--try", dest="attempt", action="store_true", help="say how it does on questions kept aside")
    given = options.parse_args()
    library = load_library(Path("content"))
    for lang in given.lang or LANGUAGES:
        (attempt if given.attempt else write)(lang, library)


if __name__ == "__main__":
    main()
