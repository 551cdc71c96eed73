"""What the team thinks: read by editors, on a page and by the API, attended to, and opened again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.errors import StoreUnavailable
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.store.people import Role
from kb.store.usage import Opinion
from kb.web import create_app
from tests.security.team import csrf_of, team_of
from tests.security.test_scripts import ATTACKS, assert_harmless
from tests.small_content import source_file, translation_file, write_content

NOW = datetime.now(UTC)
LATE, LAMP, GONE = "templates/apology/late", "templates/offer/lamp", "templates/offer/gone"
FORGE = "https://forge.example/edit/{path}"
FILES = {
    f"en/{LATE}.md": source_file(title="Late & more"),
    f"ja/{LATE}.md": translation_file(),
    f"en/{LAMP}.md": source_file(title="Lamp"),
}


@pytest.fixture
def written(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base of three texts, about which nobody has said anything."""
    content = write_content(tmp_path / "content", FILES)
    kb = open_kb(Settings(content=content, data=tmp_path / "data", forge=FORGE))
    yield kb
    kb.close()


@pytest.fixture
def editor(written: KnowledgeBase) -> FlaskClient:
    """Somebody who may read what the team thinks."""
    return create_app(written).test_client()


def say(kb: KnowledgeBase, note: str, document: str = LATE, lang: str = "ja", **more: Any) -> int:
    """Keep an opinion about the text as it is now, a minute after the one before; its number."""
    known = kb.library.documents.get(document, {}).get(lang)
    count = kb.store.usage.feedback_counts()[1]
    said = {"at": NOW + timedelta(minutes=count), "version": known.file.blob if known else "v", "helpful": False, **more}
    kb.store.usage.said(Opinion(key=f"key-{count:012}", document=document, lang=lang, note=note, **said))
    return kb.store.usage.feedback(resolved=True)[0].id


def notes(page: str) -> list[str]:
    """The notes on a page, from the top."""
    return re.findall(r"<blockquote[^>]*>([^<]*)</blockquote>", page)


def press(editor: FlaskClient, number: int, what: str, query: str = "") -> str:
    """Press a button of an opinion; the address that it leads to."""
    csrf = csrf_of(editor, "/feedback")
    answer = editor.post(f"/feedback/{number}/{what}{query}", data={"csrf": csrf})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_the_newest_opinion_stands_first_with_all_that_is_known_of_it(written: KnowledgeBase, editor: FlaskClient) -> None:
    say(written, "first", helpful=True)
    say(written, "second", LAMP, "en")
    page = editor.get("/feedback").text
    newest, oldest = page.split('<ol class="opinions">')[1].split("</li>")[:2]

    assert notes(page) == ["second", "first"]
    assert "Not helpful" in newest and 'href="/templates/offer/lamp?reply_lang=en" lang="en">Lamp</a>' in newest
    assert "Helpful" in oldest and 'href="/templates/apology/late?reply_lang=ja" lang="en">Late &amp; more</a>' in oldest
    assert '<span class="fine" lang="ja">日本語</span>' in oldest
    assert 'href="https://forge.example/edit/ja/templates/apology/late.md"' in oldest
    assert "has changed since" not in page


def test_the_title_is_in_the_readers_language(written: KnowledgeBase, editor: FlaskClient) -> None:
    say(written, "見出し", lang="en")
    page = editor.get("/feedback?ui=ja").text

    assert 'href="/templates/apology/late?reply_lang=en" lang="ja">遅延</a>' in page


def test_a_text_that_has_changed_since_or_is_gone_is_said_to(written: KnowledgeBase, editor: FlaskClient) -> None:
    say(written, "stiff")
    say(written, "lost", GONE)
    assert "has changed since" not in editor.get(f"/feedback?document={LATE}").text
    path = written.settings.content / f"ja/{LATE}.md"
    path.write_text(translation_file("## formal\n\nお待たせしました。\n"), "utf-8")
    written.refresh()

    assert "The text has changed since" in editor.get(f"/feedback?document={LATE}").text
    gone = editor.get(f"/feedback?document={GONE}").text
    assert "The text is not there any more" in gone and f"<strong>{GONE}</strong>" in gone
    assert "Edit file" not in gone


def test_without_a_forge_no_page_leads_to_one(written: KnowledgeBase) -> None:
    say(written, "stiff")
    written.settings = replace(written.settings, forge="")

    assert "Edit file" not in create_app(written).test_client().get("/feedback").text


def test_what_is_done_leaves_the_page_and_comes_back(written: KnowledgeBase, editor: FlaskClient) -> None:
    number = say(written, "stiff")
    say(written, "short", LAMP, "en")

    done = press(editor, number, "done", "?lang=ja")
    assert done == f"/feedback?lang=ja&done={number}"
    assert "Undo" in editor.get(done).text
    assert notes(editor.get("/feedback").text) == ["short"]
    assert notes(editor.get("/feedback?show=all").text) == ["short", "stiff"]

    assert press(editor, number, "reopen") == f"/feedback?reopen={number}"
    assert notes(editor.get("/feedback").text) == ["short", "stiff"]
    assert written.store.usage.feedback()[1].resolved_by is None


@pytest.mark.parametrize("what", ["done", "reopen"])
def test_an_opinion_that_is_not_there_is_said_so(editor: FlaskClient, what: str) -> None:
    csrf = csrf_of(editor, "/feedback")

    assert editor.post(f"/feedback/99/{what}", data={"csrf": csrf}).status_code == 404
    assert editor.post(f"/feedback/{2**40}/{what}", data={"csrf": csrf}).status_code == 404


FILTERS = [
    ("", ["lamp", "ja"]),
    ("?lang=ja", ["ja"]),
    ("?lang=fr", ["lamp", "ja"]),
    (f"?document={LAMP}", ["lamp"]),
    (f"?document={LAMP}&show=all", ["lamp", "done"]),
    ("?document=../../etc", ["lamp", "ja"]),
    ("?lang=zh", []),
    ("?show=all&lang=en&page=9", ["lamp", "done"]),
    ("?done=x&reopen=99999999999999", ["lamp", "ja"]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS)
def test_the_address_narrows_down(written: KnowledgeBase, editor: FlaskClient, query: str, found: list[str]) -> None:
    press(editor, say(written, "done", LAMP, "en"), "done")
    say(written, "ja")
    say(written, "lamp", LAMP, "en")

    assert notes(editor.get(f"/feedback{query}").text) == found


def test_more_than_fifty_stand_on_several_pages(written: KnowledgeBase, editor: FlaskClient) -> None:
    for number in range(51):
        say(written, f"note {number}")
    first, second = editor.get("/feedback?lang=ja").text, editor.get("/feedback?lang=ja&page=2").text

    assert len(notes(first)) == 50 and notes(second) == ["note 0"]
    assert "Page 1 of 2" in first and 'href="/feedback?lang=ja&amp;page=2"' in first
    assert 'rel="next"' not in second
    oldest = written.store.usage.feedback(offset=50)[0].id
    assert notes(editor.get(press(editor, oldest, "done", "?lang=ja&page=2")).text)[-1] == "note 1"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "No opinion yet"), ("ja", "評価はまだ"), ("es", "Aún no hay"), ("zh", "还没有评价")]
)
def test_while_there_is_none_the_page_says_how_opinions_come(editor: FlaskClient, lang: str, said: str) -> None:
    assert said in editor.get(f"/feedback?ui={lang}").text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_note_is_shown_as_text(written: KnowledgeBase, editor: FlaskClient, attack: str) -> None:
    say(written, attack)
    page = editor.get("/feedback").text

    assert_harmless(page)
    assert attack not in page or "<" not in attack


ROLES: list[tuple[Role, int]] = [("reader", 403), ("agent", 403), ("editor", 200), ("admin", 200)]


@pytest.mark.parametrize(("role", "status"), ROLES)
def test_editors_and_admins_read_what_the_team_thinks(written: KnowledgeBase, role: Role, status: int) -> None:
    team = team_of(written, create_app(written))
    number = say(written, "stiff", person_id=team.people["agent"].id)
    browser = team.browser(role)
    page = browser.client.get("/feedback")
    leads = f"/feedback?document={LATE}" in browser.client.get(f"/{LATE}?reply_lang=ja").text
    done = browser.client.post(f"/feedback/{number}/done", data={"csrf": browser.csrf})

    assert (page.status_code, done.status_code) == (status, 303 if status == 200 else 403)
    assert ("stiff" in page.text, "· agent" in page.text, leads) == (status == 200,) * 3
    by = written.store.usage.feedback(resolved=True)[0].resolved_by
    assert by == (team.people[role].id if status == 200 else None)


def test_the_page_of_a_template_says_how_much_there_is_to_read(written: KnowledgeBase, editor: FlaskClient) -> None:
    assert "to read" not in editor.get(f"/{LATE}?reply_lang=ja").text
    press(editor, say(written, "done"), "done")
    say(written, "one", lang="en")
    assert ">1 opinion to read<" in editor.get(f"/{LATE}?reply_lang=ja").text
    say(written, "two")
    assert ">2 opinions to read<" in editor.get(f"/{LATE}?reply_lang=ja").text


def test_the_figure_of_opinions_leads_to_them(written: KnowledgeBase, editor: FlaskClient) -> None:
    assert 'href="/feedback"' in editor.get("/insights/writing").text
    say(written, "stiff")
    page = editor.get("/insights/writing").text

    assert f'<a href="/feedback?document={LATE}&amp;lang=ja">1</a>' in page


def test_while_the_database_is_away_the_page_says_so_and_the_replys_page_stands(
    written: KnowledgeBase, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.get("/feedback")

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("the database is away")

    monkeypatch.setattr(type(written.store.usage), "feedback_counts", away)
    page, reply = editor.get("/feedback"), editor.get(f"/{LATE}?reply_lang=ja")

    assert page.status_code == 503 and "The database does not answer" in page.text
    assert editor.get("/api/v1/feedback").get_json()["code"] == "store-unavailable"
    assert reply.status_code == 200 and "to read" not in reply.text


def test_a_program_reads_attends_and_opens_again(written: KnowledgeBase, editor: FlaskClient) -> None:
    number = say(written, "stiff")
    say(written, "lost", GONE)
    answer = editor.get(f"/api/v1/feedback?document={LATE}&lang=ja&limit=1").get_json()
    (line,) = answer["opinions"]

    assert (answer["total"], answer["unresolved"]) == (1, 1)
    assert (line["id"], line["document"], line["lang"], line["note"]) == (number, LATE, "ja", "stiff")
    assert (line["helpful"], line["changed"], line["resolved_at"]) == (False, False, None)
    assert editor.post(f"/api/v1/feedback/{number}/resolve", json={}).get_json()["resolved_at"]
    assert editor.get("/api/v1/feedback").get_json()["opinions"][0]["changed"] is True
    assert [one["note"] for one in editor.get("/api/v1/feedback").get_json()["opinions"]] == ["lost"]
    every = editor.get("/api/v1/feedback?resolved=true&offset=1").get_json()
    assert (every["total"], every["unresolved"], [one["note"] for one in every["opinions"]]) == (2, 1, ["stiff"])
    assert editor.post(f"/api/v1/feedback/{number}/reopen", json={}).get_json()["resolved_at"] is None


@pytest.mark.parametrize("query", ["lang=fr", "document=../etc", "resolved=maybe", "limit=0", "offset=-1", "more=1"])
def test_a_question_that_cannot_be_is_refused_by_name(editor: FlaskClient, query: str) -> None:
    answer = editor.get(f"/api/v1/feedback?{query}")

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["name"].startswith(query.split("=")[0])
