"""The command line: one verb a command. Results go to stdout, everything else to stderr.

Exit code 0 means done and nothing found, 1 that something was found or could not be done, 2 misuse.
"""

from __future__ import annotations

import logging
import sys

import click

from kb.cli.cases import case, purge
from kb.cli.checking import check
from kb.cli.content import stamp
from kb.cli.database import backup, db, export, import_, restore
from kb.cli.drafting import draft
from kb.cli.examining import doctor
from kb.cli.feedback import feedback
from kb.cli.people import token, user
from kb.cli.preview import preview
from kb.cli.serving import index, serve
from kb.cli.syncing import reload, sync
from kb.cli.translating import ack, diff, new, status
from kb.cli.using import render, search
from kb.errors import KbError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kotae", prog_name="kb")
def kb() -> None:
    """Reply templates and guides in four languages: serve them, search them, check them."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)


for command in (
    serve,
    index,
    sync,
    reload,
    doctor,
    check,
    status,
    diff,
    ack,
    new,
    draft,
    preview,
    stamp,
    feedback,
    search,
    render,
    user,
    token,
    db,
    export,
    import_,
    backup,
    restore,
    case,
    purge,
):
    kb.add_command(command)


def main() -> None:
    """Run `kb`; an error of the product is one sentence, not a traceback."""
    try:
        kb(prog_name="kb")
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(1)
