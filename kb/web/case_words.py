"""What pages say of cases: their times, places and stages in the language of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision

from kb.languages import LANGUAGES
from kb.reply.formats import money
from kb.reply.values import Money
from kb.service import KnowledgeBase
from kb.web.i18n import _, gettext, ui_lang
from kb.web.times import moment_words, until_words, zone_words

if TYPE_CHECKING:
    from kb.casework.work import Sheet
    from kb.store.cases import Case, Reply

STEPS = {
    "opened": _("Opened"),
    "stage": _("Step: %(value)s"),
    "promised": _("Promised for %(value)s"),
    "kept": _("Promise kept"),
    "corrected": _("Details changed"),
    "note": _("Note"),
    "closed": _("Closed: %(value)s"),
    "reopened": _("Reopened"),
}

DONE = {
    "facts": _("Details changed."),
    "stage": _("The case is one step further."),
    "promise": _("You will be reminded."),
    "kept": _("The promise is kept."),
    "note": _("The note is kept."),
    "close": _("The case is closed."),
    "reopen": _("The case is open again."),
    "undo": _("The case is open again, as it was."),
}
"""What a page says once something was done."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """The case for which a page's reply is, and the reply of the same template that went to it before."""

    case: Case
    sent: Reply | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a case."""

    at: datetime
    words: str
    note: str
    person_id: int | None
    document: str = ""
    lang: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A case as its page shows it: its story, the oldest first, and what its forms offer."""

    story: tuple[Line, ...]
    zones: tuple[str, ...]
    currencies: tuple[str, ...]
    options: Mapping[str, Mapping[str, str]]


def words(kb: KnowledgeBase) -> dict[str, object]:
    """What every template may say of cases."""
    return {
        "case_zone": lambda: kb.library.vocabulary.cases.zone,
        "moment_words": lambda moment: moment_words(moment, kb.library.vocabulary.cases.zone),
        "zone_words": zone_words,
        "until_words": until_words,
        "stage_words": lambda stage: stage_words(kb, stage),
        "facet_words": lambda group, id: facet_words(kb, group, id),
        "cost_words": cost_words,
        "case_done": lambda what: gettext(DONE[what]) if what in DONE else "",
        "option_labels": lambda: kb.library.vocabulary.variables["offer.options"].choices,
    }


def page(kb: KnowledgeBase, sheet: Sheet) -> Page:
    """What the page of a case shows."""
    case = sheet.file.case
    markets = kb.taxonomy.markets
    first = markets[case.market].currency if case.market in markets else ""
    currencies = dict.fromkeys([first, *(market.currency for market in markets.values())])
    options = kb.library.vocabulary.variables["offer.options"].choices
    return Page(_story(kb, sheet), zones(kb, case.market), tuple(filter(None, currencies)), options)


def fields(case: Case) -> dict[str, Mapping[str, str]]:
    """What stands in the forms of a case's page, by the form and the name of the field."""
    facts = {name: str(getattr(case, name)) for name in _FACTS}
    closing = {name: getattr(case, name) for name in ("cause", "outcome", "option")}
    if case.cost_minor is not None and case.cost_currency is not None:
        closing |= {"cost.amount": f"{_amount(case.cost_minor, case.cost_currency):f}", "cost.currency": case.cost_currency}
    if case.rating is not None:
        closing["rating"] = str(case.rating)
    return {"facts": {**facts, "owner_id": str(case.owner_id or "")}, "promise": {}, "note": {}, "close": closing}


_FACTS = ("reference", "channel", "platform", "market", "lang", "issue", "product", "carrier", "group")


def zones(kb: KnowledgeBase, market: str = "") -> tuple[str, ...]:
    """The zones in which a time may be given: the market's first, then the team's."""
    markets = kb.taxonomy.markets
    own = [markets[market].zone] if market in markets else []
    return tuple(
        dict.fromkeys([*own, kb.library.vocabulary.cases.zone, *(market.zone for market in markets.values()), "UTC"])
    )


def stage_words(kb: KnowledgeBase, stage: str) -> str:
    """What a stage is called; one that is gone by its id."""
    known = kb.library.vocabulary.cases.stages.get(stage)
    return known.labels[ui_lang()] if known else stage


def facet_words(kb: KnowledgeBase, group: str, id: str) -> str:
    """What a facet's value is called; one that is gone by its id."""
    taxonomy, lang = kb.taxonomy, ui_lang()
    if group in ("channel", "market"):
        found = (taxonomy.channels if group == "channel" else taxonomy.markets).get(id)
        return found.labels[lang] if found else id
    labels = {
        "platform": taxonomy.platforms,
        "issue": taxonomy.issues,
        "cause": taxonomy.causes,
        "outcome": taxonomy.outcomes,
        "tone": taxonomy.tones,
        "option": kb.library.vocabulary.variables["offer.options"].choices,
    }[group].get(id)
    return labels[lang] if labels else id


def cost_words(minor: int, currency: str) -> str:
    """An amount that was counted in the currency's smallest unit."""
    return money(Money(_amount(minor, currency), currency), LANGUAGES[ui_lang()].locale)


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def _story(kb: KnowledgeBase, sheet: Sheet) -> tuple[Line, ...]:
    steps = [Line(step.at, _said(kb, step.kind, step.value), step.note, step.person_id) for step in sheet.file.steps]
    replies = [
        Line(reply.at, gettext(_("Reply copied")), "", reply.person_id, reply.document, reply.lang, reply.version)
        for reply in sheet.file.replies
    ]
    return tuple(sorted([*steps, *replies], key=lambda line: line.at))


def _said(kb: KnowledgeBase, kind: str, value: str) -> str:
    if kind == "promised":
        when = moment_words(datetime.fromisoformat(value), kb.library.vocabulary.cases.zone) if value else ""
        said = STEPS["promised"] if when else STEPS["kept"]
        return gettext(said, value=when)
    known = {"stage": stage_words(kb, value), "closed": facet_words(kb, "cause", value)}
    return gettext(STEPS[kind], value=known[kind]) if kind in known else gettext(STEPS.get(kind, kind))
