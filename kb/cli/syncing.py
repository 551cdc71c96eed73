"""Commands that bring what was merged to a running site: `kb sync` and `kb reload`."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.errors import ServerNotFound, SyncRefused
from kb.settings import Settings
from kb.workers import living

if TYPE_CHECKING:
    from kb.content.releases import Attempt

SWITCH_SECONDS = 10.0


@click.command(epilog="Example: kb sync --rollback")
@click.option("--to", "commit", metavar="REV", default="", help="Serve this commit, branch or tag, not the newest commit.")
@click.option("--rollback", is_flag=True, help="Serve again what was served before.")
@click.option("--wanted", is_flag=True, hidden=True, help="Do what the webhook has asked for.")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as JSON.")
def sync(commit: str, rollback: bool, wanted: bool, as_json: bool) -> None:
    """Fetch the content's repository, check it aside, and serve it; a commit with errors changes nothing."""
    from kb import sync as syncing

    if commit and rollback:
        raise click.UsageError("give --to or --rollback, not both")
    settings = Settings.from_env()
    if wanted:
        syncing.answer(settings)
        return
    try:
        attempt = syncing.roll_back(settings) if rollback else syncing.sync(settings, commit)
    except SyncRefused as error:
        for line in error.problems:
            click.echo(line)
        raise
    finally:
        syncing.answer(settings)  # what the webhook asked for meanwhile
    _tell(attempt, as_json)
    if attempt.result in ("served", "rolled-back"):
        _wait(settings)


def _tell(attempt: Attempt, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(asdict(attempt), ensure_ascii=False))
        return
    for line in attempt.problems:
        click.echo(line, err=True)
    click.echo(attempt.message)


def _wait(settings: Settings) -> None:
    """Say when every worker serves the same; a server that is not up takes it in when it starts."""
    deadline = time.monotonic() + SWITCH_SECONDS
    from kb.content.releases import Releases

    served = Releases(settings.data).state().served
    while workers := living(settings.data):
        versions = {worker.version for worker in workers}
        if len(versions) == 1 and (served is None or versions == {served.version}):
            click.echo(f"{len(workers)} workers serve content {versions.pop()}", err=True)
            return
        if time.monotonic() > deadline:
            click.echo("not every worker serves it yet: see /status, and the log for why", err=True)
            sys.exit(1)
        time.sleep(0.05)


@click.command(epilog="Example: kb reload")
def reload() -> None:
    """Start new workers, with the program and settings as they are now on the disk, and let the old ones end their work."""
    settings = Settings.from_env()
    masters = {worker.parent for worker in living(settings.data)}
    if not masters:
        raise ServerNotFound(
            f'no server runs with the data folder "{settings.data}"; start one with kb serve, or set KB_DATA'
        )
    for master in masters:
        os.kill(master, signal.SIGHUP)
        click.echo(f"server {master} starts new workers")
