"""The figures of /insights: each a table with what it is drawn as, the same for the page, its CSV and the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kb.content.freshness import FRESH
from kb.service import KnowledgeBase
from kb.web.charts import Bar, Curves, bars, curves, split_bars
from kb.web.i18n import _
from kb.web.spans import Span

if TYPE_CHECKING:
    from kb.store.insights import CaseBy, Insights, UseBy


class Column(NamedTuple):
    """A column: its name in files, what it is called, and what kind of value it holds."""

    name: str
    label: str
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of raw values in the order of the columns, and what they are drawn as: a bar each, or curves."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    bars: tuple[Bar, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    curves: Curves | None = None


Count = Callable[[KnowledgeBase, Span], Table]


@dataclass(frozen=True, slots=True)
class Report:
    """A figure: what it is called, what it tells, and what stands there as long as there is nothing to count."""

    id: str
    title: str
    tells: str
    empty: str
    count: Count


@dataclass(frozen=True, slots=True)
class Sheet:
    """Figures that are looked at together; where there is a choice of `views`, those of one at a time."""

    id: str
    title: str
    views: tuple[View, ...]

    def view(self, name: str) -> View:
        """The view of this name, or the first."""
        return next((view for view in self.views if view.by == name), self.views[0])


@dataclass(frozen=True, slots=True)
class View:
    """What the figures are counted by, and the figures."""

    by: str
    reports: tuple[Report, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return LABELS.get(self.by, "")


LABELS = {
    "document": _("Template"),
    "lang": _("Language"),
    "group": _("Group"),
    "issue": _("Problem"),
    "cause": _("Cause"),
    "product": _("Product"),
    "carrier": _("Carrier"),
    "market": _("Market"),
    "platform": _("Platform"),
    "channel": _("Channel"),
    "tone": _("Tone"),
    "option": _("Option"),
    "outcome": _("Outcome"),
}
_COPIES, _CASES = Column("copies", _("Copied")), Column("cases", _("Cases"))
_BEFORE = Column("before", _("Before"))
_SINCE_COPY = _("Appears with the first reply that somebody copies.")
_SINCE_CASE = _("Appears with the first case that somebody opens.")
_SINCE_CLOSED = _("Appears with the first case that somebody closes.")


def _use(by: UseBy) -> Count:
    def count(kb: KnowledgeBase, span: Span) -> Table:
        found = kb.store.insights.use(span.period, by)
        rows = tuple((use.key, use.copies, use.before, use.edited / use.copies) for use in found)
        columns = (Column(by, LABELS[by], by), _COPIES, _BEFORE, Column("edited", _("Edited"), "share"))
        return Table(columns, rows, bars([use.copies for use in found], [use.before for use in found]))

    return count


def _cases(by: CaseBy) -> Count:
    def count(kb: KnowledgeBase, span: Span) -> Table:
        found = [one for one in kb.store.insights.cases(span.period, by) if one.cases or one.before]
        rows = tuple((one.key, one.cases, one.before, one.cases - one.before) for one in found)
        columns = (Column(by, LABELS[by], by), _CASES, _BEFORE, Column("change", _("Change"), "change"))
        return Table(columns, rows, bars([one.cases for one in found], [one.before for one in found]))

    return count


def _over_time(what: str, by: str) -> Count:
    """The curves of `what`, use or cases; their table has a line for each step."""

    def count(kb: KnowledgeBase, span: Span) -> Table:
        insights: Insights = kb.store.insights
        points = (
            insights.use_over_time(span.period, cast("UseBy", by), span.step)
            if what == "use"
            else insights.cases_over_time(span.period, cast("CaseBy", by), span.step)
        )
        drawn = curves(((p.start, p.key, p.count) for p in points), span.since, span.period.until.date(), span.step)
        columns = (
            Column("start", _("From"), "day"),
            *(Column(curve.key, curve.key, f"count of {by}") for curve in drawn.curves),
        )
        rows = tuple((start, *(curve.counts[number] for curve in drawn.curves)) for number, start in enumerate(drawn.starts))
        return Table(columns, rows if drawn.curves else (), curves=drawn)

    return count


def _edited(kb: KnowledgeBase, span: Span) -> Table:
    found = kb.store.insights.edited(span.period)
    columns = (Column("document", LABELS["document"], "document"), Column("lang", LABELS["lang"], "lang"))
    share = Column("share", _("Edited"), "share")
    rows = tuple((one.document, one.lang, one.copies, one.edited / one.copies) for one in found)
    return Table((*columns, _COPIES, share), rows, bars([row[3] for row in rows]))


def _unanswered(kb: KnowledgeBase, span: Span) -> Table:
    found = kb.store.insights.unanswered(span.period)
    columns = (
        Column("query", _("Question"), "text"),
        Column("lang", _("Asked in"), "lang"),
        Column("reply_lang", _("Answer in"), "lang"),
        Column("count", _("Asked")),
        Column("last_at", _("Last"), "time"),
    )
    rows = tuple((one.query, one.lang, one.reply_lang, one.count, one.last_at) for one in found)
    return Table(columns, rows, bars([one.count for one in found]))


def _stale(kb: KnowledgeBase, span: Span) -> Table:
    """What is used although its translation needs somebody, what is used most first."""
    library, rows = kb.library, []
    for used in kb.store.insights.last_used(span.period):
        document = library.documents.get(used.document, {}).get(used.lang)
        if document is not None and document.freshness not in FRESH:
            rows.append((used.document, used.lang, document.freshness, used.copies, used.last_at))
    columns = (
        Column("document", LABELS["document"], "document"),
        Column("lang", LABELS["lang"], "lang"),
        Column("state", _("State"), "state"),
        _COPIES,
        Column("last_at", _("Last"), "time"),
    )
    return Table(columns, tuple(rows), bars([row[3] for row in rows]))


def _verdicts(kb: KnowledgeBase, span: Span) -> Table:
    found = kb.store.insights.verdicts(span.period)
    columns = (
        Column("document", LABELS["document"], "document"),
        Column("lang", LABELS["lang"], "lang"),
        Column("up", _("Helpful")),
        Column("down", _("Not helpful")),
        Column("unresolved", _("To be read"), "unread"),
    )
    rows = tuple((one.document, one.lang, one.up, one.down, one.unresolved) for one in found)
    drawn = split_bars([(one.down, one.up) for one in found], ("late", "all"))
    return Table(columns, rows, drawn, (("late", _("Not helpful")), ("all", _("Helpful"))))


def _first_replies(by: CaseBy) -> Count:
    def count(kb: KnowledgeBase, span: Span) -> Table:
        found = kb.store.insights.first_replies(span.period, by)
        rows = tuple(
            (
                one.key,
                one.cases,
                one.in_time / one.answered if one.answered else None,
                one.answered - one.in_time,
                one.cases - one.answered,
                one.minutes,
            )
            for one in found
        )
        columns = (
            Column(by, LABELS[by], by),
            _CASES,
            Column("in_time", _("In time"), "share"),
            Column("late", _("Late")),
            Column("unanswered", _("Unanswered")),
            Column("median_minutes", _("Median"), "minutes"),
        )
        drawn = split_bars([(one.in_time, one.answered - one.in_time, one.cases - one.answered) for one in found], _TIMELY)
        return Table(columns, rows, drawn, tuple(zip(_TIMELY, (_("In time"), _("Late"), _("Unanswered")), strict=True)))

    return count


_TIMELY = ("all", "late", "open")


def _outcomes(by: CaseBy) -> Count:
    def count(kb: KnowledgeBase, span: Span) -> Table:
        found = kb.store.insights.outcomes(span.period, by)
        rows = tuple((one.key, one.cases, dict(one.cost), one.rating, one.rated) for one in found)
        columns = (
            Column(by, LABELS[by], by),
            Column("cases", _("Closed")),
            Column("cost", _("Cost"), "costs"),
            Column("rating", _("Rating"), "rating"),
            Column("rated", _("Rated")),
        )
        return Table(columns, rows, bars([one.cases for one in found]))

    return count


def _used(by: UseBy) -> View:
    drawn = Report(f"use-by-{by}", _("How often replies were copied"), _MARK, _SINCE_COPY, _use(by))
    return View(by, (drawn, Report(f"use-by-{by}-over-time", _("Over time"), "", _SINCE_COPY, _over_time("use", by))))


def _opened(by: CaseBy) -> View:
    since = _SINCE_CLOSED if by == "cause" else _SINCE_CASE
    drawn = Report(f"cases-by-{by}", _("How many cases were opened"), _MARK, since, _cases(by))
    return View(by, (drawn, Report(f"cases-by-{by}-over-time", _("Over time"), "", since, _over_time("cases", by))))


def _answered(by: CaseBy) -> View:
    title = _("First reply against its target")
    return View(by, (Report(f"first-replies-by-{by}", title, "", _SINCE_CASE, _first_replies(by)),))


_MARK = _("The mark in a bar is the period before.")
_WRITING = (
    Report(
        "unanswered",
        _("Questions that nothing answered"),
        _("What to write next. Only short questions without a personal value are kept."),
        _("Appears with the first question that finds nothing."),
        _unanswered,
    ),
    Report(
        "edited",
        _("What agents keep changing"),
        _("A template that is edited again and again is one to mend. Counted from five copies on."),
        _("Appears once a template was copied five times, and edited at least once."),
        _edited,
    ),
    Report(
        "not-fresh",
        _("Used, and not fresh"),
        _("Translations that need somebody, those used most first."),
        _("Nothing that was copied is stale or waits for a review."),
        _stale,
    ),
    Report("verdicts", _("What people think"), "", _("Appears with the first thumb up or down below a reply."), _verdicts),
)
_ENDED = (
    Report("outcomes-by-option", _("Outcome and cost by option"), "", _SINCE_CLOSED, _outcomes("option")),
    Report("outcomes-by-outcome", _("How cases ended"), "", _SINCE_CLOSED, _outcomes("outcome")),
    Report("outcomes-by-cause", _("What each cause costs"), "", _SINCE_CLOSED, _outcomes("cause")),
)
_USED_BY: tuple[UseBy, ...] = ("document", "lang", "group", "tone", "channel", "platform", "market")
_OPENED_BY: tuple[CaseBy, ...] = ("issue", "cause", "product", "carrier", "market", "platform", "channel", "lang", "group")
_ANSWERED_BY: tuple[CaseBy, ...] = ("channel", "platform", "market", "lang", "issue", "group")
SHEETS = (
    Sheet("replies", _("Replies"), tuple(map(_used, _USED_BY))),
    Sheet("writing", _("Writing"), (View("", _WRITING),)),
    Sheet(
        "cases",
        _("Cases"),
        tuple(map(_opened, _OPENED_BY)),
    ),
    Sheet("answers", _("Answers"), tuple(map(_answered, _ANSWERED_BY))),
    Sheet("outcomes", _("Outcomes"), (View("", _ENDED),)),
)
REPORTS = {report.id: report for sheet in SHEETS for view in sheet.views for report in view.reports}
