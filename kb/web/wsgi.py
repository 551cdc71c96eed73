"""The application that `kb serve` hands to its workers, made from the environment when it is first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> Flask:
    if name != "app":
        raise AttributeError(name)
    import gc

    from kb import logs
    from kb.service import open_kb
    from kb.settings import Settings
    from kb.web import create_app, metrics

    settings = Settings.from_env()
    logs.configure(settings.log)
    metrics.share(settings.data)
    gc.disable()  # what a start makes is kept: looking through it for garbage doubles the time
    try:
        app = create_app(open_kb(settings, watch=True))
    finally:
        gc.freeze()
        gc.enable()
    globals()["app"] = app
    return app
