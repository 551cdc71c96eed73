"""How X weighs a post: signs, emoji, and web addresses with and without a protocol."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reply.x_count import MAX_LABEL, MAX_URL, URL_WEIGHT, addresses_in, count_x


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
        ("https://example.com/", 23),
        ("http://example.com/" + "x" * 200, 23),
        ("a https://example.com/x b", 2 + 23 + 2),
        ("https://a.example.com https://b.example.com", 47),
        ("詳細https://example.com/xです", 4 + 23 + 4),
        ("https://example.com/x。次", 23 + 4),
        ("@name hello", 11),
    ],
)
def test_x_counts_by_weight(text: str, weight: int) -> None:
    assert count_x(text) == weight


@pytest.mark.parametrize("closing", [".", ",", "!", "?", ")", "”"])
def test_the_sign_after_an_address_does_not_belong_to_it(closing: str) -> None:
    assert count_x(f"https://example.com/x{closing}") == 24


@pytest.mark.parametrize(
    "flag",
    ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👩🏽‍🚀", "🧑‍⚖️", "⌚", "⏰", "㊗️", "©️", "‼️", "▶️"],
)
def test_every_emoji_weighs_two_whatever_it_is_made_of(flag: str) -> None:
    assert count_x(flag) == 2


def addresses(text: str) -> list[str]:
    return [text[start:end] for start, end in addresses_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kotae-shop.com", ["kotae-shop.com"]),
        ("See Kotae-Shop.COM.", ["Kotae-Shop.COM"]),
        ("help.kotae.co.jp/returns?id=7#top", ["help.kotae.co.jp/returns?id=7#top"]),
        ("kotae.com kotae.es", ["kotae.com", "kotae.es"]),
        ("kotae.com,kotae.es", ["kotae.com", "kotae.es"]),
        ("注文はkotae.comで", ["kotae.com"]),
        ("kotae.com。", ["kotae.com"]),
        ("(kotae.com/a)", ["kotae.com/a"]),
        ("kotae.invalidtld", []),
        ("kotae.example", []),
        ("e.g. 1.5 kg at 10.30", []),
        ("It is late.We are sorry", []),
        ("mei@kotae.com", []),
        ("@kotae.com #kotae.com $kotae.com", []),
        ("-kotae.com _kotae.com /kotae.com .kotae.com", []),
        ("kotae..com kotae-.com", []),
        ("kotae.", []),
        (".com", []),
    ],
)
def test_a_bare_domain_is_an_address_where_it_ends_in_a_top_level_domain(text: str, found: list[str]) -> None:
    assert addresses(text) == found
    rest = len(text) - sum(map(len, found)) + text.count("。") + sum("\u3040" <= sign <= "\u9fff" for sign in text)
    assert count_x(text) == rest + URL_WEIGHT * len(found)


@pytest.mark.parametrize(
    "text", ["mei@kotae.com", "mei.ito@kotae.com", "ana.me@kotae.com", "kotae.com@mei", "kotae.com+mei@x"]
)
def test_a_mail_address_is_no_web_address(text: str) -> None:
    assert addresses(text) == []
    assert count_x(text) == len(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://t.co/a1B2c3D4e5", ["https://t.co/a1B2c3D4e5"]),
        ("http://t.co/x/and-more", ["http://t.co/x"]),
        ("https://t.co/xです", ["https://t.co/x"]),
        ("https://t.co/" + "k" * 40, ["https://t.co/" + "k" * 40]),
        ("https://t.co/" + "k" * 41, []),
        ("t.co/x", ["t.co/x"]),
        ("https://t.com/x/y", ["https://t.com/x/y"]),
    ],
)
def test_an_address_of_xs_own_shortener_ends_with_its_code(text: str, found: list[str]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize("protocol", ["", "http://", "https://", "HTTPS://"])
def test_a_label_of_a_host_has_at_most_63_characters(protocol: str) -> None:
    assert count_x(f"{protocol}{'k' * MAX_LABEL}.com") == URL_WEIGHT
    assert count_x(f"{protocol}{'k' * (MAX_LABEL + 1)}.com") == len(protocol) + MAX_LABEL + 1 + 4
    assert count_x(f"{protocol}shop.{'k' * (MAX_LABEL + 1)}.com") == len(protocol) + 5 + MAX_LABEL + 1 + 4


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://tiendañandú.es", 23),
        ("tiendañandú.es", 23),
        ("https://荷物.jp/追跡", 23 + 4),
        ("https://荷物.jp", 23),
        ("荷物.jp", 4 + 3),  # without a protocol a name of other signs is text
        ("https://包裹.中国", 23),
        ("包裹.中国", 4 + 1 + 4),
        ("https://xn--kotae-9za.com", 23),
        ("https://" + "漢" * 40 + ".jp", 23),
        ("https://" + "漢" * 63 + ".jp", 8 + 126 + 3),  # longer than a label where it is written as X asks for it
        ("https://tiendan\u0303andu\u0301.es", 23),
    ],
)
def test_an_international_name_is_an_address(text: str, weight: int) -> None:
    assert count_x(text) == weight


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_direction_mark_is_no_part_of_an_address_and_weighs_two(mark: str) -> None:
    assert count_x(f"{mark}kotae.com{mark}") == 2 + URL_WEIGHT + 2
    assert count_x(f"https://kotae.com/{mark}returns") == URL_WEIGHT + 2 + 7
    assert addresses(f"https://kotae.com{mark}/returns") == ["https://kotae.com"]
    assert addresses(f"kotae{mark}.com") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://kotae.com:8443/returns", "https://kotae.com:8443/returns"),
        ("https://kotae.com?order=7", "https://kotae.com?order=7"),
        ("https://kotae.com/a(b)c", "https://kotae.com/a(b)c"),
        ("https://kotae.com/a_(b)", "https://kotae.com/a_(b)"),
        ("https://kotae.com/a)b", "https://kotae.com/a"),
        ("https://kotae.com/?q=a!", "https://kotae.com/?q=a"),
        ("https://kotae.com/a,b,", "https://kotae.com/a,b"),
        ("https://http://kotae.com", "http://kotae.com"),
        ("Ａhttps://kotae.com", "https://kotae.com"),
    ],
)
def test_an_address_reaches_as_far_as_its_path_and_query(text: str, found: str) -> None:
    assert addresses(text) == [found]


@pytest.mark.parametrize(
    "text", ["http://localhost/", "http://127.0.0.1/", "ftp:kotae", "ahttps://kotae.com", "1https://kotae.com"]
)
def test_what_x_does_not_link_weighs_what_it_is_long(text: str) -> None:
    assert count_x(text) == len(text)


def test_an_address_that_is_too_long_is_text() -> None:
    base = "https://kotae.com/"

    assert count_x(base + "k" * (MAX_URL - len(base))) == URL_WEIGHT
    assert count_x(base + "k" * (MAX_URL - len(base) + 1)) == MAX_URL + 1


HOSTILE = {
    "dots": "." * 20_000,
    "labels": "a." * 10_000,
    "dashes": "a-" * 10_000 + ".com",
    "protocols": "http://" * 5_000,
    "domains in one word": "a.com" * 5_000,
    "top-level domains": "com." * 5_000,
    "brackets": "https://a.com/" + "(" * 20_000,
    "question marks": "https://a.com?" + "!" * 20_000,
    "queries in one word": "a.com?!" * 2_000,
    "addresses in one word": "https://a.com/" * 1_000,
    "addresses": "https://a.com/ " * 2_000,
    "Chinese labels": "漢." * 10_000,
    "joiners": "👨\u200d" * 10_000,
    "accents": "e" + "\u0301" * 20_000,
    "direction marks": "\u202e" * 20_000 + ".",
    "a long code": "https://t.co/" + "a" * 20_000,
    "selectors": "❤" + "\ufe0f" * 20_000,
    "tags": "🏴" + "\U000e0067" * 20_000,
    "half signs": "\ud800.com" * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_long_text_takes_long(text: str) -> None:
    started = time.perf_counter()

    assert count_x(text) > 0

    assert time.perf_counter() - started < 1


@given(st.text(st.sampled_from("aZ9.-_/:@#?&=()!。漢é\u0301\u200d\u200e\ufe0f❤👍🇯🇵\ud800 \nhttps://t.co"), max_size=80))
def test_addresses_stand_in_order_and_no_text_is_too_odd(text: str) -> None:
    found = list(addresses_in(text))

    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in zip(found, found[1:], strict=False))
    assert 0 <= count_x(text) <= 2 * len(unicodedata.normalize("NFC", text)) + URL_WEIGHT * len(found)
