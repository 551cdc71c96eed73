"""What the library holds: articles, templates and the variants of a template. Frozen, complete when they exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kb.languages import LANGUAGES, script_of

if TYPE_CHECKING:
    from kb.content.outline import Outline


@dataclass(frozen=True, slots=True)
class Facets:
    """What a document is about and where it may be used. Its source file says so, for every language."""

    intent: str = ""
    subtype: str = ""
    issues: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    not_on: tuple[str, ...] = ()
    review_kind: str = ""
    partner: str = ""
    next: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Stamp(NamedTuple):
    """Which source text a translation reflects, and who has looked at it. Written by tools only."""

    source: str
    digest: str
    state: str


class Base(NamedTuple):
    """What the stamps of locales say of the text that theirs is written from.

    `source` is git's id of its file, its own stamp left out; `digest` is of its subject and body.
    """

    source: str
    digest: str


class File(NamedTuple):
    """Where a text stands: its path in the content folder, and git's id of what is in it."""

    path: str
    blob: str


class Regional(NamedTuple):
    """A text that a locale has of its own, and how well it reflects the one of its language as that is now, its `base`."""

    locale: str
    file: File
    stamp: Stamp | None
    freshness: str
    base: Base


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """One document in one language."""

    id: str
    lang: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    facets: Facets
    file: File
    digest: str
    """Of the normalised title, summary and body: equal for texts that say the same."""
    freshness: str
    """source, or one of freshness.STATES: how well a translation reflects its source."""
    stamp: Stamp | None = None
    """Which source text a translation says it reflects."""
    regional: Mapping[str, Regional] = field(default_factory=dict)
    """The texts of the locales that have one of their own."""
    own_keywords: tuple[str, ...] = ()
    """The keywords of the locales that have a text of their own: found by, and proposed to those who write so."""

    @property
    def kind(self) -> str:
        return self.id.partition("/")[0].removesuffix("s")

    def path(self, locale: str = "") -> str:
        """The file that it stands in, or the one beside it that holds a locale's own text."""
        return f"{self.file.path.removesuffix('.md')}.{locale}.md" if locale else self.file.path


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Article(Document):
    """A page for agents, as HTML that is safe to show and as plain text to search."""

    html: str
    text: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of an article's table of contents; `level` is 2 or 3."""

    level: int
    anchor: str
    title: str


class Variant(NamedTuple):
    """A template's text in one tone, for the base locale (`locale` is empty) or for one of its own."""

    tone: str
    locale: str
    outline: Outline


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template(Document):
    """A reply in one language: a variant for each tone, in the order of the file."""

    variants: tuple[Variant, ...]
    subject: Outline | None = None
    own_subjects: Mapping[str, Outline] = field(default_factory=dict)
    """The subjects of the locales that have one of their own."""
    variables: tuple[str, ...] = ()
    """The names of the blanks of all variants, in the order in which they appear."""

    @property
    def tones(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(variant.tone for variant in self.variants if not variant.locale))

    def subject_of(self, locale: str) -> Outline | None:
        """The subject that goes with the text of a locale: its own, or the base's where both are of one script."""
        own = self.own_subjects.get(locale)
        shared = not locale or script_of(locale) == LANGUAGES[self.lang].script
        return own or (self.subject if shared else None)
