from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.store.cases import Closing, NewCase, Reply
from kb.store.usage import Copy, Search
from kb.web import create_app, spans
from kb.web.reports import REPORTS, SHEETS
from tests.small_content import source_file, write_content

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
FILES = {"en/templates/offer/refund.md": source_file(title="Refund & more"), "en/templates/offer/lamp.md": source_file()}


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base whose team has copied, asked, opened and closed."""
    folder = tmp_path_factory.mktemp("learned")
    kb = open_kb(Settings(content=write_content(folder / "content", FILES), data=folder / "data"))
    usage, cases = kb.store.usage, kb.store.cases
    for number in range(8):
        at = NOW - (number % 4) * DAY
        document = "templates/offer/refund" if number < 6 else "templates/offer/lamp"
        usage.copied(Copy(f"copy-{number}", at, document, "v", "en", group="=night", edited=number < 3))
    usage.copied(Copy("copy-before", NOW - 40 * DAY, "templates/offer/lamp", "v", "en"))
    usage.searched(Search("search-1", NOW, "=2+2 lamp", "en", "ja", 0))
    for number, minutes in enumerate((10, 30, 300)):
        opened = NOW - DAY
        new = NewCase(f"C-{number}", "email", opened + timedelta(hours=2), issue="refund", market="JP")
        case = cases.open(new, person_id=None, now=opened)
        cases.replied(
            case.id, Reply(f"reply-{number}", opened + timedelta(minutes=minutes), "templates/offer/refund", "v", "en")
        )
        closing = Closing("packing", "solved", "full-refund", 1250, "EUR", 8)
        cases.close(case.id, closing, person_id=None, now=NOW)
    yield kb
    kb.close()


@pytest.fixture
def editor(learned: KnowledgeBase) -> FlaskClient:
    """Somebody who may see the figures."""
    return create_app(learned).test_client()


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site that nobody has used yet."""
    folder = tmp_path_factory.mktemp("unused")
    kb = open_kb(Settings(content=write_content(folder / "content", FILES), data=folder / "data"))
    yield create_app(kb).test_client()
    kb.close()


def file(editor: FlaskClient, name: str) -> list[list[str]]:
    """The lines of a figure's CSV."""
    answer = editor.get(f"/insights/{name}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


VIEWS = [(sheet.id, view.by) for sheet in SHEETS for view in sheet.views]


@pytest.mark.parametrize(("sheet", "by"), VIEWS)
def test_every_figure_stands_on_its_page_with_a_table_and_a_file(editor: FlaskClient, sheet: str, by: str) -> None:
    page = editor.get(f"/insights/{sheet}?by={by}").text

    for report in next(view for one in SHEETS if one.id == sheet for view in one.views if view.by == by).reports:
        assert f'id="{report.id}"' in page
        if f"/insights/{report.id}.csv" in page:
            section = page.split(f'id="{report.id}"')[1].split("</section>")[0]
            assert "<table" in section and "<svg" in section


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
@pytest.mark.parametrize(("sheet", "by"), VIEWS)
def test_a_site_that_nobody_has_used_says_what_will_appear(unused: FlaskClient, sheet: str, by: str, lang: str) -> None:
    unused.set_cookie("ui_lang", lang)

    page = unused.get(f"/insights/{sheet}?by={by}")

    assert page.status_code == 200
    assert page.text.count('class="nothing"') == page.text.count('class="figure"') > 0


def test_use_is_counted_beside_the_period_before(editor: FlaskClient) -> None:
    assert file(editor, "use-by-document") == [
        ["document", "copies", "before", "edited"],
        ["templates/offer/refund", "6", "0", "0.5"],
        ["templates/offer/lamp", "2", "1", "0.0"],
    ]


def test_a_text_that_a_spreadsheet_would_reckon_out_is_written_as_text(editor: FlaskClient) -> None:
    assert file(editor, "use-by-group")[1][0] == "'=night"
    assert file(editor, "unanswered")[1][0] == "'=2+2 lamp"


def test_what_is_shown_is_escaped_and_named(editor: FlaskClient) -> None:
    page = editor.get("/insights/replies").text

    assert "Refund &amp; more" in page
    assert 'href="/templates/offer/refund"' in page


def test_answers_are_held_against_their_target(editor: FlaskClient) -> None:
    assert file(editor, "first-replies-by-channel")[1] == ["email", "3", "0.6667", "1", "0", "30.0"]


def test_outcomes_have_their_cost_with_its_decimals(editor: FlaskClient) -> None:
    assert file(editor, "outcomes-by-option")[1] == ["full-refund", "3", "37.50 EUR", "8.0", "3"]
    assert "€37.50" in editor.get("/insights/outcomes").text


def test_the_curves_have_a_line_for_every_day(editor: FlaskClient) -> None:
    lines = file(editor, "cases-by-issue-over-time")

    assert lines[0] == ["start", "refund"]
    assert len(lines) == 1 + spans.DEFAULT
    assert sum(int(line[1]) for line in lines[1:]) == 3


def test_the_api_gives_the_same_figures(editor: FlaskClient) -> None:
    today = NOW.date()
    answer = editor.get(f"/api/v1/insights/use-by-lang?since={today - DAY * 29}&until={today}").json

    assert answer is not None
    assert (answer["columns"], answer["rows"]) == (["lang", "copies", "before", "edited"], [["en", 8, 1, 0.375]])
    assert editor.get("/api/v1/insights").json == {"figures": list(REPORTS)}


@pytest.mark.parametrize("path", ["/insights/nothing.csv", "/insights/nothing", "/api/v1/insights/nothing"])
def test_a_figure_that_is_not_there_is_said_so(editor: FlaskClient, path: str) -> None:
    assert editor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ({}, date(2026, 10, 24), date(2026, 11, 22)),
        ({"since": "2026-11-01"}, date(2026, 11, 1), date(2026, 11, 22)),
        ({"since": "2026-01-01", "until": "2026-03-31"}, date(2026, 1, 1), date(2026, 3, 31)),
        ({"since": "2026-03-31", "until": "2026-01-01"}, date(2026, 10, 24), date(2026, 11, 22)),
        ({"since": "yesterday"}, date(2026, 10, 24), date(2026, 11, 22)),
        ({"since": "0001-01-01", "until": "9999-12-31"}, date(2026, 10, 24), date(2026, 11, 22)),
        ({"since": "2020-01-01"}, date(2026, 10, 24), date(2026, 11, 22)),
    ],
)
def test_a_period_is_read_from_the_address(given: dict[str, str], since: date, until: date) -> None:
    assert spans.asked_span(given, date(2026, 11, 22)) == spans.Span(since, until)


@pytest.mark.parametrize(("days", "step"), [(1, "day"), (31, "day"), (32, "week"), (190, "week"), (191, "month")])
def test_a_longer_period_has_wider_columns(days: int, step: str) -> None:
    assert spans.last(days, date(2026, 11, 22)).step == step


def test_the_pages_lead_from_one_period_to_another(editor: FlaskClient) -> None:
    page = editor.get("/insights/cases?by=market&since=2026-01-01&until=2026-02-01").text

    kept = re.findall(r'href="(/insights/[^"]+)"', page)
    assert any("by=cause" in link and "since=2026-01-01" in link for link in kept)
    assert 'value="2026-02-01"' in page


def test_charts_need_no_colour_and_no_script(editor: FlaskClient, learned: KnowledgeBase) -> None:
    page = editor.get("/insights/answers").text

    assert 'id="hatch"' in page and "part-late" in page and "part-all" in page
    assert "style=" not in page


def test_a_figure_of_a_database_that_is_away_says_so(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content", FILES)
    kb = open_kb(Settings(content=content, data=tmp_path / "data", database_url=f"sqlite:///{tmp_path}"))
    try:
        assert create_app(kb).test_client().get("/insights/replies").status_code == 503
    finally:
        kb.close()
