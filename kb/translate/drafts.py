"""Drafts of whole documents: which need one, what is kept of them, and the file as it is written.

Nothing that a person wrote is changed unless its source changed, and then only where git has the wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kb.content import frontmatter
from kb.content.freshness import SOURCE, STALE, blob_id
from kb.content.history import History
from kb.content.library import Library
from kb.content.model import Document, File, Stamp
from kb.content.parse import parse_file
from kb.content.problems import Problems
from kb.content.skeleton import TO_DO, to_do
from kb.content.stamping import stamped
from kb.errors import ContentError
from kb.translate.alignment import Laid, Layout, continued, fresh
from kb.translate.memory import plain
from kb.translate.segments import KEYS, Text, Unit, read_text
from kb.translate.translator import Translator


@dataclass(frozen=True, slots=True)
class Plan:
    """A translation that is to be drafted, and what of it is kept."""

    source: Document
    file: File
    """Where the draft is written, and git's id of what is there now; empty where nothing is."""
    text: Text
    layout: Layout
    mine: Text | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was written: how many texts are still to be translated."""

    path: str
    to_do: int


def missing(library: Library, folder: Path, lang: str) -> Iterator[str]:
    """The documents that are not written in a language, or have a text in it that is still to be translated."""
    for id, documents in library.documents.items():
        file = folder / lang / f"{id}.md"
        if lang not in documents and (not file.exists() or TO_DO.search(plain(file))):
            yield id


def stale(library: Library, lang: str) -> Iterator[str]:
    """The documents whose source says something else than when they were translated into a language."""
    yield from (id for id, found in library.documents.items() if lang in found and found[lang].freshness == STALE)


def plan(library: Library, history: History, folder: Path, id: str, lang: str) -> Plan:
    """What is to be done for one document. Raises ContentError with the reason when nothing can or need be done."""
    source = next(document for document in library.translations(id).values() if document.freshness == SOURCE)
    path = f"{lang}/{id}.md"
    if source.lang == lang:
        raise ContentError(f"{path} is the source; there is nothing to draft")
    text = read_text(plain(folder / source.file.path), source.file.path)
    if not (folder / path).exists():
        return Plan(source, File(path, ""), text, fresh(text))
    data = (folder / path).read_bytes()
    mine = read_text(plain(folder / path), path)
    old = _source_before(source, text, mine, history, path)
    try:
        layout = continued(old, text, mine)
    except ContentError as error:
        raise ContentError(f"{path} is left as it is: {error}") from None
    if layout.is_done:
        raise ContentError(f"{path} has nothing to draft")
    if layout.loses and history.text(blob_id(data)) is None:
        raise ContentError(f"{path} has wording that git does not have, and its source changed; commit it first")
    return Plan(source, File(path, blob_id(data)), text, layout, mine)


def _source_before(source: Document, text: Text, mine: Text, history: History, path: str) -> Text:
    """The source as it was when a translation was made of it."""
    matter = frontmatter.read("\n".join(mine.matter), Problems(path))
    entry = matter.mapping("l10n") if matter else None
    blob = entry.text("source") if entry else ""
    if not blob:
        raise ContentError(f"{path} has no stamp, so nobody knows what of its source it reflects; run kb stamp")
    if blob == source.file.blob:
        return text
    before = history.text(blob)
    if before is None:
        raise ContentError(
            f"git does not have the text {blob[:12]} that {path} was made from; fetch all history (git fetch --unshallow)"
        )
    return read_text(before, source.file.path)


def written(plan: Plan, translator: Translator, tick: Callable[[], None]) -> tuple[bytes, int]:
    """The file's content and how many texts of it are still to be translated; `tick` is called after each text."""
    lang = plan.file.path.partition("/")[0]
    left = 0

    def said(section: str, unit: Unit) -> str:
        nonlocal left
        if not unit.is_said:
            return unit.text
        translation = translator.unit(section, unit)
        tick()
        if translation is not None:
            return translation
        left += 1
        return unit.prefix + to_do(unit.text.removeprefix(unit.prefix), lang)

    def filled(laid: Laid) -> str:
        return "\n".join(slot if isinstance(slot, str) else said(laid.section, slot) for slot in laid.slots)

    keys = {laid.section: filled(laid) for laid in plan.layout.keys}
    kept = {laid.section for laid in plan.layout.keys if all(isinstance(slot, str) for slot in laid.slots)}
    body = [filled(laid) for laid in plan.layout.body]
    breaks = plan.text.breaks
    text = "".join([breaks[0], *(part for pair in zip(body, breaks[1:], strict=True) for part in pair)])
    data = "\n".join(["---", *_matter(plan, keys, kept), "---", text]).encode()
    return stamped(data, Stamp(plan.source.file.blob, plan.source.digest, "machine")), left


def _matter(plan: Plan, keys: dict[str, str], kept: set[str]) -> Iterator[str]:
    """The lines of the front matter: those that are kept as they are, letter for letter."""
    entries = dict(_entries(plan.mine.matter)) if plan.mine else {"keywords": ["keywords: []"]}
    for key in KEYS:
        if key in kept and key in entries:
            yield from entries[key]
        elif key in keys:
            yield f"{key}: {_scalar(keys[key])}"
    for key, lines in entries.items():
        if key not in (*KEYS, "l10n"):
            yield from lines


def _entries(lines: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """The lines of each key, those that go on and comments with the key before them."""
    key, kept = "", list[str]()
    for line in lines:
        if line[:1] not in (" ", "\t", "#", "-", ""):
            if kept:
                yield key, kept
            key, kept = line.partition(":")[0], []
        kept.append(line)
    if kept:
        yield key, kept


def _scalar(text: str) -> str:
    dumped: str = yaml.safe_dump(text, allow_unicode=True, width=1 << 20)
    return dumped.removesuffix("...\n").strip()


def write(plan: Plan, translator: Translator, folder: Path, library: Library, tick: Callable[[], None]) -> Draft:
    """Write the draft of one document. Raises ContentError, and writes nothing, when it could not be served."""
    data, left = written(plan, translator, tick)
    problems = Problems(plan.file.path)
    lang = plan.file.path.partition("/")[0]
    text = data.decode()
    parse_file(
        text, id=plan.source.id, lang=lang, locale="", file=plan.file, vocabulary=library.vocabulary, problems=problems
    )
    wrong = [problem for problem in problems if problem.code != "to-do"]
    if wrong:
        raise ContentError(f"the draft could not be served, so it is not written: {wrong[0]}")
    file = folder / plan.file.path
    now = blob_id(file.read_bytes()) if file.exists() else ""
    if now != plan.file.blob:
        raise ContentError(f"{plan.file.path} was changed while it was drafted; it is left as it is, run the command again")
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.draft")
    aside.write_bytes(data)
    aside.replace(file)
    return Draft(plan.file.path, left)


def names_of(library: Library, source: str, target: str) -> dict[str, str]:
    """What has a name of its own in each language and is never translated: the platforms."""
    labels = library.taxonomy.platforms.values()
    return {each[source]: each[target] for each in labels if len(each[source]) > 2}
