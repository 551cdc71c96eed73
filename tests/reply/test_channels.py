from __future__ import annotations

import pytest

from kb.content.taxonomy import UNITS, Limit
from kb.reply.channels import COUNTERS, count_bytes, count_utf16, count_x, measure


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("a b\nc", 5),
        ("ñ¿¡áÑ", 5),
        ("ж", 1),
        ("ᄀ", 2),  # U+1100, the first beyond the light range
        ("\u10ff", 1),
        ("“”‘’", 4),
        ("–—", 2),
        ("\u200d", 1),
        ("′", 1),
        ("…", 2),
        ("€", 2),
        ("•", 2),
        ("™", 2),
        ("\u202f", 2),
        ("日本", 4),
        ("かな", 4),
        ("한", 2),
        ("。、「」", 8),
        ("ＡＢ", 4),
        ("𠮷", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("😀", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("❤️", 2),
        ("🇯🇵", 2),
        ("🇯🇵🇪🇸", 4),
        ("1️⃣", 2),
        ("🏳️‍🌈", 2),
        ("😀😀", 4),
        ("12", 2),
        ("#*", 2),
        ("https://shop.example/", 23),
        ("http://shop.example/" + "x" * 200, 23),
        ("a https://shop.example/x b", 2 + 23 + 2),
        ("https://a.example https://b.example", 47),
        ("詳細https://shop.example/xです", 4 + 23 + 4),
        ("https://shop.example/x。次", 23 + 4),
        ("@name hello", 11),
    ],
)
def test_x_counts_by_weight(text: str, weight: int) -> None:
    assert count_x(text) == weight


@pytest.mark.parametrize("closing", [".", ",", "!", "?", ")", "”"])
def test_the_sign_after_an_address_does_not_belong_to_it(closing: str) -> None:
    assert count_x(f"https://shop.example/x{closing}") == 24


@pytest.mark.parametrize(
    "flag",
    ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👩🏽‍🚀", "🧑‍⚖️", "⌚", "⏰", "㊗️", "©️", "‼️", "▶️"],
)
def test_every_emoji_weighs_two_whatever_it_is_made_of(flag: str) -> None:
    assert count_x(flag) == 2


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
