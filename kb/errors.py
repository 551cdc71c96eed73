"""Everything that can go wrong, in the product's own words.

    KbError
    ├── SettingsError               a setting has a value that cannot be used
    ├── ContentError                the library cannot be built at all
    ├── TemplateSyntaxError         a Liquid text that cannot be read, or asks for what is not allowed
    ├── NotFound
    │   ├── DocumentNotFound        no document has this id
    │   ├── TranslationNotFound     the document is not written in this language
    │   ├── ToneNotFound            the template is not written in this tone
    │   ├── LocaleNotFound          the text does not exist for this locale
    │   ├── PersonNotFound          nobody has this id or login
    │   └── CaseNotFound            no case has this id
    ├── InvalidValues               a reply's values are wrong, or required ones are missing
    ├── SyncFailed                  the repository of the content cannot be read, or another sync runs
    ├── SyncRefused                 a commit is not served, for what `kb check` finds in it
    ├── ServerNotFound              no server runs with this data folder
    ├── SearchUnavailable           the index cannot be read
    ├── ModelUnreadable             a model that is shipped is missing, damaged, or something else
    ├── ProviderUnavailable         a translation service says no, or does not answer
    ├── StoreError                  the database cannot do what it was asked
    │   ├── StoreUnavailable        it is away, too busy, or damaged
    │   ├── StoreReadOnly           it can be read, and not written
    │   └── StoreOutdated           its tables are of another version than this program
    ├── Taken                       a name that must be its own belongs to somebody already
    ├── CaseClosed                  a closed case is asked for what only an open one does
    └── CopyRefused                 a copy of the database cannot be written or read in

A message says what is wrong, where, and what to do. Nothing here knows HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches


class KbError(Exception):
    """Any error that this package raises on purpose. `code` is stable; the message is for people."""

    code = "error"


class SettingsError(KbError):
    """A setting has a value that cannot be used."""

    code = "settings"


class ContentError(KbError):
    """The library cannot be built: no folder, or a vocabulary file that cannot be read."""

    code = "content"


class TemplateSyntaxError(KbError):
    """A Liquid text that cannot be read, or that asks for what is not allowed.

    `index` counts code points from the start of the text that was parsed.
    """

    code = "template-syntax"

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class NotFound(KbError):
    """Something that was asked for by name does not exist."""

    code = "not-found"


class DocumentNotFound(NotFound):
    """No document has this id."""

    code = "document-not-found"

    def __init__(self, id: str, known: Iterable[str] = ()) -> None:
        super().__init__(f'no document has the id "{id}"{did_you_mean(id, known)}')
        self.id = id


class TranslationNotFound(NotFound):
    """The document is not written in this language; `languages` are those it is written in."""

    code = "translation-not-found"

    def __init__(self, id: str, lang: str, languages: Sequence[str]) -> None:
        super().__init__(f'"{id}" is not written in "{lang}"; it is written in: {", ".join(languages)}')
        self.id, self.lang, self.languages = id, lang, tuple(languages)


class ToneNotFound(NotFound):
    """The template is not written in this tone; `tones` are those it is written in."""

    code = "tone-not-found"

    def __init__(self, id: str, tone: str, tones: Sequence[str]) -> None:
        super().__init__(f'"{id}" is not written in the tone "{tone}"; it is written in: {", ".join(tones)}')
        self.id, self.tone, self.tones = id, tone, tuple(tones)


class LocaleNotFound(NotFound):
    """The text does not exist for this locale; `locales` are those it can be given in."""

    code = "locale-not-found"

    def __init__(self, locale: str, locales: Sequence[str]) -> None:
        super().__init__(f'there is no text for the locale "{locale}"; choose one of: {", ".join(locales)}')
        self.locale, self.locales = locale, tuple(locales)


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """One wrong or missing value of a reply.

    `code` is stable and says which sentence explains it; `params` are the words of that sentence.
    """

    name: str
    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)


class InvalidValues(KbError):
    """A reply's values are wrong, or required ones are missing; `problems` names every one of them."""

    code = "invalid-values"

    def __init__(self, problems: Sequence[ValueProblem]) -> None:
        super().__init__("; ".join(f"{problem.name}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


class SyncFailed(KbError):
    """The repository of the content cannot be read, or another sync is under way; what is served stays."""

    code = "sync-failed"


class SyncRefused(KbError):
    """A commit is not served, for what `kb check` finds in it; `problems` holds each as a line. What is served stays."""

    code = "sync-refused"

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ServerNotFound(KbError):
    """No server runs with this data folder."""

    code = "server-not-found"


class SearchUnavailable(KbError):
    """The index cannot be read."""

    code = "search-unavailable"


class ModelUnreadable(KbError):
    """A model that is shipped with the program is missing, damaged, or something else."""

    code = "model-unreadable"


class ProviderUnavailable(KbError):
    """A translation service says no, or does not answer."""

    code = "provider-unavailable"


class PersonNotFound(NotFound):
    """Nobody has this id or login."""

    code = "person-not-found"

    def __init__(self, who: int | str) -> None:
        super().__init__(f'nobody has the {"login" if isinstance(who, str) else "number"} "{who}"')
        self.who = who


class CaseNotFound(NotFound):
    """No case has this id; it may have been deleted."""

    code = "case-not-found"

    def __init__(self, id: int) -> None:
        super().__init__(f"there is no case {id}; it may have been deleted")
        self.id = id


class StoreError(KbError):
    """The database cannot do what it was asked."""

    code = "store"


class StoreUnavailable(StoreError):
    """The database is away, too busy, or damaged. Nothing was written; the same may be asked again."""

    code = "store-unavailable"


class StoreReadOnly(StoreError):
    """The database can be read, and not written. Nothing was written."""

    code = "store-read-only"


class StoreOutdated(StoreError):
    """The tables are of another version than this program, or not there yet."""

    code = "store-outdated"


class Taken(KbError):
    """A name that must be its own belongs to somebody already."""

    code = "taken"


class CaseClosed(KbError):
    """A closed case is asked for what only an open one does."""

    code = "case-closed"

    def __init__(self, id: int) -> None:
        super().__init__(f"case {id} is closed; reopen it first")
        self.id = id


class CopyRefused(KbError):
    """A copy of the database cannot be written or read in; the database and older copies are as they were."""

    code = "copy-refused"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` when a known word is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""
