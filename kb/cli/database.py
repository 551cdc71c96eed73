"""Commands that look after the database: its tables, its copies, and moving it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.settings import Settings

if TYPE_CHECKING:
    from kb.store.database import Database
    from kb.store.sqlite_backup import Progress

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_REPLACE = click.option("--replace", is_flag=True, help="Give up what is in the database; a copy of it is kept in KB_DATA.")


@click.group(epilog="Example: kb db upgrade")
def db() -> None:
    """The database's tables: which version they have, and bringing them up to date."""


@db.command(epilog="Example: kb db status")
def status() -> None:
    """Tell where the database is and which version its tables have; exit code 1 when it is not this program's."""
    from kb.store.schema import current
    from kb.store.versions import LATEST

    with _database() as database:
        version = current(database)
        click.echo(f"{database.where}: version {version} of {LATEST}")
        if version != LATEST:
            click.echo("run kb db upgrade" if version < LATEST else "use the newer program", err=True)
            sys.exit(1)


@db.command(epilog="Example: kb db upgrade")
def upgrade() -> None:
    """Bring the tables up to date. Of an SQLite file a copy is kept beside it; of PostgreSQL take a backup first."""
    from kb.store.schema import current
    from kb.store.schema import upgrade as bring_up

    with _database() as database:
        kept = bring_up(database)
        click.echo(f"{database.where}: version {current(database)}")
        if kept:
            click.echo(f"{kept} is a copy of the database as it was", err=True)


@click.command(epilog="Example: kb export everything.jsonl")
@_FILE
def export(file: Path) -> None:
    """Write everything in the database to FILE as lines of JSON, for another database or to keep."""
    from kb.store.moving import export_to

    with _database() as database, _bar("Writing") as progress:
        tally = export_to(database, file, progress)
    click.echo(f"{file}: {tally.total} rows")


@click.command("import", epilog="Example: kb import everything.jsonl")
@_FILE
@_REPLACE
def import_(file: Path, replace: bool) -> None:
    """Read what kb export wrote into the database: all of it, or nothing."""
    from kb.store.moving import import_from

    with _database() as database:
        with _kept(database, replace), _bar("Reading") as progress:
            tally = import_from(database, file, replace=replace, progress=progress)
        click.echo(f"{database.where}: {tally.total} rows, compared with {file}")


@click.command(epilog="Example: kb backup backups/monday")
@_FILE
def backup(file: Path) -> None:
    """Copy the database to FILE while the site runs: of SQLite a database file, of PostgreSQL lines of JSON."""
    from kb.store.keeping import backup as copy_to

    with _database() as database, _bar("Copying") as progress:
        copy_to(database, file, progress)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command(epilog="Example: kb restore backups/monday --replace")
@_FILE
@_REPLACE
def restore(file: Path, replace: bool) -> None:
    """Put back what kb backup or kb export wrote: all of it, or nothing. A running site sees it at once."""
    from kb.store.keeping import restore as put_back

    with _database() as database:
        with _kept(database, replace), _bar("Restoring") as progress:
            put_back(database, file, replace=replace, progress=progress)
        click.echo(f"{database.where}: restored from {file}")


@contextmanager
def _database() -> Iterator[Database]:
    from kb.store.database import Database

    database = Database(Settings.from_env().database)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield progress


@contextmanager
def _kept(database: Database, replace: bool) -> Iterator[None]:
    """A block that may replace what is in the database; what is kept of that is told."""
    from kb.store.keeping import keeping

    if not replace:
        yield
        return
    with keeping(database, Settings.from_env().data) as kept:
        yield
    if kept and kept.damaged:
        click.echo(f"{kept.file} is what was there, and damaged; a site that runs must be restarted", err=True)
    elif kept:
        click.echo(f"{kept.file} is a copy of what was replaced", err=True)
