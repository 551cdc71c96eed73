"""Commands that translators run: what needs them, what changed, and that a translation still holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.errors import ContentError, DocumentNotFound
from kb.languages import LANGUAGES, match_locale
from kb.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.content.changes import Change
    from kb.content.library import Library
    from kb.content.model import Document

_LOCALE = click.option("--locale", default="", help="The text that a locale of the language has of its own, as es-MX.")
_LANG = click.option("--lang", required=True, type=click.Choice(tuple(LANGUAGES)), help="The translation's language.")


@click.command(epilog="Example: kb status --lang ja")
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), help="Only this language.")
@click.option("--all", "everything", is_flag=True, help="Those that need nobody too.")
@click.option("--use", "by_use", is_flag=True, help="Among equals, those that agents copied most in 90 days first.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of {id, lang, state, since, lines}; with --use, copies.")
def status(lang: str | None, everything: bool, by_use: bool, as_json: bool) -> None:
    """Tell which translations need somebody, those that need it most first, and how much is covered."""
    from kb.content.history import read_history
    from kb.content.library import load_library
    from kb.content.status import CURRENT, rows
    from kb.popularity import by_need_and_use

    folder = Settings.from_env().content
    library = load_library(folder)
    found = [row for row in rows(library, read_history(folder)) if lang in (None, row.lang, row.lang.partition("-")[0])]
    counts = _used() if by_use else {}
    found = by_need_and_use(found, counts, lambda row: [row.state], lambda row: row.id)
    if as_json:
        click.echo(
            json.dumps(
                [asdict(row) | ({"copies": counts.get(row.id, 0)} if by_use else {}) for row in found], ensure_ascii=False
            )
        )
        return
    shown = [row for row in found if everything or row.state != CURRENT]
    if shown:
        _table(
            ("id", "lang", "state", "since", "lines"),
            [(row.id, row.lang, row.state, row.since, "" if row.lines is None else str(row.lines)) for row in shown],
        )
        click.echo()
    _coverage(library, {(row.id, row.lang): row.state for row in found}, (lang,) if lang else tuple(LANGUAGES))


def _used() -> Mapping[str, int]:
    """How often each document was copied lately. Raises StoreError when the database cannot be read."""
    from kb.popularity import used_lately
    from kb.store.opening import open_store

    settings = Settings.from_env()
    store = open_store(settings.database, settings.data)
    try:
        return used_lately(store)
    finally:
        store.close()


def _coverage(library: Library, states: dict[tuple[str, str], str], langs: tuple[str, ...]) -> None:
    """How many documents are current, by kind and intent, in each language; the source counts as current."""
    groups: dict[str, list[str]] = {}
    for id, documents in library.documents.items():
        facets = next(iter(documents.values())).facets
        groups.setdefault(id.partition("/")[0], []).append(id)
        if id.startswith("templates/"):
            groups.setdefault(f"  {facets.intent}", []).append(id)
    lines = []
    for name in sorted(groups, key=lambda name: (name.startswith(" "), name)):
        ids = groups[name]
        cells = [f"{sum(states.get((id, lang), 'current') == 'current' for id in ids)}/{len(ids)}" for lang in langs]
        lines.append((name, *cells))
    _table(("current", *langs), lines)


def _table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    widths = [max(len(line[place]) for line in (head, *lines)) for place in range(len(head))]
    for line in (head, *lines):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@click.command(epilog="Example: kb diff templates/apology/late-delivery --lang ja")
@click.argument("id", required=False)
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), help="The translation's language.")
@_LOCALE
@click.option(
    "--since", metavar="REV", help="What changed in the sources since this commit, instead of since a translation."
)
def diff(id: str | None, lang: str | None, locale: str, since: str | None) -> None:
    """Tell what changed in the source since this translation, beside the paragraphs that are concerned.

    With --locale: in the text of the language, since the locale's own was written from it.
    With --since: in every source, or in that of ID, since a commit, beside the translations when --lang is given.
    """
    if since is not None and not locale:
        _diff_since(since, id, lang or "")
    elif id and lang and since is None:
        _diff_of(id, lang, locale)
    else:
        raise click.UsageError("name a document and its --lang, or a commit with --since")


def _diff_of(id: str, lang: str, locale: str) -> None:
    from kb.content.comparing import SAME, UNKNOWN, UNSTAMPED, compare
    from kb.content.history import History, read_history
    from kb.content.library import load_library

    folder = Settings.from_env().content
    found = compare(load_library(folder), read_history(folder) if locale else History(folder), id, lang, locale)
    translation, source = found.translation.file.path, found.source.file.path
    if found.outcome == UNSTAMPED:
        raise ContentError(f"{translation} has no stamp: nobody has noted which source it reflects; run kb ack")
    if found.outcome == UNKNOWN:
        assert found.translation.stamp is not None
        raise ContentError(
            f"git does not have the text {found.translation.stamp.source[:12]} that {translation} was made from here; "
            "fetch the whole history (git fetch --unshallow), or compare by hand"
        )
    if found.outcome == SAME:
        click.echo(f"{translation} reflects {source} as it is now", err=True)
        return
    for change in found.changes:
        _show(change)
    click.echo(f"{len(found.changes)} paragraphs of {source} say something else since {translation}", err=True)


def _diff_since(revision: str, id: str | None, lang: str) -> None:
    from kb.content.comparing import changed_sources
    from kb.content.history import History
    from kb.content.library import load_library

    folder = Settings.from_env().content
    library = load_library(folder)
    if id:
        _source(library, id)
    found = changed_sources(library, History(folder), revision, lang)
    if found is None:
        raise ContentError(f'git does not know "{revision}" in {folder}; fetch it, or name a commit, branch or tag it has')
    shown = [comparison for comparison in found if id in (None, comparison.source.id)]
    for comparison in shown:
        click.secho(f"{comparison.source.file.path}\n", bold=True)
        for change in comparison.changes:
            _show(change, beside=comparison.translation is not comparison.source)
    click.echo(f"{len(shown)} sources say something else since {revision}", err=True)


def _show(change: Change, *, beside: bool = True) -> None:
    """The changed words in colour on a terminal, in brackets everywhere."""
    marks = {"kept": ("", "", None), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
    click.secho(change.where, bold=True)
    for piece in change.pieces:
        before, after, colour = marks[piece.kind]
        click.secho(f"{before}{piece.text}{after}", fg=colour, nl=False)
    click.echo()
    if beside:
        for line in (change.translation or "(nothing there yet)").split("\n"):
            click.echo(f"    {line}")
    click.echo()


@click.command(epilog="Example: kb ack templates/apology/late-delivery --lang ja")
@click.argument("ids", nargs=-1, required=True)
@_LANG
@_LOCALE
@click.option("--reviewed", is_flag=True, help="Somebody who owns the language has read it.")
def ack(ids: tuple[str, ...], lang: str, locale: str, reviewed: bool) -> None:
    """Say that a translation still holds: stamp it with its source as it is now.

    With --locale: that the locale's own text does, beside that of its language.
    """
    from kb.content.comparing import regional_of
    from kb.content.library import load_library
    from kb.content.stamping import stamp_for, stamped

    folder = Settings.from_env().content
    library = load_library(folder)
    texts = [regional_of(library.get(id, lang), locale) if locale else _pair(library, id, lang)[0] for id in ids]
    for translation in texts:
        kept = translation.stamp.state if translation.stamp else "needs-review"
        state = "reviewed" if reviewed else "needs-review" if kept == "machine" else kept
        file = folder / translation.file.path
        file.write_bytes(stamped(file.read_bytes(), stamp_for(library, translation, state)))
        click.echo(f"{file}: {state}")


@click.command(epilog="Example: kb new --lang ja templates/apology/late-delivery")
@click.argument("id")
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), default="en", show_default=True, help="The file's language.")
@_LOCALE
@click.option("--intent", default="acknowledgement", show_default=True, help="For a new source: its intent.")
@click.option("--issue", "issues", multiple=True, help="For a new source: its issues, one an option.")
def new(id: str, lang: str, locale: str, intent: str, issues: tuple[str, ...]) -> None:
    """Write the skeleton of a document, or of a translation where its source is there already.

    With --locale: of the locale's own text, where that of its language is there already.
    """
    from kb.content.library import load_library
    from kb.content.skeleton import regional_skeleton, source_skeleton, translation_skeleton

    folder = Settings.from_env().content
    library = load_library(folder)
    if locale:
        match_locale(lang, locale)
        base = library.get(id, lang)
    file = folder / (base.path(locale) if locale else f"{lang}/{id}.md")
    if file.exists():
        raise ContentError(f"{file} is there already; edit it")
    if locale:
        text = regional_skeleton(base, _text(folder / base.file.path))
    elif id in library.documents:
        source = _source(library, id)
        text = translation_skeleton(source, _text(folder / source.file.path))
    else:
        text = source_skeleton(id, intent, issues, library.taxonomy)
        _refuse_another_source(library, folder, id, lang)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    click.echo(file)


def _refuse_another_source(library: Library, folder: Path, id: str, lang: str) -> None:
    """Raises ContentError where other files have this id already: what is asked for would be no translation of them."""
    for other in LANGUAGES:
        path = f"{other}/{id}.md"
        if (folder / path).exists() and (id, other) not in library.orphans:
            raise ContentError(f"{path} is there and cannot be served; mend it first (kb check {folder / path})")
        if (folder / path).exists() and lang != "en":
            raise ContentError(f"{path} is there, and its source is not; write the source first: kb new {id}")


def _pair(library: Library, id: str, lang: str) -> tuple[Document, Document]:
    """A translation and its source. Raises ContentError when it is no translation, NotFound when it is not there."""
    translation = library.get(id, lang)
    source = _source(library, id)
    if translation is source:
        raise ContentError(f"{translation.file.path} is the source; name the language of a translation with --lang")
    return translation, source


def _source(library: Library, id: str) -> Document:
    if id not in library.documents:
        raise DocumentNotFound(id, library.documents)
    return next(document for document in library.documents[id].values() if document.freshness == "source")


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig").replace("\r\n", "\n")
