"""The OpenAPI 3.1 document, written from the table of operations and their pydantic models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kb.web import schemas
from kb.web.errors import PROBLEM


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `path` names its parameters in braces, as OpenAPI does."""

    method: str
    path: str
    summary: str
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()
    parameters: tuple[tuple[str, str, str], ...] = field(default=())
    """Name, example and meaning of each part of the path."""


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The document as JSON-ready data."""
    models = {m for op in operations for m in (op.answer, op.body) if m} | {schemas.Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    refs, definitions = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        entry = _operation(operation, {model: refs[model, "validation"] for model in ordered})
        paths.setdefault(operation.path, {})[operation.method] = entry
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kotae",
            "version": version,
            "summary": "Find a reply in your language, send it in theirs.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "./"}],
        "paths": paths,
        "components": {"schemas": definitions["$defs"]},
    }


def _operation(operation: Operation, refs: dict[type[BaseModel], Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"summary": operation.summary, "operationId": _name(operation)}
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": meaning,
            "example": example,
            "schema": _NUMBER if name == "number" else _ID,
        }
        for name, example, meaning in operation.parameters
    ]
    if operation.query:
        parameters += _query_parameters(operation.query)
    if parameters:
        entry["parameters"] = parameters
    if operation.body:
        entry["requestBody"] = {"required": True, "content": {"application/json": {"schema": refs[operation.body]}}}
    schema = refs[operation.answer] if operation.answer else {"type": "object"}
    entry["responses"] = {"200": {"description": "The answer.", "content": {"application/json": {"schema": schema}}}}
    for status in (401, 403, *operation.errors):
        problem = {"schema": refs[schemas.Problem]}
        entry["responses"][str(status)] = {"description": _MEANING[status], "content": {PROBLEM: problem}}
    return entry


MAX_NUMBER = 2**31
"""The highest number that a row is asked for by."""

_ID = {"type": "string", "pattern": "^[a-z0-9]+([/-][a-z0-9]+)*$", "maxLength": 200}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}
_MEANING = {
    401: "Nobody is signed in, or the token is not known.",
    403: "Who asks may not do this.",
    400: "The request cannot be read.",
    404: "There is no such thing.",
    409: "The case is closed, or the name is taken.",
    413: "The request is too large.",
    415: "The body is not JSON.",
    503: "The database does not answer, or cannot be written.",
    422: "A field or a value is wrong; `errors` names each.",
}


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    properties = model.model_json_schema()["properties"]
    found = []
    for name, schema in properties.items():
        schema = {key: value for key, value in schema.items() if key != "title"}
        description = schema.pop("description", None)
        parameter: dict[str, Any] = {"name": name, "in": "query", "required": False, "schema": schema}
        if description:
            parameter["description"] = description
        found.append(parameter)
    return found


def _name(operation: Operation) -> str:
    words = operation.path.replace("{", "").replace("}", "").replace(".", "/").strip("/").split("/")
    return "_".join([operation.method, *words])
