from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kb.content.freshness import COSMETIC, STALE, UNSTAMPED, blob_id, digest, freshness
from kb.content.model import Stamp

BLOB, OTHER_BLOB = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("stamp", "state"),
    [
        (None, UNSTAMPED),
        (Stamp(BLOB, "d1", "machine"), "machine"),
        (Stamp(BLOB, "d1", "needs-review"), "needs-review"),
        (Stamp(BLOB, "d1", "reviewed"), "reviewed"),
        (Stamp(OTHER_BLOB, "d1", "reviewed"), COSMETIC),
        (Stamp(OTHER_BLOB, "d0", "reviewed"), STALE),
        (Stamp(OTHER_BLOB, "d0", "machine"), STALE),
    ],
)
def test_a_translation_is_as_fresh_as_its_stamp_says_of_the_source_as_it_is_now(stamp: Stamp | None, state: str) -> None:
    assert freshness(stamp, BLOB, "d1") == state


@pytest.mark.parametrize("text", ["", "Hello\n", "こんにちは\n", "a\r\nb\r\n"])
def test_a_blob_id_is_gits_own(text: str, tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    file = tmp_path / "file"
    file.write_bytes(text.encode().replace(b"\r\n", b"\n"))

    told = subprocess.run([git, "hash-object", "--no-filters", str(file)], capture_output=True, text=True, check=True)

    assert blob_id(text.encode()) == told.stdout.strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a line\nof words", "a line of words"),
        ("a  b\n\n\nc", "a b\n\nc\n"),
        ("{{order.number}}", "{{ order.number }}"),
        ("{{ a|default:'x' }}", "{{   a|default:'x'   }}"),
        ("{%- if a -%}b{%- endif -%}", "{% if a %}b{% endif %}"),
        ("**bold**", "__bold__"),
        ("an *emphasis* here", "an _emphasis_ here"),
        ("* one\n* two", "- one\n- two"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_a_change_of_layout_says_the_same(one: str, other: str) -> None:
    assert digest("Title", one) == digest("Title", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello.", "Hello!"),
        ("refund", "Refund"),
        ("{{ order.number }}", "{{ order.total }}"),
        ('{{ a | default: "x" }}', '{{ a | default: "y" }}'),
        ("{% if a %}b{% endif %}", "{% unless a %}b{% endunless %}"),
        ("**bold**", "bold"),
        ("2 * 3 * 4", "2 _3_ 4"),
        ("１", "1"),
        ("", "x"),
    ],
)
def test_a_change_of_words_says_something_else(one: str, other: str) -> None:
    assert digest("Title", one) != digest("Title", other)


def test_words_that_move_from_one_part_to_another_say_something_else() -> None:
    assert digest("Late parcel", "sorry") != digest("Late", "parcel sorry")
