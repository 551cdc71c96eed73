"""What the team learns: pages of figures for editors and admins, each figure also as CSV and by the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from kb.service import KnowledgeBase
from kb.web import spans
from kb.web.answers import as_json
from kb.web.figures import words
from kb.web.identity import may
from kb.web.insight_schemas import FigureAnswer, FigureRequest, FiguresAnswer
from kb.web.openapi import Operation
from kb.web.reports import REPORTS, SHEETS, Sheet, Table
from kb.web.requests import query_string, read

_REPORT = ("name", "first-replies-by-channel", "The name of a figure.")
OPERATIONS = (
    Operation("get", "/insights", "Which figures there are", FiguresAnswer),
    Operation(
        "get",
        "/insights/{name}",
        "A figure of a period",
        FigureAnswer,
        query=FigureRequest,
        errors=(404, 422, 503),
        parameters=(_REPORT,),
    ),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would reckon out."""


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The figures of a knowledge base."""
    pages = Blueprint("insights", __name__)

    @pages.get("/insights")
    @may("insights")
    def first() -> ResponseReturnValue:
        return _page(kb, SHEETS[0])

    @pages.get(f"/insights/<any({', '.join(sheet.id for sheet in SHEETS)}):name>")
    @may("insights")
    def sheet(name: str) -> ResponseReturnValue:
        return _page(kb, next(sheet for sheet in SHEETS if sheet.id == name))

    @pages.get("/insights/<name>.csv")
    @may("insights")
    def download(name: str) -> ResponseReturnValue:
        span = _span()
        table = _report(name)(kb, span)
        file = f"{name}_{span.since}_{span.until}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(as_csv(table), mimetype="text/csv", headers=headers)

    @pages.get("/api/v1/insights")
    @may("insights")
    def figures() -> ResponseReturnValue:
        return as_json(FiguresAnswer(figures=list(REPORTS)))

    @pages.get("/api/v1/insights/<path:name>")
    @may("insights")
    def figure(name: str) -> ResponseReturnValue:
        asked = read(FigureRequest, query_string())
        span = spans.asked_span(asked.model_dump(), datetime.now(UTC).date())
        table = _report(name)(kb, span)
        columns, rows = [column.name for column in table.columns], [[_plain(cell) for cell in row] for row in table.rows]
        return as_json(FigureAnswer(name=name, since=span.since, until=span.until, columns=columns, rows=rows))

    return pages


def _page(kb: KnowledgeBase, sheet: Sheet) -> str:
    span, view = _span(), sheet.view(request.args.get("by", ""))
    figures = [(report, report.count(kb, span)) for report in view.reports]
    today = datetime.now(UTC).date()
    presets = {days: spans.last(days, today) for days in spans.PRESETS}
    shown = {"sheet": sheet, "view": view, "sheets": SHEETS, "span": span, "presets": presets, "figures": figures}
    return render_template("insights.html", **shown, **words(kb))


def as_csv(table: Table) -> str:
    """The table as a file for spreadsheets: with a byte order mark, so that each of them reads its letters right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name or "none" for column in table.columns])
    for row in table.rows:
        writer.writerow([_harmless(_cell(cell)) for cell in row])
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> object:
    plain = _plain(value)
    if isinstance(plain, dict):
        return "; ".join(f"{amount} {currency}" for currency, amount in plain.items())
    return "" if plain is None else plain


def _harmless(value: object) -> object:
    """A text that a spreadsheet shows and does not reckon out."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    """A value as JSON has it: amounts with their decimals, times as texts, shares with four places."""
    if isinstance(value, Mapping):
        return {name: str(Decimal(minor).scaleb(-get_currency_precision(name))) for name, minor in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return round(value, 4) if isinstance(value, float) else value


def _report(name: str) -> Any:
    return REPORTS[name].count if name in REPORTS else abort(404)


def _span() -> spans.Span:
    return spans.asked_span(request.args, datetime.now(UTC).date())
