"""What programs are answered."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel


def as_json(answer: BaseModel, status: int = 200) -> Response:
    """The answer as JSON."""
    return Response(answer.model_dump_json(), status, mimetype="application/json")
