"""The site and the JSON API over one knowledge base. Flask lives here only."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.service import KnowledgeBase
from kb.web import (
    admission,
    api,
    cases,
    cases_api,
    coverage,
    errors,
    feedback,
    gate,
    headers,
    hooks,
    i18n,
    insights,
    me,
    metrics,
    mine,
    oidc,
    sign_in,
    site,
    use,
    versions,
)
from kb.web.requests import Number

MAX_BODY = 1_000_000
"""Bytes of a request's body: a whole form of the longest values allowed takes a tenth of it."""


def create_app(kb: KnowledgeBase) -> Flask:
    """The WSGI application of a knowledge base."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    versions.install(app, kb)
    app.url_map.converters |= {"whole": app.url_map.converters["int"], "int": Number}
    kb.observer = counters = metrics.Metrics()
    admission.install(app, kb, counters)
    i18n.install(app)
    headers.install(app)
    errors.install(app)
    metrics.install(app, kb, counters)
    door = gate.install(app, kb)
    app.register_blueprint(sign_in.blueprint(kb, door))
    oidc.install(app, kb, door)
    app.register_blueprint(me.blueprint(kb, door))
    app.register_blueprint(mine.blueprint(kb))
    app.register_blueprint(use.blueprint(kb))
    app.register_blueprint(api.blueprint(kb))
    app.register_blueprint(site.blueprint(kb))
    app.register_blueprint(coverage.blueprint(kb))
    app.register_blueprint(hooks.blueprint(kb))
    app.register_blueprint(cases.blueprint(kb))
    app.register_blueprint(cases_api.blueprint(kb))
    app.register_blueprint(insights.blueprint(kb))
    app.register_blueprint(feedback.blueprint(kb))
    if kb.settings.proxies:
        n = kb.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n)  # type: ignore[method-assign]
    return app
