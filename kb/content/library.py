"""The library: an immutable snapshot of all content, and how it is read from the files.

One broken file never takes the rest down: its last good version stays in the library where there is one,
and `problems` says what is wrong with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from kb.content.cases import FILE as CASES
from kb.content.cases import read_cases
from kb.content.folder import Look, files_of
from kb.content.freshness import SOURCE, blob_id, freshness
from kb.content.guarding import FOLDER, MAX_GUARD_BYTES, POLICIES, WORDS, Files, RuleText, read_policies, read_rule
from kb.content.model import Article, Base, Document, Facets, File, Regional, Template
from kb.content.parse import Parsed, Vocabulary, parse_file
from kb.content.problems import Problem, Problems
from kb.content.reading import decoded, text_of
from kb.content.synonyms import Group, read_synonyms
from kb.content.taxonomy import Taxonomy, read_taxonomy
from kb.content.variables import read_variables
from kb.errors import ContentError, DocumentNotFound, LocaleNotFound, TranslationNotFound
from kb.languages import LANGUAGES, match_locale

SYNONYMS = "synonyms"
VOCABULARY_FILES = ("taxonomy.yml", "channels.yml", "variables.yml", POLICIES, CASES)
_NAME = re.compile(r"((?:articles|templates)(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)+))?\.md")


class _Read(NamedTuple):
    """One file as it was last read: its content id, the last good parts of it, and what is wrong now."""

    blob: str
    good: Parsed | None
    problems: tuple[Problem, ...]
    look: Look | None = None
    """How the file system told it when it was read, where that says enough."""


Progress = Callable[[int, int], None]
"""Takes how many files are read and how many there are."""


_Good = TypeVar("_Good")


@dataclass(frozen=True, slots=True)
class _Words(Generic[_Good]):
    """A file of words or patterns as it was last read, and what was known then: the same text is not read again."""

    text: str
    known: object
    good: _Good
    source: str
    """The text that `good` was read from: the last one that could be used."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Every document in every language it is written in. `version` names this state of the content."""

    version: str
    vocabulary: Vocabulary
    documents: Mapping[str, Mapping[str, Document]]
    problems: tuple[Problem, ...]
    synonyms: Mapping[str, tuple[Group, ...]] = field(default_factory=dict, repr=False)
    guard: Mapping[str, Files] = field(default_factory=dict, repr=False)
    _read: Mapping[str, _Read] = field(default_factory=dict, repr=False)
    _synonyms: Mapping[str, _Words[tuple[Group, ...]]] = field(default_factory=dict, repr=False)
    _rules: Mapping[str, Mapping[str, _Words[RuleText]]] = field(default_factory=dict, repr=False)

    @property
    def taxonomy(self) -> Taxonomy:
        """The vocabulary of facets."""
        return self.vocabulary.taxonomy

    def get(self, id: str, lang: str) -> Document:
        """The document in this language. Raises DocumentNotFound or TranslationNotFound."""
        translations = self.translations(id)
        if lang not in translations:
            raise TranslationNotFound(id, lang, tuple(translations))
        return translations[lang]

    def translations(self, id: str) -> Mapping[str, Document]:
        """The document in every language it is written in. Raises DocumentNotFound."""
        try:
            return self.documents[id]
        except KeyError:
            raise DocumentNotFound(id, self.documents) from None

    def says(self, id: str, lang: str, version: str) -> bool:
        """Whether the document still says in this language what it said in this version, git's id of its file."""
        document = self.documents.get(id, {}).get(lang)
        return document is not None and document.file.blob == version

    @property
    def orphans(self) -> list[tuple[str, str]]:
        """The id and language of every translation whose source is gone."""
        read = (entry.good for entry in self._read.values() if entry.good)
        return sorted({(part.id, part.lang) for part in read if part.id not in self.documents})

    def references(self) -> dict[str, set[str]]:
        """The ids that the files of each document refer to, whether or not they are documents."""
        found: dict[str, set[str]] = {}
        for entry in self._read.values():
            if entry.good:
                found.setdefault(entry.good.id, set()).update(id for _, id in _named(entry.good))
        return found

    def public_partners(self, id: str) -> tuple[str, ...]:
        """The public templates that name a private one as theirs."""
        return tuple(other for other, found in self.documents.items() if next(iter(found.values())).facets.partner == id)

    def __iter__(self) -> Iterator[Document]:
        for translations in self.documents.values():
            yield from translations.values()


def load_library(
    folder: Path,
    previous: Library | None = None,
    progress: Progress | None = None,
    looks: Mapping[str, Look] | None = None,
) -> Library:
    """The library of a content folder; files that `previous` has read and that did not change are not read again.

    `looks` are those of `files_of`, where they were just taken.

    A vocabulary that cannot be used leaves the one before it, and `problems` says why; one that is not there
    leaves everything as it was, for then the folder is being exchanged.

    Raises ContentError when there is no such folder, or no vocabulary that can be used and none before it.
    """
    if not folder.is_dir():
        raise ContentError(f'there is no content folder "{folder}"; set KB_CONTENT to it, or run from the project folder')
    vocabulary, problems = _load_vocabulary(folder, previous.vocabulary if previous else None)
    if vocabulary is None:
        raise ContentError("the vocabulary cannot be used:\n" + "\n".join(map(str, problems)))
    if previous and any(problem.code == "file" for problem in problems):
        return replace(previous, problems=tuple(sorted({*problems, *previous.problems})))
    reusable = previous._read if previous else {}
    same_words = previous is not None and previous.vocabulary.version == vocabulary.version
    read: dict[str, _Read] = {}
    names = list(_documents(looks if looks is not None else files_of(folder), problems))
    for done, (name, look) in enumerate(names, start=1):
        read[name] = _read_file(folder, name, look, vocabulary, reusable.get(name), same_words)
        if progress:
            progress(done, len(names))
    for entry in read.values():
        problems.extend(entry.problems)
    documents = _assemble([entry.good for entry in read.values() if entry.good], problems, previous)
    synonyms = _load_synonyms(folder, vocabulary, previous._synonyms if previous else {}, problems)
    rules = _load_guard(folder, previous._rules if previous else {}, problems)
    blobs = sorted(f"{name} {entry.good.file.blob}" for name, entry in read.items() if entry.good)
    words = [f"{lang} {one.source}" for lang, one in synonyms.items()]
    words += [f"{lang} {name} {one.source}" for lang, files in rules.items() for name, one in files.items()]
    return Library(
        version=hashlib.sha256("\0".join([vocabulary.version, *words, *blobs]).encode()).hexdigest()[:12],
        vocabulary=vocabulary,
        documents=documents,
        problems=tuple(sorted(problems)),
        synonyms={lang: one.good for lang, one in synonyms.items()},
        guard={lang: {name: one.good for name, one in files.items()} for lang, files in rules.items()},
        _read=read,
        _synonyms=synonyms,
        _rules=rules,
    )


def load_part(whole: Library, folder: Path, looks: Mapping[str, Look], beyond: Collection[str]) -> Library:
    """The library of some files of a content folder, with the words and rules of `whole`, and only their problems.

    They may refer to each other, and to the documents of `beyond`.
    """
    problems: list[Problem] = []
    read = {
        name: _read_file(folder, name, look, whole.vocabulary, None, same_words=False)
        for name, look in _documents(looks, problems)
    }
    for entry in read.values():
        problems.extend(entry.problems)
    documents = _assemble([entry.good for entry in read.values() if entry.good], problems, None, beyond)
    return replace(whole, documents=documents, problems=tuple(sorted(problems)), _read=read)


def _load_synonyms(
    folder: Path, vocabulary: Vocabulary, previous: Mapping[str, _Words[tuple[Group, ...]]], problems: list[Problem]
) -> dict[str, _Words[tuple[Group, ...]]]:
    """Each language's list; one that is broken stays as it was, and one may be missing altogether."""
    found: dict[str, _Words[tuple[Group, ...]]] = {}
    for lang in LANGUAGES:
        name = f"{SYNONYMS}/{lang}.txt"
        if not (folder / name).is_file():
            continue
        notes = Problems(name)
        text, before = text_of(folder / name, notes), previous.get(lang)
        if before and not notes.fatal and (before.text, before.known) == (text, vocabulary.version):
            found[lang] = before
        else:
            groups = read_synonyms(text, vocabulary.taxonomy, notes)
            good, source = (before.good, before.source) if before and notes.fatal else (groups, text)
            found[lang] = _Words(text, vocabulary.version, good, source, tuple(notes))
        problems.extend(found[lang].problems)
    return found


def _load_guard(
    folder: Path, previous: Mapping[str, Mapping[str, _Words[RuleText]]], problems: list[Problem]
) -> dict[str, dict[str, _Words[RuleText]]]:
    """Each language's words and patterns; a file that is broken stays as it was, and one may be missing."""
    return {lang: _load_rules(folder, lang, previous.get(lang, {}), problems) for lang in LANGUAGES}


def _load_rules(
    folder: Path, lang: str, previous: Mapping[str, _Words[RuleText]], problems: list[Problem]
) -> dict[str, _Words[RuleText]]:
    found: dict[str, _Words[RuleText]] = {}
    paths = sorted((folder / FOLDER / lang).glob("*.txt"), key=lambda path: (path.stem != WORDS, path.stem))
    for path in paths:
        notes = Problems(f"{FOLDER}/{lang}/{path.name}")
        shared = frozenset(found[WORDS].good.words) if WORDS in found else frozenset()
        text, before = text_of(path, notes, MAX_GUARD_BYTES), previous.get(path.stem)
        if before and not notes.fatal and (before.text, before.known) == (text, shared):
            found[path.stem] = before
        else:
            rule = read_rule(text, notes, shared)
            usable = before and notes.fatal and before.good.fits(shared)
            good, source = (before.good, before.source) if before and usable else (rule, text)
            found[path.stem] = _Words(text, shared, good, source, tuple(notes))
        problems.extend(found[path.stem].problems)
    return found


def _load_vocabulary(folder: Path, previous: Vocabulary | None) -> tuple[Vocabulary | None, list[Problem]]:
    notes = {name: Problems(name) for name in VOCABULARY_FILES}
    texts = {name: text_of(folder / name, notes[name]) for name in VOCABULARY_FILES}
    version = hashlib.sha256("\0".join(texts.values()).encode()).hexdigest()[:12]
    if previous is not None and previous.version == version:
        return previous, []

    def broken() -> bool:
        return any(note.fatal for note in notes.values())

    if not broken():
        taxonomy = read_taxonomy(texts["taxonomy.yml"], texts["channels.yml"], notes["taxonomy.yml"], notes["channels.yml"])
        variables = read_variables(texts["variables.yml"], notes["variables.yml"])
    if not broken():
        policies = read_policies(texts[POLICIES], taxonomy, notes[POLICIES])
        cases = read_cases(texts[CASES], taxonomy, notes[CASES])
    problems = [problem for note in notes.values() for problem in note]
    return previous if broken() else Vocabulary(taxonomy, variables, policies, version, cases), problems


def _documents(looks: Mapping[str, Look], problems: list[Problem]) -> Iterator[tuple[str, Look]]:
    """Every file below the language folders that should be a document, in a stable order."""
    for name, look in looks.items():
        lang, _, rest = name.partition("/")
        if lang not in LANGUAGES or not rest or rest.startswith(".") or "/." in rest:
            continue
        if not look.is_plain:
            problems.append(Problem(name, 1, 1, "file", "this is a link or not a plain file; put the file itself here"))
        elif not _NAME.fullmatch(rest):
            problems.append(Problem(name, 1, 1, "file-name", _FILE_NAME_HELP))
        else:
            yield name, look


_FILE_NAME_HELP = (
    "a document is articles/<name>.md or templates/<group>/<name>.md, in small letters, digits and hyphens; "
    "a locale's own text is <name>.<locale>.md, like late-delivery.zh-Hant.md"
)


def _read_file(folder: Path, name: str, look: Look, vocabulary: Vocabulary, before: _Read | None, same_words: bool) -> _Read:
    if before and same_words and before.look == look:
        return before
    seen = look if look.settled() else None
    problems = Problems(name)
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        problems.error(1, "file", f"the file cannot be read: {error.strerror}")
        return _Read("", before.good if before else None, tuple(problems))
    blob = blob_id(data)
    if before and same_words and before.blob == blob:
        return before._replace(look=seen)
    text = decoded(data, problems)
    lang, _, rest = name.partition("/")
    match = _NAME.fullmatch(rest)
    assert match is not None
    parsed = None
    try:
        match_locale(lang, match[2] or LANGUAGES[lang].locale)
    except LocaleNotFound as error:
        problems.error(1, "file-name", str(error))
    if not problems.fatal:
        parsed = parse_file(
            text,
            id=match[1],
            lang=lang,
            locale=match[2] or "",
            file=File(name, blob),
            vocabulary=vocabulary,
            problems=problems,
        )
    return _Read(blob, parsed or (before.good if before else None), tuple(problems), seen)


def _assemble(
    parsed: Iterable[Parsed], problems: list[Problem], previous: Library | None, beyond: Collection[str] = ()
) -> dict[str, Mapping[str, Document]]:
    """The documents that the files make; those that no file of theirs has changed are the same objects as before."""
    groups: dict[str, list[Parsed]] = {}
    for part in parsed:
        groups.setdefault(part.id, []).append(part)
    known = {name: read.good for name, read in previous._read.items()} if previous else {}
    documents: dict[str, Mapping[str, Document]] = {}
    for id, parts in sorted(groups.items()):
        source = _source_of(parts, problems)
        before = previous.documents.get(id, {}) if previous else {}
        plain = not any(part.locale for part in parts)
        if plain and len(before) == len(parts) and all(known.get(part.file.path) is part for part in parts):
            documents[id] = before
        elif source:
            documents[id] = _document(source, parts, problems)
    for parts in groups.values():
        for part in parts:
            problems.extend(_dead_references(part, documents, beyond))
    return documents


def _source_of(parts: list[Parsed], problems: list[Problem]) -> Parsed | None:
    bases = [part for part in parts if not part.locale]
    sources = [part for part in bases if part.facets is not None]
    if not sources:
        for part in parts:
            message = "no file of this document says what it is about; add intent, issues and channels to its source"
            problems.append(Problem(part.file.path, 1, 1, "path-parity", message))
        return None
    for extra in (*sources[1:], *(part for part in parts if part.locale and part.facets is not None)):
        message = f"facets stand in {sources[0].file.path} already; keep only title, summary, keywords, subject here"
        problems.append(Problem(extra.file.path, 1, 1, "facets", message))
    return sources[0]


def _document(source: Parsed, parts: list[Parsed], problems: list[Problem]) -> dict[str, Document]:
    assert source.facets is not None
    alternates = [part for part in parts if part.locale]
    found: dict[str, Document] = {}
    for part in sorted((part for part in parts if not part.locale), key=lambda p: list(LANGUAGES).index(p.lang)):
        fresh = SOURCE if part is source else freshness(part.stamp, source.file.blob, source.digest)
        found[part.lang] = _built(part, [a for a in alternates if a.lang == part.lang], source.facets, fresh)
    for part in alternates:
        if part.lang not in found:
            message = f"there is no base file {part.id}.md in {part.lang}/; write it first"
            problems.append(Problem(part.file.path, 1, 1, "path-parity", message))
    return found


def _built(part: Parsed, alternates: list[Parsed], facets: Facets, fresh: str) -> Document:
    common = {
        "id": part.id,
        "lang": part.lang,
        "title": part.title,
        "summary": part.summary,
        "keywords": part.keywords,
        "own_keywords": tuple(dict.fromkeys(word for other in alternates for word in other.keywords)),
        "facets": facets,
        "file": part.file,
        "digest": part.digest,
        "freshness": fresh,
        "stamp": part.stamp,
        "regional": {other.locale: _regional(other, part.base) for other in alternates},
    }
    if part.page:
        return Article(html=part.page.html, text=part.page.text, headings=part.page.headings, **common)  # type: ignore[arg-type]
    variants = (*part.variants, *(variant for other in alternates for variant in other.variants))
    names = dict.fromkeys(name for one in (part, *alternates) for name in one.uses())
    subjects = {other.locale: other.subject for other in alternates if other.subject}
    return Template(
        variants=variants,
        subject=part.subject,
        own_subjects=subjects,
        variables=tuple(names),
        **common,  # type: ignore[arg-type]
    )


def _regional(part: Parsed, base: Base) -> Regional:
    return Regional(part.locale, part.file, part.stamp, freshness(part.stamp, *base), base)


def _named(part: Parsed) -> Iterator[tuple[str, str]]:
    """The ids that a file refers to, each with what refers to it."""
    facets = part.facets or Facets()
    if facets.partner:
        yield "partner", facets.partner
    yield from (("next", id) for id in facets.next)
    yield from (("related", id) for id in facets.related)
    for link in part.page.links if part.page else ():
        if link[:1] == "/":
            yield "link", link.partition("#")[0].strip("/")


def _dead_references(part: Parsed, documents: Mapping[str, object], beyond: Collection[str]) -> Iterator[Problem]:
    for key, id in _named(part):
        if id not in documents and id not in beyond:
            message = f'{key} names "{id}", which is no document; correct it or write the document'
            yield Problem(part.file.path, 1, 1, "dead-reference", message)
