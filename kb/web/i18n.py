"""The language of the interface: the one the user chose, else the browser's."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, after_this_request, g, request
from flask_babel import Babel, get_translations
from werkzeug.exceptions import HTTPException

from kb.languages import LANGUAGES

COOKIE = "ui_lang"
REPLY_COOKIE = "reply_lang"
_YEAR = 31_536_000
_CATALOGUES = {"en": "en", "ja": "ja", "es": "es", "zh": "zh_Hans_CN"}


def install(app: Flask) -> None:
    """Choose a catalogue for each request, and bind its gettext once for the page's templates."""
    Babel(app, default_locale="en", locale_selector=lambda: _CATALOGUES[ui_lang()])

    @app.context_processor
    def words() -> dict[str, object]:
        catalogue = get_translations()
        return {
            "_": catalogue.ugettext,
            "ngettext": catalogue.ungettext,
            "ui_lang": ui_lang(),
            "languages": LANGUAGES,
        }


def ui_lang() -> str:
    """The interface language of this request."""
    if "ui_lang" not in g:
        g.ui_lang = _chosen("ui", COOKIE) or request.accept_languages.best_match(list(LANGUAGES), "en")
    return str(g.ui_lang)


def reply_lang() -> str:
    """The customer's language that the user chose, or the interface's as long as none was."""
    if "reply_lang" not in g:
        g.reply_lang = _chosen("reply_lang", REPLY_COOKIE) or ui_lang()
    return str(g.reply_lang)


def use_ui_lang(lang: str) -> None:
    """Answer this request in a language that it names itself."""
    g.ui_lang = lang


def prefer(chosen: Mapping[str, str]) -> None:
    """Take these languages where the request names none, and let the browser remember them."""
    for name, lang in chosen.items():
        parameter = "ui" if name == COOKIE else name
        if given(parameter) not in LANGUAGES:
            setattr(g, name, lang)
            _remember(name, lang)


def _(message: str) -> str:
    """Marks a message for translation where it is defined; `gettext` translates it where it is shown."""
    return message


def gettext(message: str, **params: str) -> str:
    """A message in the interface language, its `%(name)s` filled."""
    text: str = get_translations().ugettext(message)
    return text % params if params else text


def given(parameter: str) -> str:
    """A parameter of the address or of a form; of the address alone when the form cannot be read."""
    try:
        return request.values.get(parameter, "")
    except HTTPException:
        return request.args.get(parameter, "")


def _chosen(parameter: str, cookie: str) -> str:
    """The language that the request or a cookie names; one in the request is remembered."""
    named = given(parameter)
    if named in LANGUAGES:
        _remember(cookie, named)
        return named
    kept = request.cookies.get(cookie, "")
    return kept if kept in LANGUAGES else ""


def _remember(cookie: str, lang: str) -> None:
    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(cookie, lang, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
        return response
