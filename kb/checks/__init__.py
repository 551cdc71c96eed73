"""What `kb check` tells: the problems of the files themselves, and of the translations among each other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kb.checks.emphasis import check_emphasis
from kb.checks.examples import check_examples, check_vocabulary
from kb.checks.glossary import check_glossary
from kb.checks.glyphs import check_glyphs
from kb.checks.ignoring import heeded
from kb.checks.parity import check_parity
from kb.checks.register import check_register, check_untranslated
from kb.checks.remembering import Known, Told
from kb.checks.sharing import MIN_SHARED, shared
from kb.checks.stamps import check_stamps
from kb.checks.structure import check_structure
from kb.checks.tags import check_liquid, check_tags
from kb.checks.texts import Texts, id_of, read_texts
from kb.checks.traces import check_traces, check_words
from kb.checks.typography import check_typography
from kb.content.folder import Look, files_of
from kb.content.glossary import Glossary, load_glossary
from kb.content.history import History
from kb.content.library import Library, Progress, load_library, load_part
from kb.content.problems import Problem
from kb.languages import LANGUAGES
from kb.reply.guard import Guard, guard_of

log = logging.getLogger(__name__)

CHECKED = "checked.json"
"""The file in KB_DATA that holds what earlier runs found."""

USUAL = 20
"""Templates whose words are taken for the usual ones."""


class Checked(NamedTuple):
    """Every problem, in the order of files and lines, and in how many files it was looked for."""

    problems: list[Problem]
    files: int


def check_content(
    history: History, only: Iterable[str] | None = None, progress: Progress | None = None, kept: Path | None = None
) -> Checked:
    """What is wrong in the content folder of `history`, which may be one that knows nothing.

    `only` names the files that are asked about, by their path in the folder: of the others nothing is told, and those that
    they have nothing to do with are not read. In the file `kept` stands what earlier runs found, which is not looked for
    again where nothing has changed. Raises ContentError when the vocabulary cannot be used.
    """
    wanted = None if only is None else set(only)
    langs = [lang for lang in LANGUAGES if wanted is None or any(name.startswith(f"{lang}/") for name in wanted)]
    content = _Content.of(history, langs, kept)
    found, whole = [*content.problems], content.whole
    if wanted is None or not all(map(id_of, wanted)):
        found += check_vocabulary(whole)
    ids = [id for id, looks in content.files.items() if wanted is None or wanted.intersection(looks)]
    for told in content.checked(ids, progress):
        found += told.problems
    asked = {name for id in ids for name in content.files[id] if wanted is None or name in wanted}
    return Checked(sorted({p for p in found if wanted is None or p.path in wanted}), len(asked))


@dataclass(frozen=True)
class _Content:
    """What the checks of all documents share: the words, the rules, and which files each document has."""

    history: History
    whole: Library
    files: Mapping[str, Mapping[str, Look]]
    glossary: Glossary
    guard: Guard
    langs: Collection[str]
    """The languages that are asked about."""
    problems: Sequence[Problem]
    """Those of no document."""
    known: Known | None
    """What earlier runs found."""

    @classmethod
    def of(cls, history: History, langs: Collection[str], kept: Path | None) -> _Content:
        """The content of a folder, its documents unread. Raises ContentError when the vocabulary cannot be used."""
        files: dict[str, dict[str, Look]] = {}
        for name, look in files_of(history.folder).items():
            files.setdefault(id_of(name), {})[name] = look
        common = files.pop("", {})
        whole = load_library(history.folder, looks=common)
        glossary, wrong = load_glossary(history.folder)
        guard = guard_of(whole, partial(_usual, history.folder, files))
        known = Known(kept, history, files, common, ",".join(langs)) if kept else None
        return cls(history, whole, files, glossary, guard, langs, [*whole.problems, *wrong], known)

    def checked(self, ids: Sequence[str], progress: Progress | None) -> Iterator[Told]:
        """What is found in these documents.

        That a document can be served is known once it is read: those that refer to one that cannot are checked again.
        """
        everything = frozenset(self.files)
        found = {id: told for id in ids if (told := self.known.told(id, everything))} if self.known else {}
        left = [id for id in ids if id not in found]
        if progress and found:
            progress(len(found), len(ids))
        if len(left) >= MIN_SHARED:
            for lang in self.langs:
                self.guard.read("", lang)  # makes the rules ready once, for all processes
        for told in shared(left, partial(self._read, beyond=everything)):
            found[told.id] = told
            if progress:
                progress(len(found), len(ids))
        if self.known and left:
            _keep(self.known, [found[id] for id in left], everything)
        unread = {id for told in found.values() for id in told.refers if id in self.files and id not in found}
        served = {told.id for told in found.values() if told.served} | self._part(unread, self.files).documents.keys()
        lost = self.files.keys() - served
        again = [told.id for told in found.values() if told.refers & lost]
        found |= {told.id: told for told in shared(again, partial(self._read, beyond=served))}
        yield from found.values()

    def _part(self, ids: Iterable[str], beyond: Collection[str]) -> Library:
        looks = {name: look for id in ids for name, look in self.files[id].items()}
        return load_part(self.whole, self.history.folder, looks, beyond)

    def _read(self, ids: Sequence[str], beyond: Collection[str]) -> list[Told]:
        part = self._part(ids, beyond)
        plain = [name for id in ids for name, look in self.files[id].items() if look.is_plain]
        texts = Texts(part, read_texts(self.history.folder, plain))
        problems: dict[str, list[Problem]] = {id: [] for id in ids}
        for problem in heeded([*placed(part.problems, texts), *self._found(texts)], texts):
            problems[id_of(problem.path)].append(problem)
        refers = part.references()
        return [Told(id, problems[id], id in part.documents, refers.get(id, set())) for id in ids]

    def _found(self, texts: Texts) -> Iterator[Problem]:
        """What every family of checks finds in some documents."""
        yield from check_parity(texts)
        yield from check_stamps(texts, self.history)
        yield from check_examples(texts, self.guard, self.langs)
        yield from check_structure(texts)
        yield from check_tags(texts)
        yield from check_liquid(texts)
        yield from check_typography(texts)
        yield from check_register(texts)
        yield from check_untranslated(texts)
        yield from check_glyphs(texts)
        yield from check_traces(texts)
        yield from check_words(texts, self.glossary)
        yield from check_emphasis(texts)
        yield from check_glossary(texts, self.glossary)


def _keep(known: Known, found: Iterable[Told], there: Collection[str]) -> None:
    try:
        known.keep(found, there)
    except OSError as error:
        log.warning("what was found cannot be kept for the next time: %s", error)


def _usual(folder: Path, files: Mapping[str, Collection[str]], lang: str) -> Iterator[str]:
    """Replies from all over a large folder: the rules are looked for sooner where the usual words are known."""
    templates = [id for id in files if id.startswith("templates/")]
    some = templates[:: len(templates) // USUAL + 1] if len(files) >= MIN_SHARED else []
    for text in read_texts(folder, [name for id in some if (name := f"{lang}/{id}.md") in files[id]]).values():
        yield from (piece.prose for piece in text.sections)


def placed(problems: Iterable[Problem], texts: Texts) -> Iterator[Problem]:
    """The problems of the library, each dead reference at the place where it is written."""
    for problem in problems:
        text = texts.files.get(problem.path)
        named = problem.message.split('"')[1] if problem.code == "dead-reference" else ""
        place = text.written.find(named) if text and named else -1
        yield text.problem(place, problem.code, problem.message, problem.severity) if text and place >= 0 else problem
