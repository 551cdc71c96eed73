from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.store.cases import NewCase
from kb.web import create_app

LATE = "templates/apology/late-delivery"


@pytest.fixture
def agent(client: FlaskClient) -> FlaskClient:
    """Somebody at the desk, whose requests come from our pages."""
    found = re.search(r'name="csrf" content="([^"]+)"', client.get("/cases").text)
    assert found
    client.environ_base["HTTP_X_CSRF_TOKEN"] = found[1]
    return client


def opened(agent: FlaskClient, **fields: str) -> int:
    """The number of a new case."""
    answer = agent.post("/cases", data={"channel": "email", **fields})
    assert answer.status_code == 303, answer.text
    return int(
        re.findall(r"cases/(\d+)|case=(\d+)", answer.headers["Location"])[0][0]
        or answer.headers["Location"].split("case=")[1]
    )


def told(agent: FlaskClient, id: int) -> dict[str, object]:
    """The case as the API tells it."""
    found: dict[str, object] = agent.get(f"/api/v1/cases/{id}").json["case"]  # type: ignore[index]
    return found


class Forms(HTMLParser):
    """What a browser would send of each form of a page, by where the form leads."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self._name = ""
        self._text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.sent.setdefault(given.get("action", ""), {})
        elif tag == "input" and "name" in given:
            self._form[given["name"]] = given.get("value", "")
        elif tag in ("select", "textarea"):
            self._name = given["name"]
        elif tag == "option" and ("selected" in given or self._name not in self._form):
            self._form[self._name] = given.get("value", "")
            self._text = "value" not in given
            return
        self._text = tag == "textarea"

    def handle_data(self, data: str) -> None:
        if self._text:
            self._form[self._name] = data
            self._text = False


def fields(page: str, action: str) -> dict[str, str]:
    """What the form that leads there holds."""
    forms = Forms()
    forms.feed(page)
    return {name: value for name, value in forms.sent[action].items() if name != "csrf"}


def test_a_case_is_opened_worked_on_and_closed(agent: FlaskClient) -> None:
    id = opened(agent, reference="C-77", platform="amazon", market="US", lang="en", issue="late-delivery")

    assert "C-77" in agent.get("/cases").text
    agent.post(f"/cases/{id}/stage", data={"stage": "acknowledge"})
    agent.post(f"/cases/{id}/note", data={"text": "The carrier answers tomorrow."})
    agent.post(f"/cases/{id}/promise", data={"when.at": "2031-03-06T09:00", "when.zone": "Asia/Tokyo"})
    closed = agent.post(
        f"/cases/{id}/close",
        data={"cause": "carrier-delay", "outcome": "solved", "cost.amount": "12.50", "cost.currency": "USD", "rating": "9"},
        follow_redirects=True,
    )

    assert closed.status_code == 200
    assert "Carrier was late" in closed.text and "$12.50" in closed.text and "Undo" in closed.text
    case = told(agent, id)
    assert (case["stage"], case["cause"], case["cost_minor"], case["rating"]) == ("archive", "carrier-delay", 1250, 9)


def test_a_closing_is_taken_back_whole(agent: FlaskClient) -> None:
    id = opened(agent)
    agent.post(f"/cases/{id}/stage", data={"stage": "offer"})
    agent.post(f"/cases/{id}/promise", data={"when.at": "2031-03-06T09:00", "when.zone": "Asia/Tokyo"})
    agent.post(f"/cases/{id}/close", data={"cause": "packing"})

    agent.post(f"/cases/{id}/undo")

    case = told(agent, id)
    assert (case["stage"], case["closed_at"], case["promised_for"]) == ("offer", None, "2031-03-06T00:00:00Z")


def test_a_case_that_is_reopened_says_so(agent: FlaskClient) -> None:
    id = opened(agent)
    agent.post(f"/cases/{id}/close", data={"cause": "packing"})

    assert "open again" in agent.post(f"/cases/{id}/reopen", follow_redirects=True).text
    assert told(agent, id)["stage"] == "reopened"


def test_a_closing_without_a_cause_is_asked_for_it(agent: FlaskClient) -> None:
    id = opened(agent)

    answer = agent.post(f"/cases/{id}/close", data={"outcome": "solved"})

    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert told(agent, id)["closed_at"] is None


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("ana@example.com", "e-mail"),
        ("ａｎａ＠example.com", "e-mail"),
        ("+34 612 345 678", "telephone"),
        ("250-1234567-1234567", "order"),
        ("LX123456789CN", "order"),
        ("2025550143", "telephone"),
        ("田中太郎様", "who the customer is"),
        ("Ms Ana Ruiz", "who the customer is"),
        ("Calle Mayor 12", "who the customer is"),
    ],
)
def test_a_reference_that_tells_who_the_customer_is_is_refused_with_the_reason(
    agent: FlaskClient, reference: str, words: str
) -> None:
    answer = agent.post("/cases", data={"channel": "email", "reference": reference})

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("reference", ["C-1042", "SUP-2026-0042", "blue lamp 3", "ランプの件", "灯具第3号", "K", "caso 12"])
def test_a_reference_of_the_teams_own_is_kept(agent: FlaskClient, reference: str) -> None:
    assert told(agent, opened(agent, reference=reference))["reference"] == reference


def test_a_case_without_a_reference_is_given_one_that_says_nothing(agent: FlaskClient) -> None:
    references = {told(agent, opened(agent))["reference"] for _ in range(3)}

    assert len(references) == 3
    assert all(re.fullmatch(r"C-[2-9A-Z]{5}", str(reference)) for reference in references)


def test_a_note_with_something_of_the_customers_is_refused_and_stays_in_its_box(agent: FlaskClient) -> None:
    id = opened(agent)

    answer = agent.post(f"/cases/{id}/note", data={"text": "Call her at +34 612 345 678"})

    assert answer.status_code == 422
    assert "Call her at" in answer.text
    assert [step["kind"] for step in agent.get(f"/api/v1/cases/{id}").json["steps"]] == ["opened"]  # type: ignore[index]


def test_a_reply_is_counted_once_and_takes_the_case_to_its_step(agent: FlaskClient) -> None:
    id = opened(agent, lang="ja", issue="late-delivery")
    agent.post(f"/cases/{id}/stage", data={"stage": "acknowledge"})
    reply = {"key": "abcdefgh-1", "document": LATE, "lang": "ja", "tone": "formal"}

    answers = [agent.post(f"/api/v1/cases/{id}/replies", json=reply).json for _ in range(2)]

    assert [answer["new"] for answer in answers if answer] == [True, False]
    sheet = agent.get(f"/api/v1/cases/{id}").json
    assert sheet is not None
    assert (sheet["case"]["stage"], len(sheet["replies"])) == ("apologise", 1)
    assert sheet["case"]["first_reply_at"] is not None
    assert re.fullmatch(r"[0-9a-f]{40}", sheet["replies"][0]["version"])


def test_a_template_that_went_to_the_case_warns_before_it_goes_again(agent: FlaskClient) -> None:
    id = opened(agent, lang="en", channel="email")
    before = agent.get(f"/{LATE}?case={id}&reply_lang=en").text
    agent.post(f"/api/v1/cases/{id}/replies", json={"key": "abcdefgh-2", "document": LATE, "lang": "en"})

    after = agent.get(f"/{LATE}?case={id}&reply_lang=en").text

    assert "data-sent" not in before
    assert "data-sent" in after and "This reply went to this case" in after


def test_the_case_at_work_stays_in_the_address_of_every_link(agent: FlaskClient) -> None:
    id = opened(agent, reference="C-9")

    page = agent.get(f"/?q=late&case={id}").text

    assert "C-9" in page
    links = re.findall(r'class="hit" href="([^"]+)"', page)
    assert links and all(f"case={id}" in link for link in links)


@pytest.mark.parametrize("case", ["999999", "x", "-1", "9" * 30])
def test_an_address_with_a_case_that_is_not_there_shows_the_reply_all_the_same(agent: FlaskClient, case: str) -> None:
    assert agent.get(f"/{LATE}?case={case}").status_code == 200


def test_a_case_is_opened_from_a_template_and_the_template_comes_back_with_it(agent: FlaskClient) -> None:
    fields = {"lang": "ja", "issue": "late-delivery", "market": "JP", "_document": LATE}

    answer = agent.post("/cases", data={"channel": "email", **fields})

    assert answer.headers["Location"].startswith(f"/{LATE}?")
    page = agent.get(answer.headers["Location"]).text
    assert "Leave the case" in page
    case = told(agent, int(answer.headers["Location"].split("case=")[1]))
    assert (case["channel"], case["lang"], case["market"], case["issue"]) == ("email", "ja", "JP", "late-delivery")


def test_a_message_that_came_earlier_is_due_earlier(agent: FlaskClient) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    id = opened(agent, **{"received.at": yesterday.strftime("%Y-%m-%dT%H:%M"), "received.zone": "UTC"})

    case = told(agent, id)

    assert str(case["opened_at"])[:16] == yesterday.strftime("%Y-%m-%dT%H:%M")
    assert "overdue" in agent.get("/cases").text


REFUSED = {"reference": "ana@example.com"}
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def test_a_refused_opening_keeps_all_that_was_given(agent: FlaskClient) -> None:
    given = {
        "channel": "social-dm",
        "platform": "whatsapp",
        "market": "JP",
        "lang": "ja",
        "issue": "refund",
        "product": "Lamp",
        "carrier": "Yamato",
        "received.at": f"{YESTERDAY:%Y-%m-%dT%H:%M}",
        "received.zone": "America/New_York",
        "_document": LATE,
        "_tone": "formal",
    }

    refused = agent.post("/cases", data={**given, **REFUSED})
    again = fields(refused.text, "/cases")
    opened = agent.post("/cases", data={**again, "reference": "C-41"})

    assert (refused.status_code, again) == (422, {**again, **given, **REFUSED})
    assert opened.headers["Location"].startswith(f"/{LATE}?")
    case = told(agent, int(opened.headers["Location"].split("case=")[1]))
    assert datetime.fromisoformat(str(case["opened_at"])) == YESTERDAY.replace(
        second=0, microsecond=0, tzinfo=ZoneInfo("America/New_York")
    )


FACTS = {
    "reference": "C-42",
    "channel": "live-chat",
    "platform": "shopee",
    "market": "CN",
    "lang": "zh",
    "issue": "refund",
    "product": "",
    "carrier": "SF",
    "group": "night",
    "due_at.at": "2031-01-01T10:00",
    "due_at.zone": "Asia/Tokyo",
}
PROMISE = {"when.at": "2020-01-01T10:00", "when.zone": "Asia/Tokyo"}
CLOSING = {"cause": "packing", "outcome": "solved", "cost.amount": "12,5x", "cost.currency": "JPY", "rating": "7"}


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("facts", {**FACTS, **REFUSED}),
        ("facts", FACTS),
        ("promise", PROMISE),
        ("note", {"text": "Call her at +34 612 345 678"}),
        ("close", CLOSING),
    ],
)
def test_a_form_that_was_refused_keeps_what_was_given_and_the_others_what_is_known(
    agent: FlaskClient, form: str, given: dict[str, str]
) -> None:
    id = opened(agent, reference="C-43", product="Kettle", issue="late-delivery", market="US")
    paths = [f"/cases/{id}/{name}" for name in ("facts", "promise", "note", "close")]
    before = {path: fields(agent.get(f"/cases/{id}").text, path) for path in paths}

    refused = agent.post(f"/cases/{id}/{form}", data=given)

    after = {path: fields(refused.text, path) for path in paths}
    assert refused.status_code == 422
    assert {**before, f"/cases/{id}/{form}": {**before[f"/cases/{id}/{form}"], **given}} == after
    assert before[f"/cases/{id}/facts"]["product"] == "Kettle"


def test_what_a_closing_that_was_taken_back_said_stands_in_its_form(agent: FlaskClient) -> None:
    id = opened(agent, market="US")
    given = {**CLOSING, "cost.amount": "1250"}
    agent.post(f"/cases/{id}/close", data=given)
    agent.post(f"/cases/{id}/undo")

    again = fields(agent.get(f"/cases/{id}").text, f"/cases/{id}/close")

    assert again == {**again, **given}


def test_no_message_comes_from_the_future(agent: FlaskClient) -> None:
    answer = agent.post("/cases", data={"channel": "email", "received.at": "2031-01-01T10:00", "received.zone": "UTC"})

    assert (answer.status_code, "future" in answer.text) == (422, True)


def test_another_platform_counts_the_due_time_anew_and_its_rule_is_kept(agent: FlaskClient) -> None:
    id = opened(agent, channel="marketplace-message")
    agent.post(f"/cases/{id}/facts", data={"platform": "amazon"})

    beyond = agent.post(
        f"/cases/{id}/facts", data={"due_at.at": "2031-01-01T10:00", "due_at.zone": "UTC"}, follow_redirects=True
    )

    assert (beyond.status_code, "The platform wants the reply earlier" in beyond.text) == (422, True)
    assert told(agent, id)["platform"] == "amazon"


@pytest.fixture
def gone(agent: FlaskClient, kb: KnowledgeBase) -> int:
    """A case that came by a channel, from a platform and a market and about an issue that the content has no more."""
    new = NewCase("C-31", "fax", datetime.now(UTC), "bazaar", "ZZ", "en", "moths")
    return kb.store.cases.open(new, person_id=None, now=datetime.now(UTC)).id


def test_a_case_whose_channel_is_gone_is_shown_open_and_closed(agent: FlaskClient, gone: int) -> None:
    shown = []
    for _ in range(2):
        shown.append((agent.get(f"/cases/{gone}"), agent.get(f"/api/v1/cases/{gone}")))
        agent.post(f"/cases/{gone}/close", data={"cause": "packing"})

    assert [page.status_code for page, _ in shown] == [200, 200]
    assert [answer.json and (answer.json["target"], answer.json["limit"]) for _, answer in shown] == [("", None)] * 2
    assert agent.get("/cases?show=closed").status_code == agent.get(f"/{LATE}?case={gone}").status_code == 200


def test_a_case_whose_channel_is_gone_can_be_corrected_and_keeps_what_is_not(agent: FlaskClient, gone: int) -> None:
    before = told(agent, gone)
    kept = {name: str(before[name]) for name in ("reference", "channel", "platform", "market", "issue")}

    lamp = agent.post(f"/cases/{gone}/facts", data={**kept, "product": "Lamp"})
    market = agent.post(f"/cases/{gone}/facts", data={**kept, "market": "JP"})

    assert (lamp.status_code, market.status_code) == (303, 303)
    assert told(agent, gone) == {**before, "product": "Lamp", "market": "JP"}
    assert agent.post(f"/cases/{gone}/facts", data={**kept, "channel": "telex"}).status_code == 422
    agent.post(f"/cases/{gone}/facts", data={**kept, "market": "JP", "channel": "email"})
    assert (told(agent, gone)["channel"], told(agent, gone)["due_at"] != before["due_at"]) == ("email", True)


def test_a_case_that_was_kept_by_an_older_rule_is_corrected_in_all_but_its_due_time(
    agent: FlaskClient, kb: KnowledgeBase
) -> None:
    now = datetime.now(UTC)
    new = NewCase("C-32", "marketplace-message", now + timedelta(days=9), "amazon")
    id = kb.store.cases.open(new, person_id=None, now=now).id
    due_at = told(agent, id)["due_at"]

    def corrected(**facts: object) -> int:
        return agent.post(f"/api/v1/cases/{id}/facts", json=facts).status_code

    later = {"at": f"{now + timedelta(days=8):%Y-%m-%dT%H:%M}", "zone": "UTC"}
    assert [corrected(product="Lamp", platform="amazon"), corrected(due_at=later)] == [200, 422]
    assert (told(agent, id)["product"], told(agent, id)["due_at"]) == ("Lamp", due_at)
    assert corrected(market="US") == 200
    assert str(told(agent, id)["due_at"]) < str(due_at)


@pytest.mark.parametrize("what", ["stage", "promise", "kept", "note", "close", "facts"])
def test_a_closed_case_is_left_alone(agent: FlaskClient, what: str) -> None:
    id = opened(agent)
    agent.post(f"/cases/{id}/close", data={"cause": "packing"})
    data = {"stage": "offer", "text": "x", "cause": "packing", "product": "lamp"}
    wanted = {"stage": ["stage"], "note": ["text"], "close": ["cause"], "facts": ["product"]}.get(what, [])

    answer = agent.post(f"/cases/{id}/{what}", data={name: data[name] for name in wanted})

    assert answer.status_code == 409


def test_a_case_that_is_not_there_is_said_so(agent: FlaskClient) -> None:
    assert agent.get("/cases/99999").status_code == 404
    assert agent.get("/api/v1/cases/99999").json["code"] == "case-not-found"  # type: ignore[index]


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
@pytest.mark.parametrize("path", ["/cases", "/cases?show=closed", "/cases/new", "/cases?channel=email&reference=nobody"])
def test_every_page_is_there_in_every_language(agent: FlaskClient, path: str, lang: str) -> None:
    agent.set_cookie("ui_lang", lang)

    page = agent.get(path)

    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text


def test_a_database_that_is_away_leaves_replies_working_and_says_what_does_not(content: Path, tmp_path: Path) -> None:
    away = open_kb(Settings(content=content, data=tmp_path / "data", database_url=f"sqlite:///{tmp_path}"))
    try:
        agent = create_app(away).test_client()

        assert agent.get("/templates/offer/zebra?case=1").status_code == 200
        assert agent.get("/cases").status_code == 503
    finally:
        away.close()
