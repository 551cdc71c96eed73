"""What is known of words beside the index, and when a question is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.content.library import Library, load_library
from kb.search import analysis
from kb.search.entries import entry_of
from kb.search.index import Index
from kb.search.scoring import Snapshot, Snapshots
from kb.search.words import Words
from tests.search.conftest import Mend
from tests.small_content import source_file, write_content

ZEBRA = "en/templates/apology/zebra.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return write_content(
        folder, {ZEBRA: source_file(title="Zebra crossing"), "synonyms/en.txt": "[general]\nokapi, giraffe\n"}
    )


def snapshot_of(library: Library, folder: Path) -> Snapshot:
    index = Index(folder)
    index.sync(entry_of(document, library.vocabulary) for document in library)
    return Snapshots(index).refresh()


def mended_in(library: Library, snapshot: Snapshot, text: str) -> str:
    return Words(library).mended(text, "en", analysis.read(text), snapshot)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zebar", "zebra"),  # a title
        ("crosing the zebra", "crossing the zebra"),
        ("girafe", "giraffe"),  # a synonym
        ("zebra", "zebra"),
        ("zebras", "zebras"),
        ("giraffes", "giraffes"),
        ("Yamada", "Yamada"),
        ("", ""),
    ],
)
def test_a_word_that_nothing_holds_becomes_one_that_the_content_or_a_synonym_has(
    typed: str, meant: str, content: Path, tmp_path: Path
) -> None:
    library = load_library(content)

    assert mended_in(library, snapshot_of(library, tmp_path / "data"), typed) == meant


def test_a_word_of_a_body_alone_is_known_and_nothing_is_mended_to_it(tmp_path: Path) -> None:
    library = load_library(write_content(tmp_path, {ZEBRA: source_file("## formal\n\nHello okapi.\n")}))
    snapshot = snapshot_of(library, tmp_path / "data")

    assert mended_in(library, snapshot, "okapi") == "okapi"
    assert mended_in(library, snapshot, "okapo") == "okapo"


@pytest.mark.parametrize(
    "text",
    [
        "refnud\nplease",
        "I ordered it two weeks ago and was told that the refnud would come within five working days but there is nothing "
        * 2,
    ],
)
def test_a_message_is_not_mended(text: str, mended: Mend) -> None:
    assert mended(text) == text


def test_a_new_snapshot_brings_new_words(content: Path, tmp_path: Path) -> None:
    library = load_library(content)
    words, index = Words(library), Index(tmp_path / "data")
    snapshots = Snapshots(index)
    index.sync(entry_of(document, library.vocabulary) for document in library)
    assert words.mended("quagg", "en", analysis.read("quagg"), snapshots.refresh()) == "quagg"

    write_content(content, {"en/templates/apology/quagga.md": source_file(title="Quagga")})
    changed = load_library(content, library)
    index.sync(entry_of(document, changed.vocabulary) for document in changed)

    assert words.still_true(changed)
    assert words.mended("quagg", "en", analysis.read("quagg"), snapshots.refresh()) == "quagga"


def test_words_stay_true_until_the_vocabulary_or_a_synonym_changes(content: Path) -> None:
    library = load_library(content)
    words = Words(library)

    write_content(content, {ZEBRA: source_file(title="Quagga")})
    documents = load_library(content, library)
    (content / "synonyms/en.txt").write_text("[general]\nokapi, tapir\n")
    synonyms = load_library(content, documents)
    (content / "variables.yml").write_text((content / "variables.yml").read_text() + "\n# note\n")
    vocabulary = load_library(content, documents)

    assert words.still_true(library)
    assert words.still_true(documents)
    assert not words.still_true(synonyms)
    assert not words.still_true(vocabulary)


def test_the_values_of_filters_are_those_of_the_taxonomy(library: Library, words: Words) -> None:
    values = words.filter_values

    assert list(values) == ["kind", "intent", "issue", "channel", "tone", "platform"]
    assert set(values["kind"]) == {"template", "article"}
    assert set(values["intent"]) == set(library.taxonomy.intents)
    assert set(values["platform"]) == set(library.taxonomy.platforms)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_word_that_the_content_is_found_by_is_taken_for_an_error(lang: str, library: Library, mended: Mend) -> None:
    said = {text for d in library if d.lang == lang for text in (d.title, *d.keywords)}
    said |= {entry for group in library.synonyms[lang] for entry in group.entries}

    assert {text: mended(text) for text in said if mended(text) != text} == {}


def test_no_name_of_an_example_is_taken_for_an_error(library: Library, mended: Mend) -> None:
    said = {
        str(example)
        for variable in library.vocabulary.variables.values()
        for lang, example in variable.examples.items()
        if isinstance(example, str)
    }

    assert said
    assert {text: mended(text) for text in said if mended(text) != text} == {}
