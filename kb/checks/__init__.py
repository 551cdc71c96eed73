"""What `kb check` tells: the problems of the files themselves, and of the translations among each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb.checks.emphasis import check_emphasis
from kb.checks.examples import check_examples, check_vocabulary
from kb.checks.glossary import check_glossary, load_glossary
from kb.checks.ignoring import heeded
from kb.checks.parity import check_parity
from kb.checks.register import check_register, check_untranslated
from kb.checks.sharing import shared
from kb.checks.stamps import check_stamps
from kb.checks.structure import check_structure
from kb.checks.tags import check_liquid, check_tags
from kb.checks.texts import Texts, id_of, names_in, read_texts
from kb.checks.typography import check_typography
from kb.content.glossary import Term
from kb.content.history import History
from kb.content.library import Library
from kb.content.problems import Problem
from kb.reply.guard import Guard, guard_of


def check_library(library: Library, history: History, only: Iterable[str] | None = None) -> list[Problem]:
    """Every problem of the content, in the order of files and lines; `history` may be one that knows nothing.

    `only` names the files that are asked about, by their path in the folder: of the others nothing is told.
    """
    folder = history.folder
    terms, found = load_glossary(folder)
    wanted = None if only is None else set(only)
    names: dict[str, list[str]] = {}
    for name in names_in(folder):
        names.setdefault(id_of(name), []).append(name)
    ids = [id for id, files in names.items() if wanted is None or wanted.intersection(files)]
    if wanted is None or not all(map(id_of, wanted)):
        found = [*found, *check_vocabulary(library)]
    guard = guard_of(library)

    def work(some: Sequence[str]) -> list[Problem]:
        part = library.only(some)
        texts = Texts(part, read_texts(folder, (name for id in some for name in names[id])))
        told = [problem for problem in library.problems if id_of(problem.path) in set(some)]
        return [*heeded([*placed(told, texts), *_found(texts, terms, history, guard)], texts)]

    found += [problem for problem in library.problems if not id_of(problem.path)]
    found += shared(ids, work)
    return sorted({problem for problem in found if wanted is None or problem.path in wanted})


def placed(problems: Iterable[Problem], texts: Texts) -> Iterator[Problem]:
    """The problems of the library, each dead reference at the place where it is written."""
    for problem in problems:
        text = texts.files.get(problem.path)
        named = problem.message.split('"')[1] if problem.code == "dead-reference" else ""
        place = text.written.find(named) if text and named else -1
        yield text.problem(place, problem.code, problem.message, problem.severity) if text and place >= 0 else problem


def _found(texts: Texts, terms: Sequence[Term], history: History, guard: Guard) -> Iterator[Problem]:
    """What every family of checks finds in some documents."""
    yield from check_parity(texts)
    yield from check_stamps(texts.library, history)
    yield from check_examples(texts, guard)
    yield from check_structure(texts)
    yield from check_tags(texts)
    yield from check_liquid(texts)
    yield from check_typography(texts)
    yield from check_register(texts)
    yield from check_untranslated(texts)
    yield from check_emphasis(texts)
    yield from check_glossary(texts, terms)
