"""Make the guard's models from the labelled examples: `kb/reply/models/<lang>.npz`.

    python -m benchmarks.guard_learn [en ja es zh]     some five minutes a language; needs scipy and torch

It learns from `benchmarks/guard/train` (sentences), from `dev` and `dev2` (whole replies: all of a good one, and in a
breaking one the sentences in which a pattern finds it), from `replies` (the same, breaking words in ⟦ ⟧) and from
the library's own. `test` is never read here.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from benchmarks.attending import Lesson, attended
from benchmarks.guard_figures import HERE
from benchmarks.learning import Array, fit, rough
from kb.content.library import Library, load_library
from kb.content.model import Template
from kb.languages import LANGUAGES
from kb.reply.guard import guard_of
from kb.reply.learned import FEW, MODELS, heeded
from kb.reply.patterns import Patterns, Said
from kb.reply.samples import samples
from kb.reply.sentences import Sentence, sentences, without_quotations
from kb.reply.wording import PLACES, place_of, wording

STRENGTH, WEIGHT_OF_BREACHES, ROUNDS = 20.0, 2.0, 200
"""How closely the examples are followed, how much a breaking one counts, and how often the weights are mended."""


OWN = 3
"""How often each of the library's own replies counts: readers of each language have found every one harmless."""


NEAR = 2.0
"""How much a harmless text counts for the network that comes near a rule: it learns most from what differs least."""


READINESS = {"zh": 0.4}
"""The languages that have a network, and what is added to its judgement and to the linear one, whose mean is calmer than the
latter alone. Chosen on replies of writers kept aside: less is found falsely than by the linear model alone, and more caught.
In English and Japanese a network gained less than two in a hundred there.
"""


class Example(NamedTuple):
    """Sentences that belong together, and the rule that they break, or "" ; whether they come near one, or are our own."""

    said: list[Said]
    rule: str
    near: bool = False
    own: bool = False


def examples(lang: str, patterns: Patterns, library: Library) -> Iterator[Example]:
    """What is learned from."""

    def said(text: str) -> list[Said]:
        return patterns.read(sentences(without_quotations(text)))

    for row in _rows(f"train/{lang}-*.jsonl"):
        yield Example(said(row["text"]), row["rule"] if row["label"] else "", near=not row["label"])
    for row in (*_rows(f"dev/{lang}.jsonl"), *_rows(f"dev2/{lang}.jsonl")):
        if row["kind"] != "break":
            yield from _harmless(said(row["text"]), near=row["kind"] == "near")
        elif row["rule"] in patterns.rules:
            found = patterns.breaches(told := said(row["text"])).get(row["rule"], [])
            yield from _breaking(told, row["rule"], [(breach.first, breach.last) for breach in found])
    for row in _rows(f"replies/{lang}*.jsonl"):
        text = without_quotations(re.sub("[⟦⟧]", "", row["text"]))
        if row["kind"] != "break":
            yield from _harmless(said(text), near=row["kind"] == "near")
        else:
            start = row["text"].index("⟦")
            inside = _inside(sentences(text), start, row["text"].index("⟧") - 1)
            yield from _breaking(said(text), row["rule"], [inside] if inside else [])
    for text in everyday(lang, library):
        yield from _harmless(said(text), own=True)


def everyday(lang: str, library: Library) -> list[str]:
    """The library's own replies with example values, each once."""
    guard = guard_of(library)
    templates = (documents.get(lang) for documents in library.documents.values())
    found = (
        sample.reply.text
        for template in templates
        if isinstance(template, Template)
        for sample in samples(template, library.vocabulary, guard)
        if sample.reply
    )
    return list(dict.fromkeys(found))


def _rows(files: str) -> Iterator[dict[str, Any]]:
    for path in sorted(HERE.glob(files)):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def _harmless(said: list[Said], *, near: bool = False, own: bool = False) -> Iterator[Example]:
    yield from (Example([one], "", near, own) for one in said)
    yield from (Example(said[place : place + 2], "", near, own) for place in range(len(said) - 1))


def _breaking(said: list[Said], rule: str, spans: list[tuple[int, int]]) -> Iterator[Example]:
    """The sentences of each span, alone and with the one after it, and those far from all spans as harmless ones."""
    near = {place for first, last in spans for place in range(first - 1, last + 2)}
    for first, last in spans:
        yield from (Example(said[first:end], rule) for end in (last + 1, last + 2) if end <= len(said))
    if spans:
        yield from (Example([one], "") for place, one in enumerate(said) if place not in near)


def _inside(found: list[Sentence], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last sentence of a piece of the text."""
    places = [place for place, sentence in enumerate(found) if sentence.start < end and sentence.end > start]
    return (places[0], places[-1]) if places else None


def table(lang: str, given: list[Example], concepts: list[str]) -> sparse.csr_matrix:
    """A row an example: how often each place of the table occurs, divided by the root of how many there are."""
    lines = [(row, one) for row, example in enumerate(given) for one in example.said]
    runs = wording(lang, [one.text for _, one in lines])
    places = {number: place_of(name) for number, name in enumerate(concepts) if heeded(name)}
    named = [(row, places[number]) for row, one in lines for number in _numbers(one.named) if number in places]
    rows = np.concatenate([np.array([row for row, _ in lines])[runs.lines], [row for row, _ in named]])
    columns = np.concatenate([runs.places, [place for _, place in named]])
    counts = sparse.coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(given), PLACES)).tocsr()
    sizes = np.asarray(counts.sum(axis=1)).ravel() + FEW
    return (sparse.diags(1 / np.sqrt(sizes)).astype(np.float32) @ counts).tocsr()


def _numbers(bits: int) -> Iterable[int]:
    return (number for number in range(bits.bit_length()) if bits >> number & 1)


def learn(lang: str, library: Library) -> Path:
    """Make the model of a language and write it."""
    patterns = guard_of(library).patterns(lang)
    path = MODELS / f"{lang}.npz"
    if not path.exists():
        write(path, patterns.rules, np.zeros((len(patterns.rules), PLACES)), np.full(len(patterns.rules), -1.0), {})
    given = list(examples(lang, patterns, library))
    wanted = np.array([[float(example.rule == rule) for rule in patterns.rules] for example in given])
    counts = 1 + (WEIGHT_OF_BREACHES - 1) * wanted
    own = np.array([[OWN if example.own else 1] for example in given])
    weights, bias = fit(table(lang, given, list(patterns.concepts)), wanted, counts * own, strength=STRENGTH, rounds=ROUNDS)
    more: dict[str, Array] = {}
    if lang in READINESS:
        near = np.array([[NEAR if example.near or example.own else 1] for example in given])
        more = network(given, wanted, counts * near)
        bias, more["top_bias"] = bias + READINESS[lang], more["top_bias"] + READINESS[lang]
    write(path, patterns.rules, weights.T, bias, more)
    print(f"{lang}: {len(given)} examples, {int(wanted.sum())} breaking; {path.stat().st_size / 1000:.0f} kB")
    return path


def network(given: Sequence[Example], wanted: Array, counts: Array) -> dict[str, Array]:
    """The network that these examples teach."""
    different = dict.fromkeys(one.text for example in given for one in example.said)
    lines = {text: number for number, text in enumerate(different)}
    lessons = [
        Lesson([lines[one.text] for one in example.said], right, weights)
        for example, right, weights in zip(given, wanted, counts, strict=True)
    ]
    return attended(list(lines), lessons)


def write(path: Path, rules: Sequence[str], weights: Array, bias: Array, more: Mapping[str, Array]) -> None:
    """Write a model, its weights as whole numbers from -127 to 127; `more` is the network's, if there is one."""
    path.parent.mkdir(exist_ok=True)
    whole, scale = rough(weights.T)
    np.savez_compressed(path, allow_pickle=False, rules=np.array(rules), weights=whole.T, scale=scale, bias=bias, **more)


def main() -> None:
    options = argparse.ArgumentParser(description="Make the guard's models from the labelled examples.")
    options.add_argument("lang", nargs="*", choices=[*LANGUAGES, []])
    library = load_library(Path("content"))
    for lang in options.parse_args().lang or LANGUAGES:
        learn(lang, library)


if __name__ == "__main__":
    main()
