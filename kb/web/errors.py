"""Errors as people and programs read them: a page in the reader's language, or RFC 9457 JSON under `/api`."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kb.errors import (
    CaseClosed,
    InvalidValues,
    KbError,
    NotFound,
    SearchUnavailable,
    StoreError,
    Taken,
    TranslationNotFound,
    ValueProblem,
)
from kb.web.i18n import _, gettext

log = logging.getLogger("kb.web")

PROBLEM = "application/problem+json"

STATUS: tuple[tuple[type[KbError], int], ...] = (
    (NotFound, 404),
    (InvalidValues, 422),
    (Taken, 409),
    (CaseClosed, 409),
    (SearchUnavailable, 503),
    (StoreError, 503),
)
"""The status of each error of the tree; any other is ours, a 500."""


class BadRequest(Exception):
    """A request that its schema refuses; `errors` names every field that is wrong."""

    def __init__(self, detail: str, errors: list[dict[str, str]], status: int = 422) -> None:
        super().__init__(detail)
        self.detail, self.errors, self.status = detail, errors, status


class Denied(Exception):
    """A request that is not answered, because of who asks or where from; `detail` says what to do."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


VALUE_MESSAGES = {
    "missing": _("Fill this in."),
    "unknown-variable": _("This value is not known."),
    "not-text": _("Write a text."),
    "too-long": _("Shorten this to %(limit)s characters."),
    "control-character": _("This holds an invisible control character. Type it again."),
    "one-line": _("Write this on one line."),
    "wrong-shape": _("This value does not have the right parts."),
    "unknown-title": _("This title is not known. Choose one from the list."),
    "not-a-number": _("Write digits with a point before decimals, like 1234.50."),
    "unknown-currency": _("Choose a currency."),
    "surplus-decimals": _("%(currency)s has %(places)s decimals. Correct the amount."),
    "not-a-percent": _("Write a number from 0 to 100."),
    "not-a-date": _("Choose a day of the calendar."),
    "not-a-datetime": _("Choose a day and a time that exist."),
    "unknown-zone": _("Choose a time zone."),
    "not-a-url": _("Paste the whole address, beginning with https://"),
    "unknown-choice": _("Choose one of the list."),
    "tells-mail": _("This looks like an e-mail address. Choose a reference that names nobody."),
    "tells-number": _("This looks like an order, parcel or telephone number. Choose a reference of your own."),
    "tells-person": _("This tells who the customer is. Choose a reference that names nobody."),
    "tells-note": _("This holds a name, an address or a number of the customer. Leave it out."),
    "in-the-future": _("This lies in the future."),
    "in-the-past": _("This lies in the past. Choose a later time."),
    "beyond-rule": _("The platform wants the reply earlier than this."),
    "not-a-list": _("Choose up to %(limit)s."),
}


def value_message(problem: ValueProblem) -> str:
    """What is wrong with a value, in the interface language."""
    return gettext(VALUE_MESSAGES[problem.code], **problem.params)


def install(app: Flask) -> None:
    """Answer every error in the form that its asker reads."""

    @app.errorhandler(KbError)
    def ours(error: KbError) -> ResponseReturnValue:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
        if status >= 500:
            log.error("%s: %s", type(error).__name__, error)
        fields = []
        if isinstance(error, InvalidValues):
            fields = [{"name": p.name, "code": p.code, "message": value_message(p)} for p in error.problems]
        languages = error.languages if isinstance(error, TranslationNotFound) else ()
        return answer(status, error.code, str(error), fields, languages)

    @app.errorhandler(BadRequest)
    def refused(error: BadRequest) -> ResponseReturnValue:
        return answer(error.status, "invalid-request", error.detail, error.errors)

    @app.errorhandler(Denied)
    def denied(error: Denied) -> ResponseReturnValue:
        if error.code == "sign-in-needed" and _opens_page():
            return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")), 303)
        return answer(error.status, error.code, error.detail)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        code = (error.name or "error").lower().replace(" ", "-")
        response = answer(error.code or 500, code, error.description or error.name, [])
        if allowed := getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> ResponseReturnValue:
        # Where it broke, not what the error says: its words may be a customer's.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("unforeseen %s on %s", type(error).__name__, request.endpoint, extra={"event": {"where": where}})
        return answer(500, "internal-error", "Something broke on our side; it has been logged.")


def _printable(text: str) -> str:
    """The text without halves of characters, which a request may hold and an answer must not."""
    return text.encode("utf-8", "replace").decode()


def _opens_page() -> bool:
    """Whether somebody opens a page by its address, rather than a page asking for a part of itself."""
    path = request.path.startswith("/api/") and request.path != "/api/v1/docs"
    return request.method == "GET" and not path and request.headers.get("Sec-Fetch-Dest", "document") == "document"


def problem(status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, object]:
    """An error as programs read it, by RFC 9457."""
    printable = [{key: _printable(text) for key, text in error.items()} for error in errors]
    title, detail = code.replace("-", " ").capitalize(), _printable(detail)
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code, "errors": printable}


def answer(
    status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = (), languages: tuple[str, ...] = ()
) -> Response:
    """An error as its asker reads it: a page, or RFC 9457 JSON under `/api`."""
    if request.path.startswith("/api/"):
        response = jsonify(problem(status, code, detail, errors))
        response.content_type = PROBLEM
    else:
        page = render_template("error.html", status=status, code=code, detail_languages=languages)
        response = Response(page, mimetype="text/html")
    response.status_code = status
    return response
