"""Commands that try what agents do: search, and render a reply."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kb.languages import LANGUAGES
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.search.query import Explanation

_LANG = click.Choice(list(LANGUAGES))


@click.command(epilog='Example: kb search --lang zh --reply-lang ja "包裹 破损"')
@click.argument("words", nargs=-1)
@click.option("--lang", type=_LANG, default="en", show_default=True, help="Your language.")
@click.option("--reply-lang", type=_LANG, help="The customer's language: only replies written in it.")
@click.option("--kind", type=click.Choice(["template", "article"]), help="Only one kind of document.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print ids, titles and scores as JSON.")
@click.option("--explain", is_flag=True, help="Say below each hit what its score is made of.")
def search(
    words: tuple[str, ...], lang: str, reply_lang: str | None, kind: str | None, limit: int, as_json: bool, explain: bool
) -> None:
    """Find documents by words of any language.

    "a phrase" must stand there in just these words, -word must not; intent:offer, issue:refund and the like filter.
    """
    from kb.search.query import Query
    from kb.service import open_kb

    query = Query(" ".join(words), lang, reply_lang or "", kind or "", limit=limit)
    kb = open_kb(Settings.from_env())
    results = kb.search(query)
    hits = results.hits
    if results.suggestion:
        click.echo(f"showing results for: {results.suggestion}", err=True)
    if as_json:
        found = [
            {"id": hit.document.id, "lang": hit.document.lang, "title": hit.document.title, "score": hit.score}
            for hit in hits
        ]
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for hit in hits:
            shown = hit.translations.get(lang, hit.document)
            click.echo(f"{hit.score:7.2f}  {hit.document.id}  {shown.title}")
            if explain and (explanation := kb.explain(query, hit.document.id)):
                for line in _explained(explanation):
                    click.echo(f"         {line}")
    if not hits:
        click.echo("nothing found", err=True)
        raise SystemExit(1)


_ORIGINS = {
    "word": "word",
    "pair": "two signs side by side",
    "beginning": "what the last word may become",
    "synonym": "synonym",
    "facet": "what the document is about",
}


def _explained(explanation: Explanation) -> Iterator[str]:
    """What a score is made of, the weightiest first."""
    for reason in explanation.reasons:
        term = reason.term
        where = f" in {', '.join(reason.parts)}" if reason.parts else ""
        named = f"{term.lang} {term.text}".strip()
        yield f"{reason.adds:6.2f}  {named}: {_ORIGINS[term.origin]}{where}, weight {term.weight:.2f}"
    if explanation.bonus != 1:
        yield f"x {explanation.bonus:.2f}  because it is in your language"
    if explanation.aptness != 1:
        yield f"x {explanation.aptness:.2f}  for its title, its kind and how many issues it treats of"


@click.command(epilog="Example: kb render templates/apology/late-delivery --lang ja --set order.number=250-1 --preview")
@click.argument("id")
@click.option("--lang", type=_LANG, required=True, help="The customer's language.")
@click.option("--tone", default="", help="formal, friendly or firm; the first that is written when left out.")
@click.option("--channel", default="")
@click.option("--platform", default="")
@click.option("--market", default="")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A value; JSON where it has parts.")
@click.option("--preview", is_flag=True, help="Show gaps instead of refusing.")
def render(
    id: str, lang: str, tone: str, channel: str, platform: str, market: str, pairs: tuple[str, ...], preview: bool
) -> None:
    """Print a reply as it would be copied."""
    from kb.reply.compose import Choices
    from kb.service import open_kb

    kb = open_kb(Settings.from_env())
    taxonomy = kb.taxonomy
    for option, value, known in (
        ("--channel", channel, taxonomy.channels),
        ("--platform", platform, taxonomy.platforms),
        ("--market", market, taxonomy.markets),
    ):
        if value and value not in known:
            raise click.BadParameter(f'"{value}" is not known; choose one of: {", ".join(known)}', param_hint=option)
    choices = Choices(lang, tone=tone, channel=channel, platform=platform, market=market)
    reply = kb.reply(id, choices, dict(_pair(pair) for pair in pairs), preview=preview)
    if reply.subject:
        click.echo(f"Subject: {reply.subject}\n")
    click.echo(reply.text)
    for finding in reply.findings:
        says = kb.library.vocabulary.policies[finding.rule].says
        message = says.get(finding.part, says[""])["en"].format_map(finding.params)
        click.echo(f"{finding.severity}: {finding.rule}: {message}", err=True)
    if not reply.copyable:
        sys.exit(1)


def _pair(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f'"{text}" has no "="; write it like order.number=250-1', param_hint="--set")
    if value[:1] not in "{[":
        return name, value
    try:
        return name, json.loads(value)
    except ValueError as error:
        raise click.BadParameter(f"{name} is not JSON: {error}", param_hint="--set") from error
