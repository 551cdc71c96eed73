from __future__ import annotations

from pathlib import Path

import pytest

from kb.content.library import load_library
from kb.content.model import Stamp
from kb.content.stamping import stamp_for, stamped
from tests.small_content import ID, source_file, translation_file, write_content

STAMP = Stamp("a" * 40, "0123456789abcdef", "reviewed")
LINE = f"l10n: {{source: {'a' * 40}, digest: 0123456789abcdef, state: reviewed}}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A\n---\nBody\n", f"---\ntitle: A\n{LINE}\n---\nBody\n"),
        ("---\ntitle: A\nl10n: {source: x, digest: y, state: machine}\n---\nB", f"---\ntitle: A\n{LINE}\n---\nB"),
        ("---\nl10n:\n  source: x\n  digest: y\n  state: machine\ntitle: A\n---\nB", f"---\ntitle: A\n{LINE}\n---\nB"),
        ("---\ntitle: 'l10n: x'\n---\nl10n: y\n\n---\n", f"---\ntitle: 'l10n: x'\n{LINE}\n---\nl10n: y\n\n---\n"),
        ("---\r\ntitle: 遅れ\r\n---\r\n本文\r\n\r\n", f"---\r\ntitle: 遅れ\r\n{LINE}\r\n---\r\n本文\r\n\r\n"),
        ("---\ntitle: A   \n\n# note\n---\n  Body\t\n\n\n", f"---\ntitle: A   \n\n# note\n{LINE}\n---\n  Body\t\n\n\n"),
        ("\ufeff---\ntitle: A\n---\nBody\n", f"\ufeff---\ntitle: A\n{LINE}\n---\nBody\n"),
        ("--- \ntitle: A\n---  \nBody\n", f"--- \ntitle: A\n{LINE}\n---  \nBody\n"),
        ("---\r\ntitle: A\r\n---\r\nBody\nmixed\r\n", f"---\r\ntitle: A\r\n{LINE}\r\n---\r\nBody\nmixed\r\n"),
    ],
    ids=["none", "one line", "block", "look-alikes", "crlf", "spaces", "bom", "spaces at the fence", "mixed ends"],
)
def test_a_stamp_is_all_that_changes(before: str, after: str) -> None:
    assert stamped(before.encode(), STAMP) == after.encode()


def test_stamping_twice_is_stamping_once() -> None:
    once = stamped(translation_file().encode(), STAMP)

    assert stamped(once, STAMP) == once


def test_a_translation_goes_from_unstamped_to_stamped_to_cosmetic_to_stale(tmp_path: Path) -> None:
    source, translation = f"en/{ID}.md", f"ja/{ID}.md"
    folder = write_content(
        tmp_path, {source: source_file("## formal\n\nSorry for the delay.\n"), translation: translation_file()}
    )

    def state() -> str:
        library = load_library(folder)
        assert library.problems == ()
        assert library.get(ID, "en").freshness == "source"
        return library.get(ID, "ja").freshness

    seen = [state()]

    library = load_library(folder)
    stamp = stamp_for(library, library.get(ID, "ja"), "reviewed")
    file = folder / translation
    file.write_bytes(stamped(file.read_bytes(), stamp))
    seen.append(state())

    (folder / source).write_text(source_file("## formal\n\n\nSorry   for the delay.\n\n"))
    seen.append(state())

    (folder / source).write_text(source_file("## formal\n\nWe apologize for the delay.\n"))
    seen.append(state())

    assert seen == ["unstamped", "reviewed", "cosmetic", "stale"]
    assert (stamp.source, stamp.state) == (library.get(ID, "en").file.blob, "reviewed")
