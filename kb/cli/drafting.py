"""`kb draft`: what is missing or has changed, drafted by what people said before and by a machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.errors import ContentError, DocumentNotFound, ProviderUnavailable
from kb.languages import LANGUAGES
from kb.settings import Settings
from kb.translate.providers import PROVIDERS, Access, Patience, Provider, open_provider

if TYPE_CHECKING:
    from kb.content.library import Library
    from kb.translate.drafts import Draft, Plan
    from kb.translate.translator import Translator


@click.command(epilog="Example: kb draft --lang es --missing --provider libretranslate --dry-run")
@click.argument("ids", nargs=-1)
@click.option("--lang", required=True, type=click.Choice(tuple(LANGUAGES)), help="The language to write.")
@click.option("--missing", "is_missing", is_flag=True, help="What is not written in it, or still has texts marked TODO.")
@click.option("--stale", "is_stale", is_flag=True, help="What its source has left behind.")
@click.option("--provider", type=click.Choice(PROVIDERS), default="none", show_default=True, help="Who translates.")
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=20.0, show_default=True, help="Seconds for an answer.")
@click.option("--dry-run", is_flag=True, help="Only tell how much would be sent.")
def draft(
    ids: tuple[str, ...], lang: str, is_missing: bool, is_stale: bool, provider: str, timeout: float, dry_run: bool
) -> None:
    """Draft translations for people to review; what cannot be trusted is left marked TODO.

    Reviewed translations of the same sentence come first. The provider "none" sends no text anywhere.
    """
    from kb.content.history import read_history
    from kb.content.library import load_library

    if not (ids or is_missing or is_stale):
        raise click.UsageError("name the documents, or give --missing or --stale")
    settings = Settings.from_env()
    library = load_library(settings.content)
    wanted = _wanted(library, settings.content, ids, lang, is_missing, is_stale)
    plans, refused = _plans(library, read_history(settings.content), settings.content, wanted, lang)
    access = Access(settings.libretranslate_url, settings.libretranslate_key, settings.mymemory_email, settings.deepl_key)
    service = open_provider(provider, access, timeout)
    translators = _translators(library, settings, plans, lang, service, timeout)
    _estimate(plans, translators, service)
    if not dry_run:
        drafts, failed = _drafted(plans, translators, settings.content, library)
        refused += failed
        _tell(drafts, settings.content, translators)
        if service and any(each.to_do for each in drafts):
            raise SystemExit(1)
    if refused:
        raise SystemExit(1)


def _wanted(library: Library, folder: Path, ids: tuple[str, ...], lang: str, is_missing: bool, is_stale: bool) -> list[str]:
    from kb.translate.drafts import missing, stale

    for id in ids:
        if id not in library.documents:
            raise DocumentNotFound(id, library.documents)
    found = [*ids, *(missing(library, folder, lang) if is_missing else ()), *(stale(library, lang) if is_stale else ())]
    return list(dict.fromkeys(found))


def _plans(library: Library, history: object, folder: Path, ids: list[str], lang: str) -> tuple[list[Plan], int]:
    """What is to be done, and how many documents were refused."""
    from kb.content.history import History
    from kb.translate.drafts import plan

    assert isinstance(history, History)
    plans, refused = [], 0
    for id in ids:
        try:
            plans.append(plan(library, history, folder, id, lang))
        except ContentError as error:
            click.echo(f"kb: {error}", err=True)
            refused += 1
    return plans, refused


def _translators(
    library: Library, settings: Settings, plans: list[Plan], lang: str, service: Provider | None, timeout: float
) -> dict[str, Translator]:
    """A translator for each language that something is drafted from."""
    from kb.content.glossary import load_glossary
    from kb.translate.checkpoint import Checkpoint
    from kb.translate.drafts import names_of
    from kb.translate.memory import memory_of
    from kb.translate.translator import Translator

    memory = memory_of(library, settings.content, lang)
    glossary, _ = load_glossary(settings.content)
    return {
        source: Translator(
            (source, lang),
            memory,
            names_of(library, source, lang),
            Checkpoint(settings.data, service.name if service else "none", source, lang),
            service,
            Patience(timeout),
            glossary,
        )
        for source in dict.fromkeys(plan.source.lang for plan in plans)
    }


def _estimate(plans: list[Plan], translators: dict[str, Translator], service: Provider | None) -> None:
    """Say how much is to be done before anything is sent."""
    units = [(plan.source.lang, section, unit) for plan in plans for section, unit in plan.layout.open]
    sent = {text for lang, section, unit in units for text in translators[lang].unsent(section, unit)}
    characters = sum(map(len, sent))
    click.echo(f"{len(plans)} documents, {len(units)} texts to translate", err=True)
    if service is None:
        click.echo(
            f"nothing is sent anywhere; {len(sent)} sentences are left for people, the rest was translated before", err=True
        )
        return
    cost = f", about {characters * service.price / 1e6:.2f} EUR" if service.price else ", no price"
    click.echo(f"to {service.name}: {len(sent)} sentences, {characters} characters{cost}", err=True)


def _drafted(
    plans: list[Plan], translators: dict[str, Translator], folder: Path, library: Library
) -> tuple[list[Draft], int]:
    """The drafts that were written, and how many documents were not."""
    from kb.translate.drafts import write

    drafts: list[Draft] = []
    failed = 0
    total = sum(len(list(plan.layout.open)) for plan in plans)
    with click.progressbar(length=total, label="drafting", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        try:
            for plan in plans:
                try:
                    drafts.append(write(plan, translators[plan.source.lang], folder, library, lambda: bar.update(1)))
                except ContentError as error:
                    click.echo(f"kb: {error}", err=True)
                    failed += 1
        except (ProviderUnavailable, KeyboardInterrupt) as stop:
            _tell(drafts, folder, translators)
            reason = str(stop) or "stopped"
            raise ProviderUnavailable(
                f"{reason}\nwhat was translated is kept: the same command goes on from there"
            ) from None
    return drafts, failed


def _tell(drafts: list[Draft], folder: Path, translators: dict[str, Translator]) -> None:
    """The files that were written, and where their sentences come from."""
    for each in drafts:
        click.echo(f"{folder / each.path}: machine" + (f", {each.to_do} to do" if each.to_do else ""))
    reused, drafted = (sum(getattr(t.counts, name) for t in translators.values()) for name in ("reused", "drafted"))
    left = sum(each.to_do for each in drafts)
    click.echo(f"{reused} sentences reused, {drafted} drafted, {left} left to do", err=True)
