"""The form of a template's blanks, in the agent's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.content.taxonomy import Taxonomy
from kb.content.variables import Variable
from kb.languages import LANGUAGES, match_locale
from kb.reply.compose import Choices

OWN = ("agent.", "brand.", "hours.open", "hours.zone", "policy.")
"""Blanks about the team and not about a customer: the browser may keep them from one day to the next."""

TITLES = ("ms", "mr", "mrs", "mx", "dr", "prof")
_ZONES = ("UTC", "Asia/Hong_Kong", "America/Los_Angeles", "America/Chicago", "Europe/Berlin")
_CURRENCIES = ("HKD", "CAD", "AUD", "SGD", "BRL", "CLP", "COP", "KRW")


@dataclass(frozen=True, slots=True)
class Field:
    """One blank: its label, what it takes, its choices, and an example of how it is filled."""

    name: str
    type: str
    label: str
    required: bool
    own: bool
    choices: tuple[tuple[str, str], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Form:
    """The blanks that a reply needs, then those it can do without; currencies and zones, the likely ones first."""

    required: tuple[Field, ...]
    optional: tuple[Field, ...]
    currencies: tuple[str, ...]
    zones: tuple[str, ...]


def build(variables: Sequence[Variable], missing: Sequence[str], ui: str, taxonomy: Taxonomy, choices: Choices) -> Form:
    """The form of these variables, labelled in the language `ui`."""
    fields = [_field(variable, variable.name in missing, ui, choices.lang) for variable in variables]
    likely = taxonomy.markets.get(choices.market) or next(
        market
        for market in taxonomy.markets.values()
        if match_locale(choices.lang, LANGUAGES[choices.lang].locale) in market.locales
    )
    markets = taxonomy.markets.values()
    return Form(
        required=tuple(field for field in fields if field.required),
        optional=tuple(field for field in fields if not field.required),
        currencies=tuple(dict.fromkeys([likely.currency, *(m.currency for m in markets), *_CURRENCIES])),
        zones=tuple(dict.fromkeys([likely.zone, *(m.zone for m in markets), *_ZONES])),
    )


def _field(variable: Variable, required: bool, ui: str, lang: str) -> Field:
    example = variable.examples.get(lang)  # in the reply's language: that is what belongs into it
    return Field(
        name=variable.name,
        type=variable.type,
        label=variable.labels[ui],
        required=required,
        own=variable.name.startswith(OWN),
        choices=tuple((id, labels[ui]) for id, labels in variable.choices.items()),
        example=example if isinstance(example, str) else "",
    )
