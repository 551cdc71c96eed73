"""What the API of figures takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from kb.web.schemas import Answer, Request

Day = Annotated[str, StringConstraints(pattern=r"^(?:\d{4}-\d{2}-\d{2})?$")]


class FigureRequest(Request):
    """A period, both days being counted; the last thirty days where nothing is said. Days are those of UTC."""

    since: Day = Field("", description="The first day, like 2026-11-01.")
    until: Day = Field("", description="The last day; today where it is not said.")


class FiguresAnswer(Answer):
    """The names of the figures."""

    figures: list[str]


class FigureAnswer(Answer):
    """A figure: rows of values in the order of the columns. Costs are amounts by currency, shares lie between 0 and 1."""

    name: str
    since: date
    until: date
    columns: list[str]
    rows: list[list[Any]]
