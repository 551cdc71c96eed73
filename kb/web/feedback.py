"""What the team thinks of the content: a page for editors, and the API, to read it and to say that it was attended to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import StoreError
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web import mine_schemas as schemas
from kb.web.answers import as_json
from kb.web.case_schemas import Nothing
from kb.web.i18n import ui_lang
from kb.web.identity import current, may
from kb.web.openapi import Operation
from kb.web.requests import body, page_number, query_string, read

if TYPE_CHECKING:
    from kb.store.usage import Feedback

PAGE_SIZE = 50

_NUMBER = ("number", "17", "The number of an opinion.")
_WRONG = (400, 404, 413, 415, 422, 503)


def _on_opinion(path: str, summary: str) -> Operation:
    where = f"/feedback/{{number}}/{path}"
    return Operation("post", where, summary, schemas.OpinionAnswer, body=Nothing, errors=_WRONG, parameters=(_NUMBER,))


OPERATIONS = (
    Operation(
        "get",
        "/feedback",
        "What people think of the documents",
        schemas.OpinionsAnswer,
        query=schemas.OpinionsRequest,
        errors=(422, 503),
    ),
    _on_opinion("resolve", "Say that an opinion was attended to"),
    _on_opinion("reopen", "Say that an opinion is to be attended to again"),
)


class Wanted(NamedTuple):
    """Which opinions the page shows: those that nobody has attended to, or `all`."""

    show: str
    lang: str
    document: str

    @property
    def query(self) -> dict[str, str]:
        """The part of an address that asks for them."""
        return {name: value for name, value in self._asdict().items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """An opinion as the page shows it. `path` is the file that says it now, empty where it is gone."""

    found: Feedback
    title: str
    title_lang: str
    path: str
    changed: bool
    by: str
    done_by: str


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the opinions that were asked for, and how many are to be read and how many there are."""

    wanted: Wanted
    lines: tuple[Line, ...]
    number: int
    last: int
    unread: int
    total: int


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The page of what the team thinks, and its API."""
    pages = Blueprint("feedback", __name__)

    @pages.app_context_processor
    def shared() -> dict[str, object]:
        return {"unread_opinions": lambda document: unread(kb, document)}

    @pages.get("/feedback")
    @may("feedback")
    def page() -> ResponseReturnValue:
        return render_template("feedback.html", page=_page(kb), link=_link, just=_just())

    @pages.post("/feedback/<int:number>/<any(done, reopen):what>")
    @may("feedback")
    def attended(number: int, what: str) -> ResponseReturnValue:
        _attend(kb, number, done=what == "done")
        return redirect(_link(_wanted(), page=request.args.get("page", ""), **{what: number}), 303)

    _api(pages, kb)
    return pages


def _api(pages: Blueprint, kb: KnowledgeBase) -> None:
    """The same for programs, under `/api/v1/feedback`."""

    @pages.get("/api/v1/feedback")
    @may("feedback")
    def listed() -> ResponseReturnValue:
        asked = read(schemas.OpinionsRequest, query_string())
        opinions = kb.store.usage.feedback(**asked.model_dump())
        unresolved, every = kb.store.usage.feedback_counts(asked.document, lang=asked.lang)
        total = every if asked.resolved else unresolved
        lines = [_answer(kb, found) for found in opinions]
        return as_json(schemas.OpinionsAnswer(total=total, unresolved=unresolved, opinions=lines))

    @pages.post("/api/v1/feedback/<int:number>/resolve")
    @may("feedback")
    def resolve(number: int) -> ResponseReturnValue:
        read(Nothing, body())
        return as_json(_answer(kb, _attend(kb, number, done=True)))

    @pages.post("/api/v1/feedback/<int:number>/reopen")
    @may("feedback")
    def reopen(number: int) -> ResponseReturnValue:
        read(Nothing, body())
        return as_json(_answer(kb, _attend(kb, number, done=False)))


def unread(kb: KnowledgeBase, document: str) -> int:
    """How many opinions of a document are to be read; none while the database is away, its page being about the reply."""
    try:
        return kb.store.usage.unread(document)
    except StoreError:
        return 0


def _attend(kb: KnowledgeBase, number: int, *, done: bool) -> Feedback:
    """An opinion after somebody said that she attended to it, or that it is to be attended to again."""
    if done:
        return kb.store.usage.resolve(number, person_id=current().id or None, now=datetime.now(UTC))
    return kb.store.usage.reopen(number)


def _page(kb: KnowledgeBase) -> Page:
    wanted, usage = _wanted(), kb.store.usage
    unread, every = usage.feedback_counts(wanted.document, lang=wanted.lang)
    last = max(1, -(-(every if wanted.show else unread) // PAGE_SIZE))
    number = page_number(last)
    found = usage.feedback(
        wanted.document,
        lang=wanted.lang,
        resolved=bool(wanted.show),
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    names = {person.id: person.name for person in kb.store.people.all()} if found else {}
    return Page(wanted, tuple(_line(kb, one, names) for one in found), number, last, unread, every)


def _line(kb: KnowledgeBase, found: Feedback, names: dict[int, str]) -> Line:
    opinion = found.opinion
    written = kb.library.documents.get(opinion.document, {})
    shown = written.get(ui_lang()) or next(iter(written.values()), None)
    meant = written.get(opinion.lang)
    return Line(
        found,
        title=shown.title if shown else opinion.document,
        title_lang=shown.lang if shown else "",
        path=meant.file.path if meant else "",
        changed=not kb.library.says(opinion.document, opinion.lang, opinion.version),
        by=names.get(opinion.person_id or 0, ""),
        done_by=names.get(found.resolved_by or 0, ""),
    )


def _answer(kb: KnowledgeBase, found: Feedback) -> schemas.OpinionAnswer:
    opinion = found.opinion
    return schemas.OpinionAnswer(
        id=found.id,
        at=opinion.at,
        document=opinion.document,
        lang=opinion.lang,
        version=opinion.version,
        changed=not kb.library.says(opinion.document, opinion.lang, opinion.version),
        helpful=opinion.helpful,
        note=opinion.note,
        person_id=opinion.person_id,
        resolved_at=found.resolved_at,
        resolved_by=found.resolved_by,
    )


def _wanted() -> Wanted:
    """The filters of this request; one that cannot be counts as none, as in an old bookmark."""
    show, lang, document = (request.args.get(name, "") for name in Wanted._fields)
    known = len(document) <= schemas.LONGEST_ID and re.fullmatch(schemas.DOCUMENT_ID, document)
    return Wanted("all" if show == "all" else "", lang if lang in LANGUAGES else "", document if known else "")


def _just() -> dict[str, int]:
    """What was just done to which opinion, so that it can be undone."""
    asked = {what: request.args.get(what, "") for what in ("done", "reopen")}
    return {what: int(number) for what, number in asked.items() if re.fullmatch(r"[0-9]{1,9}", number)}


def _link(wanted: Wanted, **changes: str | int) -> str:
    """The address of the page with some of its filters changed; an empty one is dropped."""
    asked: dict[str, Any] = {**wanted.query, **changes}
    return url_for("feedback.page", **{name: value for name, value in asked.items() if value})
