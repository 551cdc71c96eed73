"""How well an entry fits a list of terms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from kb.search.entries import PARTS, WEIGHTS, Entry
from kb.search.index import Index
from kb.search.scoring import Snapshot, Snapshots, Term


def entry(name: str, lang: str = "en", **texts: str) -> Entry:
    def read() -> Mapping[str, str]:
        return {part: texts.get(part, "") for part in PARTS}

    return Entry(f"articles/{name}", lang, repr(texts), read)


def snapshot_of(folder: Path, *entries: Entry) -> Snapshot:
    index = Index(folder)
    index.sync(entries)
    return Snapshots(index).refresh()


def scores(snapshot: Snapshot, *terms: Term) -> dict[str, float]:
    values = snapshot.score(terms)
    return {stored.id.removeprefix("articles/"): float(values[docnum]) for docnum, stored in snapshot.stored.items()}


PARCEL, ZEBRA = Term("en", "parcel"), Term("en", "zebra")


def test_an_entry_without_the_term_scores_nothing(tmp_path: Path) -> None:
    found = scores(snapshot_of(tmp_path, entry("a", body="parcel"), entry("b", body="zebra")), PARCEL)

    assert found["a"] > 0
    assert found["b"] == 0


def test_a_term_counts_by_the_part_in_which_it_stands(tmp_path: Path) -> None:
    words = " ".join(["horse"] * 30)
    entries = [entry(part, body=words, **({part: "parcel"} if part != "body" else {})) for part in PARTS if part != "body"]
    found = scores(snapshot_of(tmp_path, *entries, entry("body", body=f"{words} parcel")), PARCEL)

    assert sorted(found, key=lambda part: -found[part]) == sorted(PARTS, key=lambda part: -WEIGHTS[part])


def test_a_rare_term_counts_more_than_a_common_one(tmp_path: Path) -> None:
    found = scores(
        snapshot_of(tmp_path, entry("rare", body="zebra"), *(entry(f"n{n}", body="parcel") for n in range(8))), PARCEL, ZEBRA
    )

    assert found["rare"] > found["n0"]


def test_the_same_mention_counts_less_in_a_longer_text(tmp_path: Path) -> None:
    found = scores(
        snapshot_of(tmp_path, entry("short", body="parcel here"), entry("long", body="parcel " + "here " * 200)), PARCEL
    )

    assert found["short"] > found["long"] > 0


def test_a_term_counts_in_its_language_only(tmp_path: Path) -> None:
    found = scores(snapshot_of(tmp_path, entry("en", body="parcel"), entry("es", "es", body="parcel")), PARCEL)

    assert found["en"] > 0
    assert found["es"] == 0


@pytest.mark.parametrize("part", [part for part in PARTS if part != "title"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_entry_that_lacks_a_part_spoils_no_score(lang: str, part: str, tmp_path: Path) -> None:
    whole = dict.fromkeys(PARTS, "退款 parcel")
    bare = {name: "退款 parcel" for name in PARTS if name != part}

    snapshot = snapshot_of(
        tmp_path, entry("whole", lang, **whole), entry("bare", lang, **bare), entry("other", "ja", title="x")
    )

    for terms in ([Term(lang, "parcel")], [Term(lang, "退款")], [Term(lang, "退款", origin="pair")]):
        values = snapshot.score(terms)
        assert np.isfinite(values).all()
    found = scores(snapshot, Term(lang, "parcel"))
    assert found["whole"] > 0
    assert found["bare"] > 0


def test_weights_scale_what_a_term_counts(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, entry("a", body="parcel"), entry("b", body="zebra"))

    assert scores(snapshot, Term("en", "parcel", 0.5))["a"] == pytest.approx(scores(snapshot, PARCEL)["a"] / 2)


def test_a_deleted_entry_counts_no_more_in_any_score(tmp_path: Path) -> None:
    index = Index(tmp_path / "changed")
    snapshots = Snapshots(index)
    kept = [entry("a", body="parcel zebra"), entry("b", body="zebra"), entry("c", body="parcel")]
    index.sync([*kept, *(entry(f"n{n}", body="parcel parcel horse") for n in range(6))])
    snapshots.refresh().score([PARCEL, ZEBRA])
    index.sync(kept)

    now = scores(snapshots.refresh(), PARCEL, ZEBRA)

    assert now == pytest.approx(scores(snapshot_of(tmp_path / "fresh", *kept), PARCEL, ZEBRA))


def test_completions_are_the_terms_that_begin_so_in_order(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path, entry("a", title="refund parcel"), entry("b", body="reply ready"), entry("c", "es", body="regalo")
    )

    assert snapshot.beginning("en", "re", 10) == ["readi", "refund", "repli"]
    assert snapshot.beginning("en", "re", 2) == ["readi", "refund"]
    assert snapshot.beginning("en", "x", 10) == []


def test_a_term_is_common_when_over_a_third_hold_it(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, *(entry(f"n{n}", body="parcel zebra" if n < 3 else "parcel") for n in range(9)))

    assert snapshot.is_common(PARCEL)
    assert not snapshot.is_common(ZEBRA)
    assert not snapshot.is_common(Term("en", "nothing"))
