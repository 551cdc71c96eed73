"""The network that hears which signs stand together: its formula, and that a sentence is heard alike wherever it stands."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from kb.content.library import load_library
from kb.reply.attention import HEADS, LONGEST, Attention, signs_of
from kb.reply.guard import guard_of
from kb.reply.learned import MODELS
from kb.reply.wording import Array
from tests.conftest import CONTENT

SIZE, ASKED, FEATURES, RULES = 6, 2, 5, 3
ALPHABET = "退款好评差删改的吗。"


def small() -> dict[str, Array]:
    """The file of a small network of chance, that knows most signs and pairs of the alphabet."""
    chance = np.random.default_rng(1)
    found = signs_of([ALPHABET])
    signs, pairs = (np.sort(names)[:-2] for names in (found.signs, found.pairs))
    shapes = {
        "places": (LONGEST, SIZE),
        "looks": (SIZE, 2 * HEADS * ASKED + SIZE),
        "joins": (SIZE, SIZE),
        "features": (SIZE, FEATURES),
        "feature_bias": (FEATURES,),
        "tops": (FEATURES, RULES),
        "top_bias": (RULES,),
    }
    file = {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    for name, names in (("signs", signs), ("pairs", pairs)):
        file |= {f"{name}_names": names, f"{name}_scale": np.full(SIZE, 0.01)}
        file[name] = chance.integers(-99, 99, (len(names) + 1, SIZE)).astype(np.int8)
    return file


def by_the_formula(file: Mapping[str, Array], line: str) -> Array:
    """The gist of a line, sign by sign and head by head."""
    found = signs_of([line])

    def vector(kind: str, name: int) -> Array:
        row = file[kind][1 + list(file[f"{kind}_names"]).index(name) if name in file[f"{kind}_names"] else 0]
        vector: Array = row * file[f"{kind}_scale"]
        return vector

    vectors = [
        vector("signs", sign) + vector("pairs", pair) + file["places"][place]
        for place, (sign, pair) in enumerate(zip(found.signs, found.pairs, strict=True))
    ]
    looks = [one / math.sqrt((one @ one) / SIZE + 1e-5) @ file["looks"] for one in vectors]
    heard = []
    for own, look in zip(vectors, looks, strict=True):
        met: list[float] = []
        for head in range(HEADS):
            q, k = slice(head * ASKED, (head + 1) * ASKED), slice((HEADS + head) * ASKED, (HEADS + head + 1) * ASKED)
            v = slice(2 * HEADS * ASKED + head * SIZE // HEADS, 2 * HEADS * ASKED + (head + 1) * SIZE // HEADS)
            shares = [math.exp(look[q] @ other[k]) for other in looks]
            met += list(sum(share * other[v] for share, other in zip(shares, looks, strict=True)) / sum(shares))
        heard.append((own + np.array(met) @ file["joins"]) @ file["features"] + file["feature_bias"])
    gist: Array = np.maximum(np.max(heard, axis=0), 0)
    return gist


@pytest.mark.parametrize("line", ["退款", "改", "改好评的吗。", "差评删改吗?" * 4, ALPHABET[::-1] * 9])
def test_it_hears_what_the_formula_says(line: str) -> None:
    file = small()

    assert Attention(file).gists([line])[0] == pytest.approx(by_the_formula(file, line), abs=1e-4)


LINES = [
    "",
    "请把差评改成好评。",
    "好",
    "",
    "退款会在三天内到账" * 20,
    "申し訳ございません。",
    "\ud800",
    "😀" * 40,
    "请" * 17,
]


def test_a_sentence_is_heard_alike_alone_and_among_others() -> None:
    with np.load(MODELS / "zh.npz") as file:
        attention = Attention(file)

    together = attention.gists(LINES)

    for line, gist in zip(LINES, together, strict=True):
        assert attention.gists([line])[0] == pytest.approx(gist, abs=1e-4)


def test_nothing_has_no_feature() -> None:
    attention = Attention(small())

    assert attention.gists([]).shape == (0, FEATURES)
    assert not attention.gists(["", ""]).any()


def test_the_order_of_signs_matters() -> None:
    forth, back = Attention(small()).gists(["差评改好", "好改评差"])

    assert not np.allclose(forth, back)


def test_only_the_beginning_of_an_endless_sentence_is_heard() -> None:
    beginning = "".join(chr(ord("一") + number) for number in range(LONGEST))

    assert np.array_equal(*Attention(small()).gists([beginning + "的", beginning + "的好评"]))


def test_what_is_said_over_and_over_is_heard_a_few_times() -> None:
    found = signs_of(["好好好好好好好好", "好评" * 50])

    assert "".join(map(chr, found.signs)) == "好好好好" + "好评好评好评" + "评"


def test_scores_of_any_size_give_numbers() -> None:
    file = small()
    file["looks"] = file["looks"] * 1e4

    assert np.isfinite(Attention(file).gists([ALPHABET])).all()


def test_the_shipped_network_judges_the_shipped_rules() -> None:
    rules = guard_of(load_library(CONTENT)).patterns("zh").rules

    with np.load(MODELS / "zh.npz") as file:
        assert tuple(file["rules"]) == rules
        assert file["tops"].shape[1] == len(rules)
