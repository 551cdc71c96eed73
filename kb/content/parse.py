"""One file's text as the parts of a document: every problem noted, nothing raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kb import liquid
from kb.content import freshness, frontmatter, markdown
from kb.content.cases import CaseRules
from kb.content.comparisons import incomparable
from kb.content.guarding import Policy
from kb.content.ignores import blanked_ignores, without_ignores
from kb.content.model import Base, Facets, File, Stamp, Variant
from kb.content.outline import Outline, compile_outline
from kb.content.problems import Problems
from kb.content.skeleton import TO_DO
from kb.content.taxonomy import Taxonomy
from kb.content.variables import FACTS, FILTER_TYPES, Variable
from kb.errors import did_you_mean

TEXT_KEYS = ("title", "summary", "keywords", "subject", "l10n")
FACET_KEYS = (
    *("intent", "subtype", "issues", "channels", "platforms", "not_on", "review_kind", "partner", "next"),
    *("related", "sources"),
)
REVIEW_KINDS = ("product", "seller")
NAME_STYLES = ("greeting", "formal", "friendly", "full")
_TONE_HEADING = re.compile(r"##\s+(\S+)\s*")
_ID = re.compile(r"(articles|templates)(/[a-z0-9]+(?:-[a-z0-9]+)*)+")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words that content may use, facets and variables, and the rules it keeps; `version` changes with any of them."""

    taxonomy: Taxonomy
    variables: Mapping[str, Variable]
    policies: Mapping[str, Policy] = field(default_factory=dict)
    """What each rule of the guard forbids, and what it says."""
    version: str = ""
    cases: CaseRules = field(default_factory=CaseRules)
    """How soon replies are due, and how a case runs."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file holds. `facets` is None in a translation; `locale` is empty in a base file."""

    id: str
    lang: str
    locale: str
    file: File
    title: str
    summary: str
    keywords: tuple[str, ...]
    digest: str
    base: Base
    """What texts of locales that are written from it are stamped with."""
    facets: Facets | None
    stamp: Stamp | None
    variants: tuple[Variant, ...] = ()
    subject: Outline | None = None
    page: markdown.Page | None = None

    def uses(self) -> Iterator[str]:
        """The variables of the whole text, in order, each once."""
        outlines = [*([self.subject] if self.subject else []), *(variant.outline for variant in self.variants)]
        names = (_root(name, None) for outline in outlines for name in outline.names)
        yield from dict.fromkeys(name for name in names if name not in FACTS)


def parse_file(
    text: str, *, id: str, lang: str, locale: str, file: File, vocabulary: Vocabulary, problems: Problems
) -> Parsed | None:
    """The parts of a file, or None when it cannot be served; `problems` then says why, line by line."""
    parts = frontmatter.split(text, problems)
    matter = frontmatter.read(parts.matter, problems, first_line=2) if parts else None
    if parts is None or matter is None:
        return None
    matter.allow((*TEXT_KEYS, *FACET_KEYS))
    _refuse_to_dos(text, problems)
    title = "" if locale else matter.text("title", required=True)
    summary = "" if locale else matter.text("summary", required=True)
    is_template = id.startswith("templates/")
    reader = _BodyReader(parts, vocabulary, problems)
    variants = reader.variants(locale) if is_template else ()
    page = None if is_template else reader.page()
    subject = reader.subject(matter) if is_template else None
    says = (matter.text("subject"), without_ignores(parts.body))
    parsed = Parsed(
        id=id,
        lang=lang,
        locale=locale,
        file=file,
        title=title,
        summary=summary,
        keywords=matter.texts("keywords"),
        digest=freshness.digest(title, summary, *says),
        base=Base(freshness.unstamped_id(text), freshness.digest(*says)),
        facets=_facets(matter, vocabulary.taxonomy, is_template) if _has_facets(matter, is_template) else None,
        stamp=_stamp(matter),
        variants=variants,
        subject=subject,
        page=page,
    )
    return None if problems.fatal else parsed


def _refuse_to_dos(text: str, problems: Problems) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if mark := TO_DO.search(line):
            message = f'"{mark.group().strip()}" marks what nobody has translated yet; translate it and delete the mark'
            problems.error(number, "to-do", message, mark.start() + 1)


def _has_facets(matter: frontmatter.Mapping, is_template: bool) -> bool:
    """Whether this is a source; a few facets in a translation are refused, each at its key."""
    found = [key for key in FACET_KEYS if key in matter]
    if "l10n" in matter and is_template and any(key not in matter for key in ("intent", "issues", "channels")):
        for key in found:
            matter.error(key, "facets", f'"{key}" stands only in the source file; delete it here')
        return False
    return bool(found)


def _facets(matter: frontmatter.Mapping, taxonomy: Taxonomy, is_template: bool) -> Facets:
    def documents(key: str) -> tuple[str, ...]:
        found = matter.texts(key)
        for id in found:
            _check_id(matter, key, id)
        return found

    partner = matter.text("partner")
    if partner:
        _check_id(matter, "partner", partner)
    return Facets(
        intent=matter.id("intent", taxonomy.intents, "intent", required=is_template),
        subtype=matter.id("subtype", taxonomy.subtypes, "subtype"),
        issues=matter.ids("issues", taxonomy.issues, "issue", required=is_template),
        channels=matter.ids("channels", taxonomy.channels, "channel", required=is_template),
        platforms=matter.ids("platforms", taxonomy.platforms, "platform"),
        not_on=matter.ids("not_on", taxonomy.platforms, "platform"),
        review_kind=matter.id("review_kind", REVIEW_KINDS, "kind of review"),
        partner=partner,
        next=documents("next"),
        related=documents("related"),
        sources=matter.texts("sources"),
    )


def _check_id(matter: frontmatter.Mapping, key: str, id: str) -> None:
    if not _ID.fullmatch(id):
        matter.error(key, "bad-id", f'"{id}" is not an id; write it like templates/apology/late-delivery')


def _stamp(matter: frontmatter.Mapping) -> Stamp | None:
    entry = matter.mapping("l10n")
    if entry is None:
        return None
    entry.allow(("source", "digest", "state"))
    return Stamp(
        source=entry.text("source", required=True),
        digest=entry.text("digest", required=True),
        state=entry.id("state", freshness.STATES, "state", required=True),
    )


class _BodyReader:
    """Reads a body's sections or its page, turning places in the text into lines of the file."""

    def __init__(self, parts: frontmatter.Split, vocabulary: Vocabulary, problems: Problems) -> None:
        self._parts, self._vocabulary, self._problems = parts, vocabulary, problems

    def page(self) -> markdown.Page | None:
        body = without_ignores(self._parts.body)
        reason = markdown.too_heavy(body)
        if not reason and not body.strip():
            reason = "the article is empty; write its text below the front matter"
        if reason:
            self._problems.error(self._parts.body_line, "article-body", reason)
            return None
        return markdown.render(body)

    def subject(self, matter: frontmatter.Mapping) -> Outline | None:
        text = matter.text("subject")
        return self._outline(text, matter.line_of("subject")) if text else None

    def variants(self, locale: str) -> tuple[Variant, ...]:
        found: list[Variant] = []
        for tone, line, source in self._sections():
            if tone not in self._vocabulary.taxonomy.tones:
                tones = ", ".join(self._vocabulary.taxonomy.tones)
                self._problems.error(line - 1, "tone", f'"{tone}" is not a tone; headings may be: {tones}')
            elif any(variant.tone == tone for variant in found):
                self._problems.error(line - 1, "tone", f'the tone "{tone}" is written twice; keep one')
            elif not source.strip():
                self._problems.error(line - 1, "tone", f'the tone "{tone}" has no text; write it or delete the heading')
            elif outline := self._outline(source, line):
                found.append(Variant(tone, locale, outline))
        if not found and not self._problems.fatal:
            self._problems.error(self._parts.body_line, "tone", 'a reply needs a section, like "## formal"')
        return tuple(found)

    def _sections(self) -> Iterator[tuple[str, int, str]]:
        """Each section's tone, its first line in the file, and its text."""
        tone, start, lines = "", self._parts.body_line, list[str]()
        for number, line in enumerate([*blanked_ignores(self._parts.body).split("\n"), "## "], start=self._parts.body_line):
            heading = _TONE_HEADING.fullmatch(line)
            if not heading and line != "## ":
                lines.append(line)
                continue
            if tone:
                yield tone, start, "\n".join(lines)
            elif any(text.strip() for text in lines):
                self._problems.error(start, "tone", 'there is text before the first tone; put it below "## formal"')
            tone, start, lines = (heading[1] if heading else ""), number + 1, []

    def _outline(self, source: str, first_line: int) -> Outline | None:
        def report(index: int, code: str, message: str) -> None:
            before = source[:index]
            line, column = before.count("\n"), index - before.rfind("\n")
            self._problems.error(first_line + line, code, message, column)

        compiled = compile_outline(source, report)
        if compiled is None:
            return None
        for use in compiled.uses:
            for message in self._misuse(use):
                report(use.index, "variable", message)
        for comparison in compiled.comparisons:
            if message := incomparable(comparison, self._vocabulary.variables):
                report(comparison.index, "variable", message)
        return compiled.outline

    def _misuse(self, use: liquid.Use) -> Iterable[str]:
        name = _root(use.name, self._vocabulary.variables)
        variable = self._vocabulary.variables.get(name)
        if use.name in FACTS:
            if use.printed:
                yield f'"{use.name}" can be asked about in {{% if %}}, not printed'
        elif variable is None:
            known = (*self._vocabulary.variables, *FACTS)
            yield f'variable "{use.name}" is not in the vocabulary{did_you_mean(use.name, known)}'
        else:
            type = variable.type
            for filter, args in use.filters:
                if type not in FILTER_TYPES[filter]:
                    accepted = " or ".join(FILTER_TYPES[filter])
                    yield f'the filter "{filter}" takes a {accepted}; "{name}" is a {type}'
                elif message := _bad_arguments(filter, args):
                    yield message
                if filter != "default":
                    type = "text"


def _bad_arguments(filter: str, args: tuple[str, ...]) -> str:
    if filter == "name" and not (len(args) <= 1 and set(args) <= set(NAME_STYLES)):
        return f'the filter "name" takes one of: {", ".join(NAME_STYLES)}'
    if filter == "list" and not (len(args) <= 1 and set(args) <= {"and", "or"}):
        return 'the filter "list" takes "and" or "or"'
    if filter == "plural" and not 1 <= len(args) <= 2:
        return 'the filter "plural" takes the word for one and, where it differs, the word for several'
    if filter == "default" and len(args) != 1:
        return 'the filter "default" takes the text to use instead'
    return "" if filter in ("name", "list", "plural", "default") or not args else f'the filter "{filter}" takes nothing'


def _root(name: str, variables: Mapping[str, Variable] | None) -> str:
    """The vocabulary's name in a path: `offer.options` in `offer.options.size`."""
    stem, _, last = name.rpartition(".")
    if last in ("size", "first", "last") and stem.count("."):
        variable = variables.get(stem) if variables is not None else None
        return stem if variables is None or (variable and variable.type == "list") else name
    return name
