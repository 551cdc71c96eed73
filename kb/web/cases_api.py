"""The JSON API of cases: a view is a typed request, one call on the cases, one presentation."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from kb.service import KnowledgeBase
from kb.web import case_requests
from kb.web import case_schemas as schemas
from kb.web.answers import as_json
from kb.web.identity import current, may
from kb.web.openapi import Operation
from kb.web.requests import body, query_string, read

if TYPE_CHECKING:
    from kb.casework.work import Sheet
    from kb.store.cases import Case

_ID = ("number", "1042", "The number of a case.")
_WRONG = (400, 404, 409, 413, 415, 422, 503)


def _on_case(path: str, summary: str, asked: type[BaseModel], answer: type[BaseModel] = schemas.CaseAnswer) -> Operation:
    return Operation("post", f"/cases/{{number}}/{path}", summary, answer, body=asked, errors=_WRONG, parameters=(_ID,))


OPERATIONS = (
    Operation("get", "/cases", "What is due next", schemas.BoardAnswer, query=schemas.BoardRequest, errors=(422, 503)),
    Operation("post", "/cases", "Open a case", schemas.CaseAnswer, body=schemas.OpenRequest, errors=_WRONG),
    Operation("get", "/cases/{number}", "A case", schemas.SheetAnswer, errors=(404, 422, 503), parameters=(_ID,)),
    _on_case("facts", "Correct a case", schemas.FactsRequest),
    _on_case("replies", "Keep that a reply went to a case", schemas.ReplyRequest, schemas.ReplyAnswer),
    _on_case("stage", "Move a case to another stage", schemas.StageRequest),
    _on_case("promise", "Keep what was promised", schemas.PromiseRequest),
    _on_case("notes", "Keep a note", schemas.NoteRequest, schemas.SheetAnswer),
    _on_case("close", "Close a case", schemas.CloseRequest),
    _on_case("reopen", "Open a closed case again", schemas.Nothing),
    _on_case("undo", "Take a closing back", schemas.Nothing),
)

_Model = TypeVar("_Model", bound=BaseModel)


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The API of a knowledge base's cases, under `/api/v1/cases`."""
    api = Blueprint("cases_api", __name__, url_prefix="/api/v1/cases")

    @api.get("")
    @may("cases")
    def board() -> ResponseReturnValue:
        asked = read(schemas.BoardRequest, query_string())
        page = kb.cases.board(case_requests.narrowed(asked), _now(), closed=asked.show == "closed")
        counts = {field.name: getattr(page.tally, field.name) for field in fields(page.tally)}
        return as_json(schemas.BoardAnswer(cases=list(map(_case, page.cases)), **counts))

    @api.post("")
    @may("cases")
    def opened() -> ResponseReturnValue:
        case, received = case_requests.opening(kb, read(schemas.OpenRequest, body()))
        return as_json(_case(kb.cases.open(case, person_id=_me(), now=_now(), received=received)), 201)

    @api.get("/<int:number>")
    @may("cases")
    def case(number: int) -> ResponseReturnValue:
        return as_json(_sheet(kb.cases.sheet(number)))

    @api.post("/<int:number>/facts")
    @may("cases")
    def facts(number: int) -> ResponseReturnValue:
        given = case_requests.facts(kb, number, read(schemas.FactsRequest, body()))
        return as_json(_case(kb.cases.correct(number, person_id=_me(), now=_now(), **given)))

    @api.post("/<int:number>/replies")
    @may("cases")
    def replied(number: int) -> ResponseReturnValue:
        reply = case_requests.reply(kb, read(schemas.ReplyRequest, body()), _now())
        new = kb.cases.replied(number, reply)
        return as_json(schemas.ReplyAnswer(new=new, case=_case(kb.cases.at_work(number)[0])))

    @api.post("/<int:number>/stage")
    @may("cases")
    def stage(number: int) -> ResponseReturnValue:
        asked = read(schemas.StageRequest, body())
        return as_json(_case(kb.cases.move(number, asked.stage, person_id=_me(), now=_now())))

    @api.post("/<int:number>/promise")
    @may("cases")
    def promise(number: int) -> ResponseReturnValue:
        when = case_requests.promised(read(schemas.PromiseRequest, body()))
        return as_json(_case(kb.cases.promise(number, when, person_id=_me(), now=_now())))

    @api.post("/<int:number>/notes")
    @may("cases")
    def note(number: int) -> ResponseReturnValue:
        asked = read(schemas.NoteRequest, body())
        kb.cases.note(number, asked.text, asked.ui_lang, person_id=_me(), now=_now())
        return as_json(_sheet(kb.cases.sheet(number)))

    @api.post("/<int:number>/close")
    @may("cases")
    def close(number: int) -> ResponseReturnValue:
        closing = case_requests.closing(read(schemas.CloseRequest, body()))
        return as_json(_case(kb.cases.close(number, closing, person_id=_me(), now=_now())))

    @api.post("/<int:number>/reopen")
    @may("cases")
    def reopen(number: int) -> ResponseReturnValue:
        read(schemas.Nothing, body())
        return as_json(_case(kb.cases.reopen(number, person_id=_me(), now=_now())))

    @api.post("/<int:number>/undo")
    @may("cases")
    def undo(number: int) -> ResponseReturnValue:
        read(schemas.Nothing, body())
        return as_json(_case(kb.cases.undo_closing(number, person_id=_me(), now=_now())))

    return api


def _case(case: Case) -> schemas.CaseAnswer:
    names = schemas.CaseAnswer.model_fields
    return schemas.CaseAnswer(**{name: getattr(case, name) for name in names})


def _sheet(sheet: Sheet) -> schemas.SheetAnswer:
    return schemas.SheetAnswer(
        case=_case(sheet.file.case),
        replies=[_line(schemas.ReplyLine, reply) for reply in sheet.file.replies],
        steps=[_line(schemas.StepLine, step) for step in sheet.file.steps],
        suggestions=[
            schemas.SuggestionLine(stage=s.stage.id, templates=[next(iter(found.values())).id for found in s.templates])
            for s in sheet.suggestions
        ],
        target=sheet.due.target.source if sheet.due else "",
        limit=sheet.due.limit if sheet.due else None,
    )


def _line(model: type[_Model], row: object) -> _Model:
    return model(**{name: getattr(row, name) for name in model.model_fields})


def _me() -> int | None:
    return current().id or None


def _now() -> datetime:
    return datetime.now(UTC)
