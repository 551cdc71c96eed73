"""Commands about what is kept, and how long: of cases, of use, of who was signed in, and of one reference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from kb.errors import NotFound
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.store.opening import Store

_DRY = click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
_REFERENCE = click.argument("reference")


@click.command(epilog="Example: kb purge --dry-run")
@_DRY
def purge(dry_run: bool) -> None:
    """Put away what has been kept long enough: once a day.

    Closed cases go by KB_CASE_RETENTION, counted copies and questions by KB_USAGE_RETENTION; without these they are kept.
    Sessions of browsers go once they are over.
    """
    settings, now = Settings.from_env(), datetime.now(UTC)
    would = "would be " if dry_run else ""
    with _store() as store:
        if settings.case_retention:
            _purge_cases(store, settings.case_retention, now, dry_run)
        if settings.usage_retention:
            before = now - timedelta(days=settings.usage_retention)
            gone = store.usage.older(before) if dry_run else store.usage.forget(before)
            click.echo(f"{gone} copies and questions {would}deleted")
        ended = store.sessions.over(now) if dry_run else store.sessions.forget(now)
    click.echo(f"{ended} sessions {would}deleted")


def _purge_cases(store: Store, days: int, now: datetime, dry_run: bool) -> None:
    from kb.casework.retention import purge as put_away

    done = put_away(store, days, now=now, dry_run=dry_run)
    would = "would be " if dry_run else ""
    click.echo(f"{done.anonymised} cases {would}anonymised, {done.deleted} {would}deleted")


@click.group(epilog="Example: kb case export 2026-0117")
def case() -> None:
    """What is kept of cases: purge the old ones, export or forget a reference."""


@case.command("purge", epilog="Example: kb case purge --dry-run")
@click.option("--days", type=click.IntRange(1, 36500), help="Instead of KB_CASE_RETENTION.")
@_DRY
def purge_cases(days: int | None, dry_run: bool) -> None:
    """Anonymise the cases that were closed so many days ago, and delete those that were closed twice as long ago."""
    kept = days or Settings.from_env().case_retention
    if not kept:
        raise click.UsageError("say for how many days cases are kept: set KB_CASE_RETENTION, or give --days")
    with _store() as store:
        _purge_cases(store, kept, datetime.now(UTC), dry_run)


@case.command(epilog="Example: kb case export C-1042 > C-1042.json")
@_REFERENCE
@_DRY
def export(reference: str, dry_run: bool) -> None:
    """Print everything that is kept about a reference, as JSON."""
    with _store() as store:
        found = store.archive.everything_about(reference)
    if not found:
        raise NotFound(f'no case has the reference "{reference}"')
    if dry_run:
        click.echo(f"{_tally(found)} would be printed")
    else:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@case.command(epilog="Example: kb case forget C-1042 --anonymise")
@_REFERENCE
@click.option("--anonymise", is_flag=True, help="Keep the cases for the figures, without reference and notes.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_DRY
def forget(reference: str, anonymise: bool, yes: bool, dry_run: bool) -> None:
    """Delete every case with a reference, with its replies, steps and notes."""
    done = "anonymised" if anonymise else "deleted"
    with _store() as store:
        found = store.archive.everything_about(reference)
        if not found:
            raise NotFound(f'no case has the reference "{reference}"')
        if dry_run:
            click.echo(f"{_tally(found)} would be {done}")
            return
        if not yes:
            click.confirm(f"{_tally(found)} will be {done} for good. Go on?", abort=True, err=True)
        archive = store.archive
        count = archive.anonymise(reference, now=datetime.now(UTC)) if anonymise else archive.delete(reference)
    click.echo(f"{count} cases {done}")


def _tally(found: tuple[object, ...]) -> str:
    return f"{len(found)} cases"


@contextmanager
def _store() -> Iterator[Store]:
    from kb.store.opening import open_store

    settings = Settings.from_env()
    store = open_store(settings.database, settings.data)
    try:
        yield store
    finally:
        store.close()
