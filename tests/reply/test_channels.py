from __future__ import annotations

import pytest

from kb.content.taxonomy import UNITS, Limit
from kb.reply.channels import COUNTERS, count_bytes, count_utf16, measure


def test_the_longest_posts_of_each_script_fit_exactly() -> None:
    limit = Limit(280, "x-weighted", "V1")

    assert (measure("a" * 280, limit).over, measure("a" * 281, limit).over) == (False, True)
    assert (measure("漢" * 140, limit).over, measure("漢" * 141, limit).over) == (False, True)


@pytest.mark.parametrize(
    ("text", "utf8", "utf16"),
    [("", 0, 0), ("abc", 3, 3), ("é", 2, 1), ("漢字", 6, 2), ("😀", 4, 2), ("e\u0301", 3, 2), ("a\nb", 3, 3)],
)
def test_bytes_and_utf16_units_are_counted(text: str, utf8: int, utf16: int) -> None:
    assert count_bytes(text) == utf8
    assert count_utf16(text) == utf16


def test_every_unit_has_its_counter() -> None:
    assert set(COUNTERS) == set(UNITS)


@pytest.mark.parametrize(("unit", "count"), [("characters", 2), ("utf16", 3), ("bytes", 7), ("x-weighted", 4)])
def test_a_text_is_measured_in_the_unit_of_its_limit(unit: str, count: int) -> None:
    length = measure("漢😀", Limit(3, unit, "V1"))

    assert (length.count, length.limit, length.unit) == (count, 3, unit)
    assert length.over is (count > 3)


def test_without_a_limit_characters_are_counted_and_nothing_is_over() -> None:
    length = measure("漢😀", None)

    assert (length.count, length.limit, length.unit, length.over) == (2, None, "characters", False)


@pytest.mark.parametrize(("source", "verified"), [("V1", True), ("V53", True), ("S3", True), ("K", False)])
def test_a_limit_that_is_only_believed_is_not_verified(source: str, verified: bool) -> None:
    assert measure("a", Limit(1, "characters", source)).verified is verified
