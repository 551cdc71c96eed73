"""The text of a locale drifts from that of its language, and each drift must be told for what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.checks.stamps import check_stamps
from kb.content.comparing import compare
from kb.content.history import read_history
from kb.content.library import load_library
from kb.content.stamping import stamp_for, stamped
from kb.content.status import rows
from tests.checks.writing import texts_of
from tests.content.test_drift import EN, ID, SOURCE, Desk, crlf, editing, shallow, then, without_git
from tests.small_content import write_content

ES, MX = f"es/{ID}.md", f"es/{ID}.es-MX.md"
SPANISH = """---
title: Retraso
summary: Para un paquete que llega tarde.
subject: Su paquete
---
## formal

Lamentamos **mucho** el retraso de 3 días.

Le escribiremos el {{ due.date }}.
"""
MEXICAN = """---
keywords: [paquetería]
---
## formal

Le ofrecemos una disculpa por los 3 días de retraso.

Le escribiremos el {{ due.date }}.
"""


def stamp(desk: Desk, locale: str, state: str = "reviewed") -> None:
    """What `kb ack` does; the locale may be empty."""
    library = load_library(desk.folder)
    document = library.get(ID, "es")
    text = document.regional[locale] if locale else document
    path = desk.folder / text.file.path
    path.write_bytes(stamped(path.read_bytes(), stamp_for(library, text, state)))
    desk.commit("stamp")


def restamp(desk: Desk) -> None:
    stamp(desk, "es-MX")


def restamp_the_base(desk: Desk) -> None:
    stamp(desk, "")


def machine(desk: Desk) -> None:
    stamp(desk, "es-MX", "machine")


def by_hand(field: str, value: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        old = load_library(desk.folder).get(ID, "es").regional["es-MX"].stamp
        assert old is not None
        desk.edit(MX, getattr(old, field), value)

    return change


def the_sources_id(desk: Desk) -> None:
    """The stamp of the translation is copied into the text of the locale."""
    base = load_library(desk.folder).get(ID, "es").stamp
    assert base is not None
    path = desk.folder / MX
    path.write_bytes(stamped(path.read_bytes(), base))
    desk.commit("copied")


def no_stamp(desk: Desk) -> None:
    desk.edit(MX, next(line for line in (desk.folder / MX).read_text().split("\n") if line.startswith("l10n")) + "\n", "")


move_on = editing("3 días", "5 días", ES)
lay_out = editing("**mucho**", "__mucho__", ES)
move_the_source = editing("3 days", "5 days", EN)

SCENARIOS: dict[str, tuple[Callable[[Desk], None], str, str]] = {
    "nothing happened": (lambda desk: None, "current", ""),
    "the base moved on": (move_on, "stale", ""),
    "the base's subject moved on": (editing("Su paquete", "Su pedido", ES), "stale", ""),
    "the source of the base moved on, the base did not": (move_the_source, "current", ""),
    "the base follows its source": (then(move_the_source, move_on, restamp_the_base), "stale", ""),
    "the base is stamped anew and says the same": (then(move_the_source, restamp_the_base), "current", ""),
    "the base's state changes": (lambda desk: stamp(desk, "", "needs-review"), "current", ""),
    "the base is laid out anew": (lay_out, "cosmetic", ""),
    "the base's title, which only agents read": (editing("Retraso", "Demora", ES), "cosmetic", ""),
    "the base's keywords": (editing("subject:", "keywords: [tarde]\nsubject:", ES), "cosmetic", ""),
    "a cosmetic change, then a real one": (then(lay_out, move_on), "stale", ""),
    "a cosmetic change, then stamped": (then(lay_out, restamp), "current", ""),
    "the text itself changes": (editing("disculpa", "sincera disculpa", MX), "current", ""),
    "both change, unstamped": (then(move_on, editing("3 días", "5 días", MX)), "stale", ""),
    "both change, and it is stamped": (then(move_on, editing("3 días", "5 días", MX), restamp), "current", ""),
    "the base moved on and came back": (then(move_on, editing("5 días", "3 días", ES)), "current", ""),
    "the base with CRLF": (crlf(ES), "current", ""),
    "the text with CRLF": (crlf(MX), "current", ""),
    "a shallow clone of a stale one": (then(move_on, shallow), "stale", ""),
    "a shallow clone of a current one": (then(restamp_the_base, shallow), "current", ""),
    "no git at all": (then(move_on, without_git), "stale", ""),
    "a machine's": (machine, "machine", ""),
    "no stamp": (no_stamp, "needs-review", "unstamped"),
    "another digest by hand": (by_hand("digest", "0" * 16), "current", "source-rev"),
    "an id by hand": (by_hand("source", "1" * 40), "cosmetic", "source-rev"),
    "id and digest by hand": (then(by_hand("source", "1" * 40), by_hand("digest", "0" * 16)), "stale", "source-rev"),
    "the translation's own stamp": (the_sources_id, "stale", "source-rev"),
    "an older text of the base, its stamp since exchanged": (
        then(move_on, restamp_the_base, lambda desk: stamp(desk, "", "needs-review")),
        "stale",
        "",
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A source, its Spanish translation and a Mexican text, all stamped and committed."""
    desk = Desk(write_content(tmp_path, {EN: SOURCE, ES: SPANISH, MX: MEXICAN}))
    desk.git("init", "-qb", "main")
    desk.commit("written")
    restamp_the_base(desk)
    restamp(desk)
    return desk


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_text_of_a_locale_is_told_for_what_it_is(name: str, desk: Desk) -> None:
    change, state, code = SCENARIOS[name]
    change(desk)

    library, history = load_library(desk.folder), read_history(desk.folder)
    mine = [row for row in rows(library, history) if row.lang == "es-MX"]

    assert [(row.id, row.state) for row in mine] == [(ID, state)]
    assert {p.code for p in check_stamps(texts_of(desk.folder, library), history) if p.path == MX} == (
        {code} if code else set()
    )


def test_the_rows_of_languages_stay_as_they_are(desk: Desk) -> None:
    told = {row.lang: row.state for row in rows(load_library(desk.folder), read_history(desk.folder))}

    assert told == {"ja": "missing", "zh": "missing", "es": "current", "es-MX": "current"}


def test_a_stale_one_says_since_when_how_much_and_which_words(desk: Desk) -> None:
    move_on(desk)
    restamp_the_base(desk)
    library, history = load_library(desk.folder), read_history(desk.folder)

    row = next(row for row in rows(library, history) if row.lang == "es-MX")
    compared = compare(library, history, ID, "es", "es-MX")

    assert (row.state, row.lines, len(row.since)) == ("stale", 2, len("2026-03-05")), "the stamp's own line is none of them"
    assert [(change.where, change.translation) for change in compared.changes] == [
        ("formal 1", "Le ofrecemos una disculpa por los 3 días de retraso.")
    ]


def test_what_a_check_says_of_a_stamp_is_the_command_that_mends_it(desk: Desk) -> None:
    no_stamp(desk)

    (problem,) = (
        p for p in check_stamps(texts_of(desk.folder, load_library(desk.folder)), read_history(desk.folder)) if p.path == MX
    )

    assert problem.message.endswith(f"then run: kb ack {ID} --lang es --locale es-MX")
