"""The translators' pages: every state is shown in words, can be filtered, and leads to what changed."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.content.coverage import Filter, counts
from kb.content.model import Template
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import coverage, create_app
from tests.drifted import GUIDE, LATE, LOST, STATES, TAIWAN, drifted
from tests.repository import Team
from tests.small_content import write_content
from tests.web.test_site import Page, page

FORGE = "https://forge.example/team/desk/edit/main/content/{path}"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drifted(tmp_path_factory.mktemp("drifted") / "content")


@pytest.fixture(scope="module")
def moved(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    opened = open_kb(Settings(content=repository, data=tmp_path_factory.mktemp("data"), forge=FORGE))
    yield opened
    opened.close()


@pytest.fixture
def desk(moved: KnowledgeBase) -> FlaskClient:
    return create_app(moved).test_client()


def documents(found: Page) -> list[str]:
    """The ids of the rows that a page of the coverage shows."""
    return [text for _, text in found.texts if re.fullmatch(r"(templates|articles)/[a-z0-9/-]+", text)]


def words_of(found: Page) -> str:
    return " ".join(text for _, text in found.texts)


@pytest.mark.parametrize(
    ("place", "state"), STATES.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else value
)
def test_every_document_is_told_in_every_language(place: tuple[str, str], state: str, moved: KnowledgeBase) -> None:
    cells = {(line.id, cell.lang): cell for line in moved.coverage() for cell in line.cells}

    assert cells[place].state == state


def test_those_that_need_somebody_most_stand_first(desk: FlaskClient) -> None:
    assert documents(page(desk, "/coverage"))[:3] == ["templates/offer/gone", LOST, LATE]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=stale", {LATE}),
        ("state=stale&lang=zh", set()),
        ("state=missing&lang=zh", {LATE}),
        ("state=machine", {LOST}),
        ("state=cosmetic&lang=ja", {GUIDE}),
        ("state=orphan", {"templates/offer/gone"}),
        ("kind=article", {GUIDE}),
        ("kind=template&lang=es", {LATE, LOST}),
        ("intent=apology", {LATE}),
        ("intent=nonsense&state=<b>&lang=xx&kind=%00&page=x", {LATE, LOST, GUIDE, "templates/offer/gone"}),
        ("page=999999", {LATE, LOST, GUIDE, "templates/offer/gone"}),
    ],
)
def test_the_address_says_what_is_shown(query: str, expected: set[str], desk: FlaskClient) -> None:
    found = page(desk, f"/coverage?{query}")

    assert set(documents(found)) == expected
    assert ("Nothing found" in words_of(found)) == (not expected)


@pytest.mark.parametrize("ui", LANGUAGES)
def test_every_state_has_a_word_in_the_readers_language(ui: str, desk: FlaskClient) -> None:
    shown = words_of(page(desk, f"/coverage?ui={ui}"))

    english = {word for word in coverage.MARKS.values() if word in shown}
    assert (len(english) == len(coverage.MARKS)) == (ui == "en")
    assert english == set() or ui == "en"


def test_a_tone_that_is_not_translated_is_told(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository, tmp_path / "content")
    path = tmp_path / "content/es" / f"{LATE}.md"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("## firm")], "utf-8")
    opened = open_kb(Settings(content=tmp_path / "content", data=tmp_path / "data"))

    line = next(line for line in opened.coverage() if line.id == LATE)
    tones = {cell.lang: cell.tones for cell in line.cells}

    assert tones["es"] == {"formal": True, "friendly": True, "firm": False}
    assert tones["ja"]["firm"] and not any(tones["zh"].values())
    opened.close()


def test_a_cell_leads_to_the_forge_to_the_change_and_to_the_document(desk: FlaskClient) -> None:
    links = [a["href"] for a in page(desk, "/coverage?lang=ja&state=stale").all("a")]

    assert f"https://forge.example/team/desk/edit/main/content/ja/{LATE}.md" in links
    assert f"/coverage/{LATE}?lang=ja" in links
    assert f"/{LATE}?reply_lang=ja" in links


def test_without_a_forge_nothing_leads_there(client: FlaskClient) -> None:
    found = page(client, "/coverage")

    assert not [a for a in found.all("a") if "://" in a["href"]]
    assert "Edit file" not in words_of(found)


def test_under_a_prefix_every_link_keeps_it(desk: FlaskClient) -> None:
    answer = desk.get("/coverage", environ_overrides={"SCRIPT_NAME": "/desk"})

    links = [a["href"] for a in Page(answer.get_data(as_text=True)).all("a")]
    assert all(link.startswith(("/desk/", "https://forge.example/", "?", "#")) for link in links)


def test_the_change_is_shown_word_by_word_beside_the_translation(desk: FlaskClient) -> None:
    answer = desk.get(f"/coverage/{LATE}?lang=ja").get_data(as_text=True)

    assert "<del>write" in answer
    assert "<ins>call</ins>" in answer
    assert "Formal, paragraph 5" in answer
    assert re.search(r'class="words beside" lang="ja">[^<]*ご連絡', answer)


@pytest.mark.parametrize(
    ("id", "lang", "says"),
    [
        (LATE, "en", "This is the source"),
        (LATE, "zh", f"kb new --lang zh {LATE}"),
        (LOST, "zh", "The source says the same"),
        (GUIDE, "ja", "The source says the same"),
        (LOST, "ja", "Translated by a machine"),
    ],
)
def test_where_there_is_nothing_to_compare_the_page_says_why(id: str, lang: str, says: str, desk: FlaskClient) -> None:
    assert says in words_of(page(desk, f"/coverage/{id}?lang={lang}"))


@pytest.mark.parametrize(
    "path",
    [
        "/coverage/templates/no/such",
        "/coverage/templates/offer/gone?lang=ja",
        f"/changes/{LATE}?lang=zh",
        f"/changes/{LATE}",
    ],
)
def test_what_is_not_there_is_not_found(path: str, desk: FlaskClient) -> None:
    assert desk.get(path).status_code == 404


def test_an_unknown_language_shows_a_translation(desk: FlaskClient) -> None:
    assert "Formal, paragraph 5" in words_of(page(desk, f"/coverage/{LATE}?lang=fr"))


@pytest.mark.parametrize("ui", LANGUAGES)
def test_where_git_does_not_remember_the_change_the_page_says_so(ui: str, repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository, tmp_path / "content", ignore=shutil.ignore_patterns(".git"))
    opened = open_kb(Settings(content=tmp_path / "content", data=tmp_path / "data"))
    answer = create_app(opened).test_client().get(f"/changes/{LATE}?lang=ja&ui={ui}").get_data(as_text=True)
    opened.close()

    assert "git" in answer and "<ins>" not in answer
    assert ("The change cannot be shown" in answer) == (ui == "en")


def test_a_stale_reply_brings_what_changed_and_a_current_one_does_not(desk: FlaskClient) -> None:
    stale = page(desk, f"/{LATE}?reply_lang=ja")
    current = page(desk, f"/{LOST}?reply_lang=zh")

    (details,) = [attrs for attrs in stale.all("details") if attrs.get("class") == "changed"]
    assert "<ins>call</ins>" in desk.get(details["data-url"]).get_data(as_text=True)
    assert "open" in details
    assert [attrs for attrs in current.all("details") if attrs.get("class") == "changed"] == []


def test_a_text_of_a_locale_brings_what_changed_in_the_text_of_its_language(desk: FlaskClient) -> None:
    stale = page(desk, f"/{LOST}?reply_lang=zh&reply_market=TW")
    elsewhere = page(desk, f"/{LOST}?reply_lang=zh&reply_market=CN")

    (details,) = [attrs for attrs in stale.all("details") if attrs.get("class") == "changed"]
    words = desk.get(details["data-url"]).get_data(as_text=True)
    assert "<del>对" in words and "<ins>实" in words
    assert [attrs for attrs in elsewhere.all("details") if attrs.get("class") == "changed"] == []
    (place,) = [attrs for attrs in elsewhere.all("div") if attrs.get("class") == "freshness"]
    assert details["data-url"] in html.unescape(desk.get(f"{place['data-url']}&locale=zh-TW").get_data(as_text=True))
    assert "changed" not in desk.get(f"{place['data-url']}&locale=zh-CN").get_data(as_text=True)


def test_the_page_of_what_changed_since_a_locale_wrote_its_own_text_says_how_to_take_it_in(desk: FlaskClient) -> None:
    shown = page(desk, f"/coverage/{LOST}?lang=zh&locale={TAIWAN}")

    assert f"kb ack {LOST} --lang zh --locale {TAIWAN}" in words_of(shown)
    assert FORGE.replace("{path}", f"zh/{LOST}.{TAIWAN}.md") in [attrs["href"] for attrs in shown.all("a")]


@pytest.mark.parametrize(("ui", "label"), [("en", "Answer due by"), ("es", "Fecha límite de respuesta")])
def test_agents_see_the_blanks_of_a_change_by_their_names_and_translators_as_they_are_written(
    ui: str, label: str, desk: FlaskClient
) -> None:
    agents = desk.get(f"/changes/{LATE}?lang=ja&ui={ui}").get_data(as_text=True)
    translators = desk.get(f"/coverage/{LATE}?lang=ja&ui={ui}").get_data(as_text=True)

    assert f"you by [{label}] with" in agents and "{{" not in agents
    assert "you by {{ due.date }} with" in translators


def test_a_reply_without_the_agents_language_says_that_nothing_stands_beside_it(desk: FlaskClient) -> None:
    assert "没有中文版本" in words_of(page(desk, f"/{LATE}?reply_lang=ja&ui=zh"))
    assert "没有中文版本" not in words_of(page(desk, f"/{LOST}?reply_lang=ja&ui=zh"))


def test_a_reply_that_is_not_written_in_the_customers_language_offers_those_that_are(desk: FlaskClient) -> None:
    found = page(desk, f"/{LATE}?reply_lang=zh", 404)

    offered = {a["lang"] for a in found.all("a") if "reply_lang=" in a["href"] and "ui=" not in a["href"]}
    assert offered == {"en", "ja", "es"}


def test_history_is_read_once_for_a_version_of_the_content(moved: KnowledgeBase) -> None:
    assert moved.coverage() is moved.coverage()


def test_a_commit_of_what_is_served_already_is_seen(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    opened = open_kb(Settings(content=team.writer / "content", data=tmp_path / "data"))
    before = opened.coverage()
    team.merge("README.md", "Nothing that is served.")

    assert opened.coverage() is not before
    assert opened.coverage() is opened.coverage()
    opened.close()


def test_a_folder_without_documents_says_how_to_begin(tmp_path: Path) -> None:
    opened = open_kb(Settings(content=write_content(tmp_path / "content", {}), data=tmp_path / "data"))

    assert "kb new" in words_of(page(create_app(opened).test_client(), "/coverage"))
    opened.close()


def test_a_source_that_cannot_be_read_any_more_breaks_no_page(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository, tmp_path / "content")
    opened = open_kb(Settings(content=tmp_path / "content", data=tmp_path / "data"))
    (tmp_path / "content/en" / f"{LATE}.md").write_bytes(b"\xff\xfe")
    client = create_app(opened).test_client()

    assert client.get("/coverage").status_code == client.get(f"/coverage/{LATE}?lang=ja").status_code == 200
    opened.close()


def test_a_filter_counts_every_state_but_narrows_the_rest(moved: KnowledgeBase) -> None:
    assert counts(moved.coverage(), Filter(state="stale", lang="ja")) == {
        "orphan": 1,
        "stale": 1,
        "machine": 1,
        "cosmetic": 1,
    }


@pytest.mark.parametrize(
    ("asked", "admits"),
    [
        ({}, lambda template: True),
        ({"channel": "email"}, lambda template: "email" in template.facets.channels),
        ({"tone": "firm"}, lambda template: "firm" in template.tones),
        ({"lang": "ja", "tone": "friendly"}, lambda template: "friendly" in template.tones),
    ],
    ids=["everything", "a channel", "a tone", "a tone in a language"],
)
def test_the_replies_to_each_problem_are_counted_and_lead_to_them(
    asked: dict[str, str], admits: Callable[[Template], bool], client: FlaskClient, kb: KnowledgeBase
) -> None:
    lang = asked.get("lang", "en")
    templates = [t for found in kb.library.documents.values() if isinstance(t := found[lang], Template)]
    wanted = sum("refund" in t.facets.issues and t.facets.intent == "offer" and admits(t) for t in templates)

    text = client.get("/coverage/problems", query_string=asked).text

    row = text.split(f">{kb.taxonomy.issues['refund']['en']}</th>")[1].split("</tr>")[0]
    assert f"Refund, Offer: {wanted}" in row
    address = html.unescape(re.findall(r'href="([^"]*intent=offer[^"]*)"', row)[0])
    assert client.get(address).text.count('class="hit"') == min(wanted, 20)


def test_a_filter_that_is_not_known_counts_as_none(client: FlaskClient) -> None:
    assert client.get("/coverage/problems?channel=pigeon&tone=rude&lang=tlh").text.count("selected") == 0
