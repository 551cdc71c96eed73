"""A running knowledge base takes in what changes on the disk, and nothing that is broken."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb import watching
from kb.content.problems import Severity
from kb.errors import ContentError, DocumentNotFound, InvalidValues, StoreUnavailable, TranslationNotFound
from kb.reply.compose import Choices
from kb.search.query import Query
from kb.service import INDEXING, READING, KnowledgeBase, open_kb
from kb.settings import Settings
from tests.small_content import write_content

TEMPLATE = """---
title: {title}
summary: Say it to a {animal}.
keywords: [{animal}]
intent: offer
issues: [refund]
channels: [email]
---
## formal

Hello {animal}, this is {{{{ brand.name }}}}.
"""


def template(title: str, animal: str) -> str:
    return TEMPLATE.format(title=title, animal=animal)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder of two documents with the real vocabulary."""
    folder = tmp_path / "content"
    (folder / "en/templates/offer").mkdir(parents=True)
    write_content(folder, {})
    (folder / "en/templates/offer/zebra.md").write_text(template("Zebra", "zebra"))
    (folder / "en/templates/offer/okapi.md").write_text(template("Okapi", "okapi"))
    return folder


@pytest.fixture
def running(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """A knowledge base over that folder which looks at it often."""
    monkeypatch.setattr(watching, "WATCH_SECONDS", 0.02)
    opened = open_kb(Settings(content=content, data=tmp_path / "data"), watch=True)
    yield opened
    opened.close()


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, f"not within ten seconds: {what}"
        time.sleep(0.01)


def found(kb: KnowledgeBase, text: str) -> list[str]:
    return [hit.document.title for hit in kb.search(Query(text)).hits]


def served(kb: KnowledgeBase) -> list[tuple[str, str, str]]:
    return [(document.id, document.lang, document.file.blob) for document in kb.library]


ZEBRA = "en/templates/offer/zebra.md"


def test_a_changed_file_is_served_and_found(running: KnowledgeBase, content: Path) -> None:
    assert found(running, "zebra") == ["Zebra"]

    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    until(lambda: found(running, "tapir") == ["Tapir"], "the new text is found")
    assert found(running, "zebra") == []
    assert running.document("templates/offer/zebra", "en").title == "Tapir"
    reply = running.reply("templates/offer/zebra", Choices("en"), {"brand.name": "Shop"})
    assert reply.text == "Hello tapir, this is Shop."


def test_an_added_file_is_served_and_found(running: KnowledgeBase, content: Path) -> None:
    (content / "en/templates/apology").mkdir()
    (content / "en/templates/apology/tapir.md").write_text(template("Tapir", "tapir"))

    until(lambda: found(running, "tapir") == ["Tapir"], "the new document is found")
    assert running.document("templates/apology/tapir", "en").title == "Tapir"
    assert found(running, "zebra") == ["Zebra"]


def test_an_added_translation_is_served_and_found(running: KnowledgeBase, content: Path) -> None:
    (content / "zh/templates/offer").mkdir(parents=True)
    text = "---\ntitle: 斑马\nsummary: 说给斑马听。\n---\n## formal\n\n您好，{{ brand.name }}。\n"
    (content / "zh/templates/offer/zebra.md").write_text(text, "utf-8")

    until(lambda: found(running, "斑马") == ["斑马"], "the translation is found")
    assert list(running.translations("templates/offer/zebra")) == ["en", "zh"]


def test_a_deleted_file_is_neither_served_nor_found(running: KnowledgeBase, content: Path) -> None:
    (content / ZEBRA).unlink()

    until(lambda: found(running, "zebra") == [], "the document vanishes")
    with pytest.raises(DocumentNotFound):
        running.document("templates/offer/zebra", "en")
    assert found(running, "okapi") == ["Okapi"]


def test_a_renamed_file_is_found_under_its_new_name_only(running: KnowledgeBase, content: Path) -> None:
    (content / ZEBRA).rename(content / "en/templates/offer/quagga.md")

    until(lambda: "templates/offer/quagga" in running.library.documents, "the new name is served")
    assert [hit.document.id for hit in running.search(Query("zebra")).hits] == ["templates/offer/quagga"]


BROKEN = {
    "no front matter": "just text",
    "no YAML": "---\ntitle: [\n---\n## formal\n\nHello\n",
    "unknown variable": template("Zebra", "tapir").replace("brand.name", "brand.nam"),
    "unclosed tag": template("Zebra", "tapir").replace("}}", "} }"),
    "no tone": template("Zebra", "tapir").replace("## formal", "## polite"),
    "empty": "",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_keeps_its_last_good_version_and_is_reported(
    text: str, running: KnowledgeBase, content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    aside = content / "aside"
    aside.write_text(text)
    with caplog.at_level(logging.WARNING, logger="kb"):
        aside.replace(content / ZEBRA)  # at once: a look in the middle of writing would find another mistake
        until(lambda: bool(running.library.problems), "the mistake is reported")

        assert {(p.path, p.severity) for p in running.library.problems} == {(ZEBRA, Severity.ERROR)}
        assert running.document("templates/offer/zebra", "en").title == "Zebra"
        assert found(running, "zebra") == ["Zebra"]
        until(lambda: f"{ZEBRA}:" in caplog.text, "the mistake is logged")
    logged = [record for record in caplog.records if ZEBRA in record.getMessage()]
    assert len(logged) == len(running.library.problems), "each mistake is logged once"

    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    until(lambda: found(running, "tapir") == ["Tapir"], "the mended file is served")
    assert running.library.problems == ()


def test_a_file_that_was_never_good_is_reported_and_the_rest_served(running: KnowledgeBase, content: Path) -> None:
    (content / "en/templates/offer/tapir.md").write_text("just text")

    until(lambda: bool(running.library.problems), "the mistake is reported")
    assert [p.path for p in running.library.problems] == ["en/templates/offer/tapir.md"]
    assert found(running, "zebra") == ["Zebra"]
    assert set(running.library.documents) == {"templates/offer/zebra", "templates/offer/okapi"}


@pytest.mark.parametrize("name", ["taxonomy.yml", "channels.yml", "variables.yml", "guard/rules.yml", "cases.yml"])
@pytest.mark.parametrize("text", ["intents: [", "", "\x00", None], ids=["no YAML", "empty", "control character", "deleted"])
def test_a_broken_vocabulary_leaves_everything_as_it_was_and_is_reported(
    name: str, text: str | None, running: KnowledgeBase, content: Path
) -> None:
    good, before, served_before = (content / name).read_text("utf-8"), running.library, served(running)

    if text is None:
        (content / name).unlink()
    else:
        (content / name).write_text(text)
    until(lambda: bool(running.library.problems), "the mistake is reported")

    assert {problem.path for problem in running.library.problems} == {name}
    assert running.library.vocabulary is before.vocabulary
    assert running.library.version == before.version
    assert served(running) == served_before
    assert found(running, "zebra") == ["Zebra"]
    (content / name).write_text(good, "utf-8")
    until(lambda: not running.library.problems, "the mended vocabulary is taken in")


def test_a_changed_vocabulary_is_taken_in_everywhere(running: KnowledgeBase, content: Path) -> None:
    file = content / "taxonomy.yml"
    file.write_text(file.read_text("utf-8").replace("refund: {en: Refund", "refund: {en: Reimbursing"), "utf-8")

    until(lambda: running.taxonomy.issues["refund"]["en"] == "Reimbursing", "the label is served")
    assert sorted(found(running, "reimbursing")) == ["Okapi", "Zebra"]


def test_a_folder_that_vanishes_for_a_while_changes_nothing(
    running: KnowledgeBase, content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = content.with_name("away")
    with caplog.at_level(logging.ERROR, logger="kb"):
        content.rename(away)
        until(lambda: "could not be taken in" in caplog.text, "the missing folder is logged")

    assert found(running, "zebra") == ["Zebra"]
    (away / ZEBRA).write_text(template("Tapir", "tapir"))
    away.rename(content)
    until(lambda: found(running, "tapir") == ["Tapir"], "the folder that came back is read")


def test_a_folder_that_is_empty_for_a_while_changes_nothing(running: KnowledgeBase, content: Path) -> None:
    away = content.with_name("away")
    content.rename(away)
    content.mkdir()
    until(lambda: bool(running.library.problems), "the missing vocabulary is reported")

    assert found(running, "zebra") == ["Zebra"]
    content.rmdir()
    away.rename(content)
    until(lambda: not running.library.problems, "the folder that came back is read")
    assert found(running, "zebra") == ["Zebra"]


@pytest.mark.parametrize(
    "text",
    ["あ" * 20_000, "退货" * 10_000, "1-" * 30_000, "a" * 60_000, "long " * 12_000],
    ids=["kana", "ideographs", "a code", "a word", "words"],
)
def test_a_text_that_no_analyzer_expects_does_not_stop_the_others(text: str, running: KnowledgeBase, content: Path) -> None:
    for lang in ("en", "ja"):
        (content / lang / "articles").mkdir(parents=True)
    matter = "---\ntitle: Long\nsummary: Long.\nkeywords: [long]\n{0}---\n"
    (content / "en/articles/long.md").write_text(matter.format("issues: [refund]\n") + text, "utf-8")
    (content / "ja/articles/long.md").write_text(matter.format("") + text, "utf-8")
    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    until(lambda: found(running, "tapir") == ["Tapir"], "the change beside it is served")
    (content / ZEBRA).write_text(template("Gnu", "gnu"))
    until(lambda: found(running, "gnu") == ["Gnu"], "the next change is served too")


def test_a_document_without_keywords_hides_no_other(running: KnowledgeBase, content: Path) -> None:
    (content / "en/articles").mkdir()
    (content / "en/articles/bare.md").write_text("---\ntitle: Quokka\nsummary: Quokka.\nissues: [refund]\n---\nNothing.\n")
    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    until(lambda: running.document("templates/offer/zebra", "en").title == "Tapir", "the change is served")
    until(lambda: "articles/bare" in running.library.documents, "the new document is served")
    assert found(running, "tapir") == ["Tapir"]
    assert found(running, "quokka") == ["Quokka"]


def test_the_last_document_can_be_deleted_and_come_back(running: KnowledgeBase, content: Path) -> None:
    for name in ("zebra", "okapi"):
        (content / f"en/templates/offer/{name}.md").unlink()
    until(lambda: running.search(Query()).total == 0, "nothing is served")
    assert found(running, "zebra") == []

    (content / ZEBRA).write_text(template("Zebra", "zebra"))

    until(lambda: found(running, "zebra") == ["Zebra"], "the document is back")


def test_a_knowledge_base_may_begin_with_a_vocabulary_alone(content: Path, tmp_path: Path) -> None:
    shutil.rmtree(content / "en")

    opened = open_kb(Settings(content=content, data=tmp_path / "data"))

    assert opened.search(Query("zebra")).total == 0
    assert opened.search(Query()).total == 0


def test_library_and_index_change_together(running: KnowledgeBase, content: Path) -> None:
    """Whoever asks sees the state before a change or after it: a hit always says what it was found by."""
    wrong: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for text in ("zebra", "tapir"):
                wrong.extend(title for title in found(running, text) if title.lower() != text)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for title, animal in [("Tapir", "tapir"), ("Zebra", "zebra")] * 2:
        (content / ZEBRA).write_text(template(title, animal))
        until(lambda animal=animal, title=title: found(running, animal) == [title], f"{title} is found")  # type: ignore[misc]
    done.set()
    for asker in askers:
        asker.join()

    assert wrong == []


def test_without_a_change_a_refresh_does_nothing(content: Path, tmp_path: Path) -> None:
    kb = open_kb(Settings(content=content, data=tmp_path / "data"))
    before = kb.library

    assert kb.refresh() is False
    assert kb.library is before
    (content / ZEBRA).write_text(template("Tapir", "tapir"))
    assert kb.refresh() is True
    assert kb.refresh() is False


def test_a_change_while_it_was_not_running_is_taken_in_at_the_start(content: Path, tmp_path: Path) -> None:
    settings = Settings(content=content, data=tmp_path / "data")
    open_kb(settings).close()
    (content / ZEBRA).write_text(template("Tapir", "tapir"))
    done: list[tuple[str, int, int]] = []

    again = open_kb(settings, progress=lambda *step: done.append(step))

    assert found(again, "tapir") == ["Tapir"]
    assert found(again, "zebra") == []
    assert [step for step in done if step[0] == INDEXING] == [(INDEXING, 1, 1)]
    assert [step for step in done if step[0] == READING] == [(READING, 1, 2), (READING, 2, 2)]


def test_a_change_while_it_starts_is_taken_in_with_the_next_look(content: Path, tmp_path: Path) -> None:
    def change(stage: str, done: int, of: int) -> None:
        if stage == INDEXING:
            (content / ZEBRA).write_text(template("Tapir", "tapir"))

    kb = open_kb(Settings(content=content, data=tmp_path / "data"), progress=change)

    kb.refresh()

    assert found(kb, "tapir") == ["Tapir"]


def test_an_edit_that_keeps_size_and_time_shortly_after_the_last_is_taken_in(content: Path, tmp_path: Path) -> None:
    kb = open_kb(Settings(content=content, data=tmp_path / "data"))
    before = (content / ZEBRA).stat()
    (content / ZEBRA).write_text(template("Tapir", "tapir"))
    os.utime(content / ZEBRA, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (content / ZEBRA).stat().st_size == before.st_size

    kb.refresh()

    assert found(kb, "tapir") == ["Tapir"]


def test_a_changed_text_of_a_locale_is_found(content: Path, tmp_path: Path) -> None:
    folder = content / "zh/templates/offer"
    folder.mkdir(parents=True)
    (folder / "zebra.md").write_text("---\ntitle: 斑马\nsummary: 说。\n---\n## formal\n\n您好。\n", "utf-8")
    (folder / "zebra.zh-Hant.md").write_text("---\nkeywords: []\n---\n## formal\n\n駱駝。\n", "utf-8")
    kb = open_kb(Settings(content=content, data=tmp_path / "data"))
    assert kb.library.problems == ()
    assert found(kb, "駱駝") == ["斑马"]

    (folder / "zebra.zh-Hant.md").write_text("---\nkeywords: []\n---\n## formal\n\n長頸鹿。\n", "utf-8")
    kb.refresh()

    assert found(kb, "長頸鹿") == ["斑马"]
    assert found(kb, "駱駝") == []


def test_a_changed_keyword_of_a_locale_is_found(content: Path, tmp_path: Path) -> None:
    folder = content / "zh/templates/offer"
    folder.mkdir(parents=True)
    (folder / "zebra.md").write_text("---\ntitle: 斑马\nsummary: 说。\n---\n## formal\n\n您好。\n", "utf-8")
    own = "---\nkeywords: [{}]\n---\n## formal\n\n您好。\n"
    (folder / "zebra.zh-Hant.md").write_text(own.format("駱駝"), "utf-8")
    kb = open_kb(Settings(content=content, data=tmp_path / "data"))
    assert found(kb, "駱駝") == ["斑马"]

    (folder / "zebra.zh-Hant.md").write_text(own.format("長頸鹿"), "utf-8")
    kb.refresh()

    assert found(kb, "長頸鹿") == ["斑马"]
    assert found(kb, "駱駝") == []


def test_a_start_reads_what_the_last_one_put_away(content: Path, tmp_path: Path) -> None:
    settings = Settings(content=content, data=tmp_path / "data")
    first = open_kb(settings)
    written = (settings.data / "library.pickle").stat().st_mtime_ns

    again = open_kb(settings)

    assert again.library.version == first.library.version
    assert served(again) == served(first)
    assert found(again, "zebra") == ["Zebra"]
    assert (settings.data / "library.pickle").stat().st_mtime_ns == written, "what did not change is not put away again"


def test_a_vocabulary_that_has_broken_since_the_last_start_leaves_the_last_good_one(content: Path, tmp_path: Path) -> None:
    settings = Settings(content=content, data=tmp_path / "data")
    open_kb(settings)
    (content / "variables.yml").write_text("order.number: [\n")

    again = open_kb(settings)

    assert {problem.path for problem in again.library.problems} == {"variables.yml"}
    assert found(again, "zebra") == ["Zebra"]


def test_a_message_is_answered_by_its_matter_and_not_by_the_number_that_it_names(kb: KnowledgeBase) -> None:
    matter = [hit.document.id for hit in kb.search(Query("My parcel has not come", kind="template")).hits[:3]]
    numbered = kb.search(Query("My parcel has not come, order number 250-1234567-1234567", kind="template"))

    assert [hit.document.id for hit in numbered.hits[:3]] == matter
    assert numbered.query.text.endswith("1234567")


def test_an_order_number_alone_is_looked_for_as_it_stands(kb: KnowledgeBase) -> None:
    assert kb.search(Query("order number 250-1234567")).total > 0


def test_a_question_is_completed_and_explained(running: KnowledgeBase, content: Path) -> None:
    assert [suggestion.text for suggestion in running.suggest("zeb", "en")] == ["zebra"]
    explanation = running.explain(Query("zebra"), "templates/offer/zebra")
    assert explanation is not None
    assert explanation.reasons[0].term.text == "zebra"
    assert running.explain(Query("zebra"), "templates/offer/okapi") is None

    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    until(
        lambda: [suggestion.text for suggestion in running.suggest("tap", "en")] == ["tapir"], "the new words are proposed"
    )
    assert running.suggest("zeb", "en") == ()


def test_two_knowledge_bases_over_one_folder_agree(content: Path, tmp_path: Path) -> None:
    settings = Settings(content=content, data=tmp_path / "data")
    one, two = open_kb(settings), open_kb(settings)
    (content / ZEBRA).write_text(template("Tapir", "tapir"))

    assert one.refresh()
    assert found(two, "zebra") == ["Zebra"], "the other goes on with what it has"
    assert two.refresh()

    assert found(one, "tapir") == found(two, "tapir") == ["Tapir"]


def test_a_folder_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="KB_CONTENT"):
        open_kb(Settings(content=tmp_path / "nowhere", data=tmp_path / "data"))


@pytest.mark.parametrize("error", [OSError("no space left on device"), PermissionError("denied"), RuntimeError("no")])
def test_where_the_system_gives_no_watch_the_folder_is_looked_at_instead(
    error: Exception, content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def watch(*_: object, **__: object) -> Iterator[object]:
        raise error

    monkeypatch.setattr("watchfiles.watch", watch)
    monkeypatch.setattr(watching, "WATCH_SECONDS", 0.02)
    monkeypatch.setattr(watching, "MAX_SHARE", 1)
    kb = open_kb(Settings(content=content, data=tmp_path / "data"), watch=True)
    (content / "en/templates/offer/okapi.md").write_text(template("Okapi of the forest", "okapi"))
    until(lambda: found(kb, "okapi") == ["Okapi of the forest"], "the change is taken in")
    kb.close()

    assert [record.getMessage() for record in caplog.records if "tells of no changes" in record.getMessage()] == [
        f"the system tells of no changes ({error}); the content is looked at now and then instead"
    ]


def test_a_folder_that_is_away_is_told_once_and_when_it_is_back(
    running: KnowledgeBase, content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kb")
    content.rename(content.with_name("away"))
    until(lambda: "could not be taken in" in caplog.text, "the trouble is told")
    time.sleep(0.3)
    content.with_name("away").rename(content)
    until(lambda: "can be taken in again" in caplog.text, "the end of it is told")

    assert caplog.text.count("could not be taken in") == 1


def test_closing_ends_the_watch(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "WATCH_SECONDS", 0.02)
    kb = open_kb(Settings(content=content, data=tmp_path / "data"), watch=True)
    watchers = [thread for thread in threading.enumerate() if thread.name == "kb-watch"]
    assert watchers

    kb.close()

    assert not any(thread.is_alive() for thread in watchers)


def test_a_reply_needs_a_template_in_its_language_with_its_values(kb: KnowledgeBase, running: KnowledgeBase) -> None:
    with pytest.raises(DocumentNotFound):
        kb.reply("templates/apology/nothing", Choices("en"), {})
    with pytest.raises(DocumentNotFound):
        kb.reply("articles/reply-process", Choices("en"), {})
    with pytest.raises(TranslationNotFound) as absent:
        running.reply("templates/offer/zebra", Choices("ja"), {})
    assert absent.value.languages == ("en",)
    with pytest.raises(InvalidValues) as wrong:
        running.reply("templates/offer/zebra", Choices("en"), {})
    assert [(problem.name, problem.code) for problem in wrong.value.problems] == [("brand.name", "missing")]
    assert running.reply("templates/offer/zebra", Choices("en"), {}, preview=True).missing == ("brand.name",)


def test_the_database_is_opened_when_it_is_first_asked_for(content: Path, tmp_path: Path) -> None:
    opened = open_kb(Settings(content=content, data=tmp_path / "data"))
    assert not (tmp_path / "data/kotae.sqlite3").exists()

    assert not opened.store.people.have_accounts()

    assert opened.store is opened.store
    assert (tmp_path / "data/kotae.sqlite3").exists()
    opened.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        _ = opened.store


def test_a_database_that_cannot_be_opened_is_tried_again_and_search_works_meanwhile(content: Path, tmp_path: Path) -> None:
    opened = open_kb(Settings(content=content, data=tmp_path / "data"))
    file = tmp_path / "data/kotae.sqlite3"
    file.write_bytes(b"no database" * 999)

    with pytest.raises(StoreUnavailable, match="kotae.sqlite3"):
        _ = opened.store
    assert opened.search(Query("zebra", "en")).total == 1

    file.unlink()
    assert opened.store.people.all() == ()
    opened.close()


def test_a_database_that_is_away_when_the_site_starts_is_in_the_log(
    content: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = "postgresql://kotae:secret@127.0.0.1:9/kotae"
    opened = open_kb(Settings(content=content, data=tmp_path / "data", database_url=away))

    opened.warm()

    (line,) = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert "127.0.0.1" in line and "search and copying work meanwhile" in line and "secret" not in line
    opened.close()
