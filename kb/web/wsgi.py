"""The application that `kb serve` hands to its workers, made from the environment when it is first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the others waiting: while an edit is taken in, a search needs its turn many times."""


def __getattr__(name: str) -> Flask:
    if name != "app":
        raise AttributeError(name)
    import gc
    import sys

    from kb import logs
    from kb.service import open_kb
    from kb.settings import Settings
    from kb.web import create_app, metrics

    settings = Settings.from_env()
    logs.configure(settings.log)
    metrics.share(settings.data)
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()  # what a start makes is kept: looking through it for garbage doubles the time
    try:
        app = create_app(open_kb(settings, watch=True))
    finally:
        gc.freeze()
        gc.enable()
    globals()["app"] = app
    return app
