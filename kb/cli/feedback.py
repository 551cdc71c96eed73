"""The command that reads what the team thinks of the content, for those who write and translate it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from kb.languages import LANGUAGES
from kb.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.content.library import Library
    from kb.store.usage import Feedback

_HEAD = ("no.", "day", "lang", "thumb", "text", "document")
_AS_JSON = "Print a list of {id, at, document, lang, version, changed, helpful, note, by, resolved_at}."


@click.command(epilog="Example: kb feedback --lang ja")
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), help="Only of texts in this language.")
@click.option("--document", default="", metavar="ID", help="Only of this document.")
@click.option("--all", "everything", is_flag=True, help="Those that somebody has attended to as well.")
@click.option("--json", "as_json", is_flag=True, help=_AS_JSON)
def feedback(lang: str | None, document: str, everything: bool, as_json: bool) -> None:
    """Read what the team thinks of replies, the newest first: thumbs, and the notes below them.

    The column "text" says whether the text has changed since, or is gone. Editors mark what is done on the page /feedback.
    """
    from kb.content.library import load_library
    from kb.store.opening import open_store

    settings = Settings.from_env()
    library = load_library(settings.content)
    store = open_store(settings.database, settings.data)
    try:
        found = store.usage.feedback(document, lang=lang or "", resolved=everything, limit=None)
        names = {person.id: person.name for person in store.people.all()} if found else {}
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps([_row(library, one, names) for one in found], ensure_ascii=False))
    elif found:
        _table(library, found, names)
    else:
        click.echo("no opinion to be read", err=True)


def _row(library: Library, one: Feedback, names: Mapping[int, str]) -> dict[str, object]:
    said = one.opinion
    return {
        "id": one.id,
        "at": said.at.isoformat(),
        "document": said.document,
        "lang": said.lang,
        "version": said.version,
        "changed": not library.says(said.document, said.lang, said.version),
        "helpful": said.helpful,
        "note": said.note,
        "by": names.get(said.person_id or 0, ""),
        "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None,
    }


def _table(library: Library, found: tuple[Feedback, ...], names: Mapping[int, str]) -> None:
    """A line for each opinion, and below it the note with who wrote it: notes are too long for a column."""
    lines = [_cells(library, one) for one in found]
    widths = [max(len(line[place]) for line in (_HEAD, *lines)) for place in range(len(_HEAD))]
    notes = ["", *(_note(one, names) for one in found)]
    for line, note in zip((_HEAD, *lines), notes, strict=True):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if note:
            click.echo(f"    {note}")


def _cells(library: Library, one: Feedback) -> tuple[str, ...]:
    said = one.opinion
    there = said.lang in library.documents.get(said.document, {})
    same = library.says(said.document, said.lang, said.version)
    text = "same" if same else "changed" if there else "gone"
    done = " (done)" if one.resolved_at else ""
    return (str(one.id), f"{said.at:%Y-%m-%d}", said.lang, "up" if said.helpful else "down", text, said.document + done)


def _note(one: Feedback, names: Mapping[int, str]) -> str:
    """The note and whose it is, on one line and without the signs by which a terminal is commanded."""
    said = ": ".join(filter(None, (names.get(one.opinion.person_id or 0), one.opinion.note)))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
