"""The command that an operator runs when something is odd, and before: `kb doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kb.errors import SettingsError
from kb.settings import Settings


@click.command(epilog="Example: kb doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
def doctor(as_json: bool) -> None:
    """Look at settings, content, index, database, permissions, clock, disk, git and webhook, and say what to do.

    Exit code 1 when something keeps the site from being served.
    """
    from kb.doctor import Line, examine

    try:
        lines = list(examine(Settings.from_env()))
    except SettingsError as error:
        lines = [Line("settings", "fail", str(error), "correct the variable")]
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
    else:
        for line in lines:
            click.echo(f"{line.result:4}  {line.name:11}  {line.message}")
            if line.remedy:
                click.echo(f"{'':19}-> {line.remedy}")
    if any(line.result == "fail" for line in lines):
        raise SystemExit(1)
