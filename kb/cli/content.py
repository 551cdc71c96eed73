"""The command that writes stamps into translations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.errors import ContentError
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.content.model import Document, Regional


@click.command(epilog="Example: kb stamp --state reviewed content/ja/templates/apology/late-delivery.md")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--state", type=click.Choice(["machine", "needs-review", "reviewed"]), default="needs-review", show_default=True
)
def stamp(paths: tuple[Path, ...], state: str) -> None:
    """Write into translations, and into the texts of locales, which source text they reflect.

    Without paths: into every one that has no stamp. With paths: into these, whatever they said before.
    """
    from kb.content.freshness import UNSTAMPED
    from kb.content.library import load_library
    from kb.content.stamping import stamp_for, stamped

    folder = Settings.from_env().content
    library = load_library(folder)
    wanted = {path.resolve() for path in paths}
    texts: list[Document | Regional] = [document for document in library if document.freshness != "source"]
    texts += [text for document in library for text in document.regional.values()]
    translations = {(folder / text.file.path).resolve() for text in texts}
    for path in paths:
        if path.resolve() not in translations:
            raise ContentError(f"{path} is no translation; name files like {folder}/ja/templates/apology/late-delivery.md")
    written = 0
    for text in texts:
        file = folder / text.file.path
        if not (file.resolve() in wanted if wanted else text.freshness == UNSTAMPED):
            continue
        file.write_bytes(stamped(file.read_bytes(), stamp_for(library, text, state)))
        click.echo(file)
        written += 1
    click.echo(f"{written} translations stamped as {state}", err=True)
