"""The WSGI application for any server: `gunicorn wsgi:app`."""

from kb.web.wsgi import app

__all__ = ["app"]
