"""The pages of cases: the board of what is due next, and each case from its opening to its closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import CaseNotFound, InvalidValues, StoreError
from kb.service import KnowledgeBase
from kb.web import case_requests, case_words
from kb.web import case_schemas as schemas
from kb.web.errors import value_message
from kb.web.i18n import given, ui_lang
from kb.web.identity import current, may, nobody_yet
from kb.web.requests import read


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The pages of a knowledge base's cases."""
    pages = Blueprint("cases", __name__)

    @pages.app_context_processor
    def shared() -> dict[str, object]:
        return {"case_at_work": lambda document="": at_work(kb, document), **case_words.words(kb)}

    @pages.get("/cases")
    @may("cases")
    def board() -> ResponseReturnValue:
        asked = read(schemas.BoardRequest, {name: value for name, value in request.args.items() if value and name != "ui"})
        page = kb.cases.board(case_requests.narrowed(asked), _now(), closed=asked.show == "closed")
        return render_template("cases.html", page=page, asked=asked, people=_people(kb), switch=_switch)

    @pages.get("/cases/new")
    @may("cases")
    def new() -> ResponseReturnValue:
        return _new(kb, {}, 200)

    @pages.post("/cases")
    @may("cases")
    def opened() -> ResponseReturnValue:
        try:
            case, received = case_requests.opening(kb, read(schemas.OpenRequest, case_requests.form()))
            found = kb.cases.open(case, person_id=_me(), now=_now(), received=received)
        except InvalidValues as wrong:
            return _new(kb, _messages(wrong), 422)
        return redirect(_after_opening(found.id), 303)

    @pages.get("/cases/<int:id>")
    @may("cases")
    def case(id: int) -> ResponseReturnValue:
        return _sheet(kb, id)

    @pages.post("/cases/<int:id>/<any(facts, stage, promise, kept, note, close, reopen, undo):what>")
    @may("cases")
    def worked(id: int, what: str) -> ResponseReturnValue:
        try:
            _WORK[what](kb, id)
        except InvalidValues as wrong:
            return _sheet(kb, id, _messages(wrong), what)
        return redirect(url_for("cases.case", id=id, done=what), 303)

    return pages


def at_work(kb: KnowledgeBase, document: str = "") -> case_words.AtWork | None:
    """The case that this page's address names, and whether this template went to it; none where it cannot be had."""
    number = given("case")
    if nobody_yet() or not current().may("cases") or not number.isdecimal() or len(number) > 15:
        return None
    try:
        found, sent = kb.cases.at_work(int(number), document)
    except (CaseNotFound, StoreError):
        return None  # the page is about a reply, and that is there all the same
    return case_words.AtWork(found, sent, _now())


def _facts(kb: KnowledgeBase, id: int) -> None:
    asked = read(schemas.FactsRequest, case_requests.corrected())
    kb.cases.correct(id, person_id=_me(), now=_now(), **case_requests.facts(kb, id, asked))


def _stage(kb: KnowledgeBase, id: int) -> None:
    asked = read(schemas.StageRequest, case_requests.form())
    kb.cases.move(id, asked.stage, person_id=_me(), now=_now())


def _promise(kb: KnowledgeBase, id: int) -> None:
    asked = read(schemas.PromiseRequest, case_requests.form())
    kb.cases.promise(id, case_requests.promised(asked), person_id=_me(), now=_now())


def _kept(kb: KnowledgeBase, id: int) -> None:
    kb.cases.promise(id, None, person_id=_me(), now=_now())


def _note(kb: KnowledgeBase, id: int) -> None:
    asked = read(schemas.NoteRequest, {"text": "", **case_requests.form(), "ui_lang": ui_lang()})
    kb.cases.note(id, asked.text, asked.ui_lang, person_id=_me(), now=_now())


def _close(kb: KnowledgeBase, id: int) -> None:
    asked = read(schemas.CloseRequest, {"cause": "", **case_requests.closing_form()})
    kb.cases.close(id, case_requests.closing(asked), person_id=_me(), now=_now())


def _reopen(kb: KnowledgeBase, id: int) -> None:
    kb.cases.reopen(id, person_id=_me(), now=_now())


def _undo(kb: KnowledgeBase, id: int) -> None:
    kb.cases.undo_closing(id, person_id=_me(), now=_now())


_WORK: Mapping[str, Callable[[KnowledgeBase, int], None]] = {
    "facts": _facts,
    "stage": _stage,
    "promise": _promise,
    "kept": _kept,
    "note": _note,
    "close": _close,
    "reopen": _reopen,
    "undo": _undo,
}
"""What the forms of a case do."""


def _new(kb: KnowledgeBase, problems: Mapping[str, str], status: int) -> ResponseReturnValue:
    carried = {name: value for name, value in request.form.items() if name.startswith("_")}  # where to go back to
    return render_template("case_new.html", problems=problems, zones=case_words.zones(kb), carried=carried), status


def _sheet(
    kb: KnowledgeBase, id: int, problems: Mapping[str, str] = MappingProxyType({}), refused: str = ""
) -> ResponseReturnValue:
    """The page of a case; the form that was `refused` holds what was given, every other one what is known."""
    sheet = kb.cases.sheet(id)
    fields = case_words.fields(sheet.file.case)
    if refused:
        fields[refused] = {**fields.get(refused, {}), **request.form}
    shown = {"page": case_words.page(kb, sheet), "people": _people(kb), "now": _now()}
    page = render_template("case.html", sheet=sheet, fields=fields, problems=problems, refused=refused, **shown)
    return page, 422 if refused else 200


def _after_opening(id: int) -> str:
    """Back to the template or to the search, with the new case at work; else to the case itself."""
    back = request.form.get("_document", "")
    kept = {name: value for name in _KEPT if (value := request.form.get(f"_{name}", ""))}
    if back.startswith("templates/"):
        chosen = {f"reply_{name}": value for name in _CHOSEN if (value := request.form.get(name, ""))}
        query = {"reply_lang": request.form.get("lang", ""), **chosen, **kept, "case": str(id)}
        return f"{url_for('site.document', group='templates', name=back.removeprefix('templates/'))}?{urlencode(query)}"
    if back == "home":
        return f"{url_for('site.home')}?{urlencode({'reply_lang': request.form.get('lang', ''), **kept, 'case': id})}"
    return url_for("cases.case", id=id)


_CHOSEN = ("channel", "platform", "market")
_KEPT = ("q", "intent", "issue", "tone", "reply_tone")


def _switch(**changes: str) -> str:
    """The board's address with some of its filters changed."""
    kept = {name: value for name, value in {**request.args, **changes}.items() if value and name not in ("ui", "done")}
    return f"{url_for('cases.board')}?{urlencode(kept)}"


def _messages(wrong: InvalidValues) -> Mapping[str, str]:
    return {problem.name: value_message(problem) for problem in wrong.problems}


def _people(kb: KnowledgeBase) -> Mapping[int, str]:
    """The names of the team; none where nobody has an account."""
    if "people" not in g:
        g.people = {person.id: person.name for person in kb.store.people.all() if person.active}
    return dict(g.people)


def _me() -> int | None:
    return current().id or None


def _now() -> datetime:
    return datetime.now(UTC)
