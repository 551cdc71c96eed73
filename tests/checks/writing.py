"""Sentences put into files, so that a check can be asked about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kb.checks.texts import Text, Texts, names_in, read_texts
from kb.content.library import Library, load_library
from kb.content.problems import Problem
from tests.small_content import ID, source_file, translation_file, write_content

ARTICLE = "articles/late-delivery"


def texts_of(folder: Path, library: Library) -> Texts:
    """The files of a folder."""
    return Texts(library, read_texts(folder, names_in(folder)))


def text_of(sentence: str, lang: str, tone: str = "formal", id: str = ID, locale: str = "") -> Text:
    """A file of one section that says this."""
    heading = f"## {tone}\n\n" if id.startswith("templates") else ""
    ending = f".{locale}.md" if locale else ".md"
    return Text(f"{lang}/{id}{ending}", lang, id, locale, f"---\ntitle: T\nsummary: S\n---\n{heading}{sentence}\n")


def codes_in(check: Callable[[Iterable[Text]], Iterable[Problem]], *texts: Text) -> list[str]:
    """What a check of single files finds in them, each code once."""
    return sorted({problem.code for problem in check(texts)})


def found_between(
    check: Callable[[Texts], Iterable[Problem]], folder: Path, source: str, translations: Mapping[str, str], id: str = ID
) -> list[Problem]:
    """What a check of pairs finds between a text and its translations, which are bodies or whole files."""
    heading = "## formal\n\n" if id.startswith("templates") else ""
    files: dict[str, str | bytes] = {f"en/{id}.md": source_file(f"{heading}{source}\n")}
    files |= {f"{lang}/{id}.md": translation_file(f"{heading}{text}\n", lang=lang) for lang, text in translations.items()}
    library = load_library(write_content(folder, files))
    assert library.problems == ()
    return list(check(texts_of(folder, library)))
