"""Each request is answered from one version of the content, whatever is taken in meanwhile, and the answer names it."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, Response, g

from kb.service import KnowledgeBase

HEADER = "Library-Version"


def install(app: Flask, kb: KnowledgeBase) -> None:
    """Hold the version of each request, and name it in a header. Install this first: all that follows is inside."""

    @app.before_request
    def hold() -> None:
        g.held = ExitStack()
        g.held.enter_context(kb.held())

    @app.after_request
    def name(response: Response) -> Response:
        response.headers[HEADER] = kb.library.version
        return response

    @app.teardown_request
    def let_go(_: BaseException | None) -> None:
        if held := g.pop("held", None):
            held.close()
