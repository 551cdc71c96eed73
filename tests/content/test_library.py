from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.content.library import Library, load_library
from kb.content.model import Article, Template
from kb.content.reading import MAX_FILE_BYTES
from kb.errors import ContentError, DocumentNotFound, TranslationNotFound
from kb.reply.compose import Choices, compose
from tests.conftest import CONTENT
from tests.small_content import FACETS, ID, source_file, translation_file, write_content

EN, JA, ES, ZH = (f"{lang}/{ID}.md" for lang in ("en", "ja", "es", "zh"))
ARTICLE = "---\ntitle: A\nsummary: B\nissues: [refund]\n---\nText.\n"


def told(library: Library) -> list[tuple[str, int, str]]:
    return [(p.path, p.line, p.code) for p in library.problems]


def load(folder: Path, files: dict[str, str | bytes], previous: Library | None = None) -> Library:
    return load_library(write_content(folder, files), previous)


def words_of(library: Library, lang: str = "en", locale: str = "") -> str:
    template = library.get(ID, lang)
    assert isinstance(template, Template)
    return compose(template, Choices(lang, locale=locale), {}, library.vocabulary).text


def test_a_document_is_had_by_id_and_language(tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(), JA: translation_file(), "en/articles/refunds.md": ARTICLE})

    assert library.problems == ()
    assert library.get(ID, "ja").title == "遅延"
    assert list(library.translations(ID)) == ["en", "ja"]
    assert isinstance(library.get("articles/refunds", "en"), Article)
    assert {(d.id, d.lang) for d in library} == {(ID, "en"), (ID, "ja"), ("articles/refunds", "en")}


def test_a_translation_has_the_facets_of_its_source(tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(), JA: translation_file()})

    assert library.get(ID, "ja").facets == library.get(ID, "en").facets
    assert library.get(ID, "ja").facets.intent == "apology"


def test_the_source_may_be_written_in_another_language(tmp_path: Path) -> None:
    library = load(tmp_path, {ZH: source_file(), EN: translation_file()})

    assert library.problems == ()
    assert (library.get(ID, "zh").freshness, library.get(ID, "en").freshness) == ("source", "unstamped")


def test_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(), JA: translation_file()})

    with pytest.raises(DocumentNotFound, match=f'did you mean "{ID}"'):
        library.get("templates/apology/late-delivry", "en")
    with pytest.raises(TranslationNotFound) as error:
        library.get(ID, "es")
    assert error.value.languages == ("en", "ja")


def test_a_missing_folder_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="KB_CONTENT"):
        load_library(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["taxonomy.yml", "channels.yml", "variables.yml"])
def test_without_a_vocabulary_there_is_no_library(name: str, tmp_path: Path) -> None:
    folder = write_content(tmp_path, {EN: source_file()})
    (folder / name).unlink()

    with pytest.raises(ContentError, match=name):
        load_library(folder)


def test_a_broken_vocabulary_tells_every_mistake_of_every_file(tmp_path: Path) -> None:
    taxonomy = (CONTENT / "taxonomy.yml").read_text().replace("zone: Asia/Tokyo", "zone: Asia/Tokio")
    channels = (CONTENT / "channels.yml").read_text().replace("unit: bytes", "unit: bits")
    variables = (CONTENT / "variables.yml").read_text().replace("type: person", "type: human")

    with pytest.raises(ContentError) as error:
        load(tmp_path, {"taxonomy.yml": taxonomy, "channels.yml": channels, "variables.yml": variables})

    assert [word in str(error.value) for word in ("taxonomy.yml:", "channels.yml:", "variables.yml:")] == [True] * 3
    assert [word in str(error.value) for word in ("Asia/Tokio", "bits", "human")] == [True] * 3


def test_the_problems_of_all_files_are_gathered_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    library = load(
        tmp_path,
        {
            EN: source_file(),
            JA: "no front matter\n",
            ES: source_file("## formal\n\n{{ order.no }}\n\n## frim\n\nx\n"),
            "en/articles/refunds.md": "---\ntitle: A\nsummary: B\nisues: [refund]\n---\nText.\n",
            "en/articles/Bad Name.md": ARTICLE,
            "zh/templates/apology/broken.md": b"---\ntitle: A\nsummary: \xff\n---\n",
        },
    )

    assert told(library) == [
        ("en/articles/Bad Name.md", 1, "file-name"),
        ("en/articles/refunds.md", 4, "unknown-key"),
        (ES, 10, "variable"),
        (ES, 12, "tone"),
        (JA, 1, "front-matter"),
        ("zh/templates/apology/broken.md", 3, "encoding"),
    ]
    assert list(library.documents) == [ID]
    assert list(library.translations(ID)) == ["en"]


@pytest.mark.parametrize("body", ["## formal\n\nHello.\n\nBye.\n", "## formal\n\n- a\n- b\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(body: str, tmp_path: Path) -> None:
    unix, dos = tmp_path / "unix", tmp_path / "dos"
    unix.mkdir()
    dos.mkdir()

    plain = load(unix, {EN: source_file(body)})
    windows = load(dos, {EN: b"\xef\xbb\xbf" + source_file(body).replace("\n", "\r\n").encode()})

    assert windows.problems == ()
    assert words_of(windows) == words_of(plain)
    assert windows.get(ID, "en").digest == plain.get(ID, "en").digest


def test_windows_line_ends_do_not_move_the_lines_of_problems(tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file("## formal\n\nHi\n\n{{ order.no }}\n").replace("\n", "\r\n")})

    assert (EN, 12, "variable") in told(library)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"---\ntitle: \xe9\n---\n", "encoding", 2),
        ("---\ntitle: 遅れ\n---\n".encode("shift_jis"), "encoding", 2),
        (source_file().encode("utf-16"), "encoding", 1),
        (b"x" * (MAX_FILE_BYTES + 1), "file", 1),
        (b"", "front-matter", 1),
        (b"\x00\x00", "front-matter", 1),
    ],
    ids=["latin-1", "shift-jis", "utf-16", "too large", "empty", "nul"],
)
def test_a_file_that_is_no_text_is_told_and_the_rest_is_served(data: bytes, code: str, line: int, tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(), JA: data})

    assert told(library) == [(JA, line, code)]
    assert words_of(library) == "Hello."


@pytest.mark.parametrize(
    "name",
    [
        "en/templates/apology/Late.md",
        "en/templates/apology/late_delivery.md",
        "en/templates/apology/late delivery.md",
        "en/templates/apology/late--delivery.md",
        "en/templates/apology/-late.md",
        "en/templates/apology/late.txt",
        "en/templates/apology/late.MD",
        "en/templates/apology/遅延.md",
        "en/templates/apology/late.md~",
        "en/notes/late.md",
        "en/late.md",
    ],
)
def test_a_bad_file_name_is_told_and_the_rest_is_served(name: str, tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(), name: source_file()})

    assert told(library) == [(name, 1, "file-name")]
    assert list(library.documents) == [ID]


@pytest.mark.parametrize(
    "name", ["en/.hidden.md", "en/templates/.git/x.md", "en/templates/apology/.late-delivery.md.swp", "notes.txt", "fr/x.md"]
)
def test_hidden_files_and_other_folders_are_none_of_our_business(name: str, tmp_path: Path) -> None:
    assert load(tmp_path, {EN: source_file(), name: "anything"}).problems == ()


def test_a_link_to_a_file_is_told_and_not_followed(tmp_path: Path) -> None:
    folder = write_content(tmp_path, {EN: source_file(), "elsewhere.md": translation_file()})
    (folder / JA).parent.mkdir(parents=True)
    (folder / JA).symlink_to(folder / "elsewhere.md")

    library = load_library(folder)

    assert told(library) == [(JA, 1, "file")]
    assert list(library.translations(ID)) == ["en"]


def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    folder = write_content(tmp_path, {EN: source_file(), "elsewhere/late-parcel.md": source_file()})
    (folder / "en/templates/offer").symlink_to(folder / "elsewhere", target_is_directory=True)

    library = load_library(folder)

    assert list(library.documents) == [ID]
    assert told(library) == [("en/templates/offer", 1, "file")]


def test_a_document_without_facets_is_told_in_each_of_its_files(tmp_path: Path) -> None:
    library = load(tmp_path, {EN: translation_file(), JA: translation_file()})

    assert told(library) == [(EN, 1, "path-parity"), (JA, 1, "path-parity")]
    assert dict(library.documents) == {}


def test_facets_in_a_second_file_are_told_there(tmp_path: Path) -> None:
    library = load(
        tmp_path,
        {
            EN: source_file(),
            JA: source_file(),
            "es/templates/apology/late-delivery.es-MX.md": source_file(),
            ES: translation_file(),
        },
    )

    assert told(library) == [("es/templates/apology/late-delivery.es-MX.md", 1, "facets"), (JA, 1, "facets")]
    assert library.get(ID, "en").freshness == "source"


@pytest.mark.parametrize(
    ("facets", "key"),
    [
        ("partner: templates/acknowledgement/nothing\n", "partner"),
        ("next: [templates/offer/nothing]\n", "next"),
        (f"related: [{ID}, articles/nothing]\n", "related"),
    ],
)
def test_a_reference_to_nothing_is_told_and_the_document_is_served(facets: str, key: str, tmp_path: Path) -> None:
    library = load(tmp_path, {EN: source_file(facets=FACETS + facets)})

    assert [(p.path, p.code, p.message.startswith(key), "nothing" in p.message) for p in library.problems] == [
        (EN, "dead-reference", True, True)
    ]
    assert words_of(library) == "Hello."


def test_a_link_of_an_article_to_nothing_is_told(tmp_path: Path) -> None:
    text = ARTICLE.replace(
        "Text.", f"[a](/{ID}#top) [b](/articles/nothing) [c](https://shop.example/x) [d](/articles/refunds)"
    )

    library = load(tmp_path, {EN: source_file(), "en/articles/refunds.md": text})

    assert [(p.path, p.code, "articles/nothing" in p.message) for p in library.problems] == [
        ("en/articles/refunds.md", "dead-reference", True)
    ]


def test_a_broken_file_keeps_its_last_good_version(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file("## formal\n\nFirst.\n"), JA: translation_file()})

    broken = load(
        tmp_path,
        {EN: source_file("## formal\n\nSecond {{ order.no }}\n"), JA: translation_file("## formal\n\n新しい。\n")},
        first,
    )
    again = load_library(tmp_path, broken)

    assert told(broken) == told(again) == [(EN, 10, "variable")]
    assert (words_of(broken), words_of(broken, "ja")) == ("First.", "新しい。")
    assert words_of(again) == "First."

    mended = load(tmp_path, {EN: source_file("## formal\n\nThird.\n")}, again)

    assert mended.problems == ()
    assert words_of(mended) == "Third."


@pytest.mark.parametrize("data", [b"\xff\xfe", b"", b"x" * (MAX_FILE_BYTES + 1)], ids=["not text", "emptied", "too large"])
def test_a_file_that_can_no_longer_be_read_keeps_its_last_good_version(data: bytes, tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file()})

    broken = load(tmp_path, {EN: data}, first)

    assert words_of(broken) == "Hello."
    assert [path for path, _, _ in told(broken)] == [EN]


def test_documents_that_did_not_change_are_the_same_objects_after_a_reload(tmp_path: Path) -> None:
    other = "en/templates/apology/lost-parcel.md"
    first = load(tmp_path, {EN: source_file(), JA: translation_file(), other: source_file(), "en/articles/a.md": ARTICLE})

    second = load(tmp_path, {JA: translation_file("## formal\n\n新しい。\n")}, first)

    assert words_of(second, "ja") == "新しい。"
    assert second.documents["templates/apology/lost-parcel"] is first.documents["templates/apology/lost-parcel"]
    assert second.get("articles/a", "en") is first.get("articles/a", "en")
    assert second.get(ID, "ja") is not first.get(ID, "ja")
    assert load_library(tmp_path, second).documents == second.documents
    assert all(load_library(tmp_path, second).get(d.id, d.lang) is d for d in second)


def test_a_synonym_list_that_did_not_change_is_not_read_again_and_keeps_its_problems(tmp_path: Path) -> None:
    lists: dict[str, str | bytes] = {"synonyms/en.txt": "[general]\nparcel, box\n", "synonyms/es.txt": "paquete\n"}
    first = load(tmp_path, {EN: source_file(), **lists})

    second = load(tmp_path, {JA: translation_file()}, first)
    third = load(tmp_path, {"synonyms/en.txt": "[general]\nparcel, carton\n"}, second)

    assert second.synonyms["en"] is first.synonyms["en"]
    assert [p for p in second.problems if p.code == "synonyms"] == [p for p in first.problems if p.code == "synonyms"] != []
    assert third.synonyms["en"][0].entries == ("parcel", "carton")


def test_a_translation_is_told_anew_how_fresh_it_is_when_its_source_changes(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file(), JA: translation_file()})
    source = first.get(ID, "en")
    stamp = f"l10n: {{source: {source.file.blob}, digest: {source.digest}, state: reviewed}}\n"
    stamped = load(tmp_path, {JA: translation_file(stamp=stamp)}, first)

    changed = load(tmp_path, {EN: source_file("## formal\n\nOther.\n")}, stamped)

    assert stamped.get(ID, "ja").freshness == "reviewed"
    assert changed.get(ID, "ja").freshness == "stale"
    assert changed.get(ID, "ja").facets is changed.get(ID, "en").facets


def test_a_change_of_facets_reaches_every_translation(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file(), JA: translation_file()})

    changed = load(tmp_path, {EN: source_file(facets=FACETS.replace("late-delivery", "refund"))}, first)

    assert first.get(ID, "ja").facets.issues == ("late-delivery",)
    assert changed.get(ID, "ja").facets.issues == ("refund",)


def test_an_added_and_a_removed_translation_change_the_document(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file()})
    second = load(tmp_path, {JA: translation_file()}, first)
    (tmp_path / JA).unlink()
    third = load_library(tmp_path, second)

    assert [list(library.translations(ID)) for library in (first, second, third)] == [["en"], ["en", "ja"], ["en"]]


def test_an_edit_that_keeps_size_and_time_shortly_after_the_last_is_still_seen(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file("## formal\n\nFirst.\n")})
    before = (tmp_path / EN).stat()
    (tmp_path / EN).write_text(source_file("## formal\n\nOther.\n"))
    os.utime(tmp_path / EN, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (tmp_path / EN).stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)

    assert words_of(load_library(tmp_path, first)) == "Other."


def test_a_file_that_has_long_been_as_it_is_is_not_read_again(tmp_path: Path) -> None:
    folder = write_content(tmp_path, {EN: source_file("## formal\n\nFirst.\n")})
    os.utime(folder / EN, ns=(1_700_000_000_000_000_000,) * 2)
    first = load_library(folder)
    (folder / EN).write_text(source_file("## formal\n\nOther.\n"))
    os.utime(folder / EN, ns=(1_700_000_000_000_000_000,) * 2)  # as no editor leaves it

    assert words_of(load_library(folder, first)) == "First."
    os.utime(folder / EN)
    assert words_of(load_library(folder, first)) == "Other."


def test_progress_counts_the_files_that_are_read(tmp_path: Path) -> None:
    told_: list[tuple[int, int]] = []

    load_library(
        write_content(tmp_path, {EN: source_file(), JA: translation_file()}), None, lambda *step: told_.append(step)
    )

    assert told_ == [(1, 2), (2, 2)]


def test_a_deleted_file_is_gone(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file(), JA: translation_file()})
    (tmp_path / JA).unlink()

    library = load_library(tmp_path, first)

    assert list(library.translations(ID)) == ["en"]
    assert library.problems == ()


def test_a_broken_vocabulary_keeps_the_last_good_one(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file()})

    broken = load(
        tmp_path, {"variables.yml": "order.number: [\n", EN: source_file("## formal\n\n{{ order.number }}!\n")}, first
    )

    assert [path for path, _, _ in told(broken)] == ["variables.yml"]
    assert broken.vocabulary.variables["order.number"].type == "text"
    assert "order.number" in getattr(broken.get(ID, "en"), "variables", ())


def test_a_word_that_leaves_the_vocabulary_breaks_the_files_that_use_it(tmp_path: Path) -> None:
    first = load(tmp_path, {EN: source_file("## formal\n\n{{ order.number }}\n")})
    fewer = (CONTENT / "variables.yml").read_text().replace("order.number:", "order.reference:", 1)

    library = load(tmp_path, {"variables.yml": fewer}, first)

    assert told(library) == [(EN, 10, "variable")]


def test_the_version_names_the_content_and_nothing_else(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first = load(one, {EN: source_file()})

    assert load(two, {EN: source_file()}).version == first.version
    assert load_library(one, first).version == first.version
    assert load(one, {EN: source_file("## formal\n\nOther.\n")}, first).version != first.version
    assert load(two, {"variables.yml": (CONTENT / "variables.yml").read_text() + "\n# note\n"}).version != first.version


def test_an_alternate_belongs_to_the_base_file_beside_it(tmp_path: Path) -> None:
    folder = "zh/templates/apology"
    files: dict[str, str | bytes] = {
        EN: source_file(),
        ZH: translation_file("## formal\n\n您好。\n"),
        f"{folder}/late-delivery.zh-Hant.md": "---\nkeywords: []\n---\n## formal\n\n您好，{{ order.number }}。\n",
    }

    library = load(tmp_path, files)

    template = library.get(ID, "zh")
    assert library.problems == ()
    assert isinstance(template, Template)
    assert [(v.tone, v.locale) for v in template.variants] == [("formal", ""), ("formal", "zh-Hant")]
    assert template.variables == ("order.number",)
    assert len(list(library)) == 2


def test_an_alternate_adds_its_keywords_and_has_a_subject_of_its_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        EN: source_file(facets=f"{FACETS}subject: Late\n"),
        ZH: translation_file("## formal\n\n您好。\n", "keywords: [催单, 延误]\nsubject: 延误\n"),
        "zh/templates/apology/late-delivery.zh-Hant.md": (
            "---\nkeywords: [貨態查詢, 催單]\nsubject: 延遲 {{ order.number }}\n---\n## formal\n\n您好。\n"
        ),
    }

    template = load(tmp_path, files).get(ID, "zh")

    assert isinstance(template, Template)
    assert template.keywords == ("催单", "延误")
    assert template.own_keywords == ("貨態查詢", "催單")
    assert template.subject_of("") is template.subject
    assert template.subject_of("zh-Hant") is template.own_subjects["zh-Hant"]
    assert template.variables == ("order.number",)


def test_an_alternate_without_a_subject_takes_its_bases_only_where_they_are_of_one_script(tmp_path: Path) -> None:
    own = "---\nkeywords: []\n---\n## formal\n\n"
    files: dict[str, str | bytes] = {
        EN: source_file(facets=f"{FACETS}subject: Late\n"),
        ES: translation_file("## formal\n\nHola.\n", "subject: Retraso\n"),
        ZH: translation_file("## formal\n\n您好。\n", "subject: 延误\n"),
        "es/templates/apology/late-delivery.es-MX.md": f"{own}Buen día.\n",
        "zh/templates/apology/late-delivery.zh-Hant.md": f"{own}您好。\n",
    }

    library = load(tmp_path, files)

    mexican, chinese = library.get(ID, "es"), library.get(ID, "zh")
    assert isinstance(mexican, Template)
    assert isinstance(chinese, Template)
    assert mexican.subject_of("es-MX") is mexican.subject
    assert chinese.subject_of("zh-Hant") is None


def test_an_alternate_without_a_base_file_is_told(tmp_path: Path) -> None:
    name = "zh/templates/apology/late-delivery.zh-Hant.md"

    library = load(tmp_path, {EN: source_file(), name: "---\nkeywords: []\n---\n## formal\n\n您好。\n"})

    assert told(library) == [(name, 1, "path-parity")]
    assert list(library.translations(ID)) == ["en"]


@pytest.mark.parametrize("tag", ["qq-QQ", "en-MX", "zh-Hant", "es-XX"])
def test_an_alternate_for_a_locale_that_its_language_does_not_have_is_told_and_harms_nobody(
    tag: str, tmp_path: Path
) -> None:
    name = f"es/templates/apology/late-delivery.{tag}.md"
    alternate = "---\nkeywords: []\n---\n## formal\n\nAlternate.\n"

    library = load(tmp_path, {EN: source_file(), ES: translation_file("## formal\n\nHola.\n"), name: alternate})

    assert words_of(library, "es", "es-ES") == "Hola."
    assert words_of(library, "es", "es-MX") == "Hola."
    assert [path for path, _, _ in told(library)] == [name]
