"""Commands that an operator runs: serve the site, build the index."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from contextlib import ExitStack
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from kb.errors import SettingsError, StoreError
from kb.settings import Settings, is_loopback


@click.command(epilog="Example: kb serve --port 8080 --workers 2")
@click.option("--host", help="Address to listen on. [KB_HOST, default 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [KB_PORT, default 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer. [KB_WORKERS, default 1]")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the site and the API; changes of the content appear without a restart."""
    from kb.cli.server import run

    given: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    settings = replace(Settings.from_env(), **{name: value for name, value in given.items() if value is not None})
    check_port(settings)
    settings.make_data()
    prepare_database(settings)
    check_accounts(settings)
    build_if_new(settings)
    os.environ |= {"KB_CONTENT": str(settings.content), "KB_DATA": str(settings.data)}
    click.echo(f"Kotae is at http://{settings.host}:{settings.port} - press Ctrl+C to stop", err=True)
    run(settings)


def check_port(settings: Settings) -> None:
    """Raises SettingsError when nothing can listen at the address."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", "") or str(error)
            place = f"{settings.host}:{settings.port}"
            raise SettingsError(f"cannot listen at {place} ({reason}); choose another with --port or --host") from error


def build_if_new(settings: Settings) -> None:
    """Build the index before the workers start: a mistake ends here, told once, and a long build shows its progress.

    Nothing is done, and nothing heavy imported, when the content is what it was when this was done last.
    """
    marker = settings.data / PREPARED
    if marker.is_file() and marker.read_text() == _seen(settings) and any(settings.data.glob("index-*")):
        return
    build_index(settings)


def prepare_database(settings: Settings) -> None:
    """Bring an SQLite file up to date; say what is to be done where that is not for a server to do.

    The site is served without its database too: search and copying need none.
    """
    from kb.store.versions import LATEST, is_current, version_at

    url = settings.database
    try:
        if url.startswith("sqlite"):
            if is_current(Path(url.partition(":///")[2])):
                return
            from kb.store.database import Database
            from kb.store.opening import bring_up

            if kept := bring_up(Database(url), settings.data):
                click.echo(f"The database is of this version now; {kept} is a copy of it as it was", err=True)
        elif (version := version_at(url)) != LATEST:
            click.echo(f"The database has version {version} of the tables, not {LATEST}: run kb db upgrade", err=True)
    except StoreError as error:
        click.echo(f"kb: {error}; search and copying work without it", err=True)


def check_accounts(settings: Settings) -> None:
    """Raises SettingsError when other machines could come in and nobody has an account.

    While the database is away that is not known; then the site answers nobody from elsewhere until it is.
    """
    if is_loopback(settings.host) or settings.oidc_issuer:
        return
    from kb.store.opening import open_store

    try:
        store = open_store(settings.database, settings.data)
        known = store.people.have_accounts()
    except StoreError as error:
        click.echo(f"kb: {error}; whether there are accounts is not known, so only they will be let in", err=True)
        return
    store.close()
    if not known:
        raise SettingsError(
            f"{settings.host} can be reached from other machines, and nobody has an account yet: "
            "make one with kb user add NAME --role admin, or listen on 127.0.0.1"
        )


PREPARED = "prepared"


def _seen(settings: Settings) -> str:
    """The content as the file system tells it, and the version that reads it."""
    from kb.content.folder import files_of
    from kb.content.releases import served_folder

    folder = served_folder(settings.data, settings.content)
    return hashlib.sha256(f"{metadata.version('kotae')} {folder} {files_of(folder)}".encode()).hexdigest()


@click.command(epilog="Example: kb index --rebuild")
@click.option("--rebuild", is_flag=True, help="Build the whole index anew, not only what has changed.")
def index(rebuild: bool) -> None:
    """Bring the search index in line with the content."""
    settings = Settings.from_env()
    if rebuild:
        from kb.search.index import Index

        Index(settings.data).remove()
    changed, total = build_index(settings)
    click.echo(f"{changed} of {total} entries written")


def build_index(settings: Settings) -> tuple[int, int]:
    """Write what has changed into the index, with progress bars; how many entries that was, and of how many."""
    from kb.service import INDEXING, READING, prepare

    seen = _seen(settings)
    with ExitStack() as bars:
        hidden = not sys.stderr.isatty()
        shown = {}
        for stage in (READING, INDEXING):
            shown[stage] = click.progressbar(length=1, label=f"{stage:9}", file=sys.stderr, hidden=hidden)

        def progress(stage: str, done: int, of: int) -> None:
            if done == 1:
                shown[stage].length = of
                bars.enter_context(shown[stage])
            shown[stage].update(1)

        library, _, changed = prepare(settings, progress)
    (settings.data / PREPARED).write_text(seen)
    return changed, sum(1 for _ in library)
