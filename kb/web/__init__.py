"""The site and the JSON API over one knowledge base. Flask lives here only."""

from __future__ import annotations

from flask import Flask

from kb.service import KnowledgeBase
from kb.web import admission, api, coverage, errors, headers, i18n, metrics, site

MAX_BODY = 1_000_000
"""Bytes of a request's body: a whole form of the longest values allowed takes a tenth of it."""


def create_app(kb: KnowledgeBase) -> Flask:
    """The WSGI application of a knowledge base."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    kb.observer = counters = metrics.Metrics()
    admission.install(app, kb, counters)
    i18n.install(app)
    headers.install(app)
    errors.install(app)
    metrics.install(app, kb, counters)
    app.register_blueprint(api.blueprint(kb))
    app.register_blueprint(site.blueprint(kb))
    app.register_blueprint(coverage.blueprint(kb))
    return app
