"""The description of the API (OpenAPI 3.1), made from the registries: what runs is what it says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.shape import Act, Reading
from sangsaeng.api.entering import ActOutcome, Trying, needs_key
from sangsaeng.api.listing import JSON_LINES, Paging
from sangsaeng.api.problems import PROBLEM_JSON
from sangsaeng.api.problems_shape import Problem
from sangsaeng.api.routes import PREFIX, all_doors
from sangsaeng.api.settings import SECURE_COOKIE
from sangsaeng.api.shape import Door, For
from sangsaeng.kernel.messages import catalogue

TITLE, VERSION = "Sangsaeng", "1"
_ABOUT = (
    "One-stop mutual benefit payment. Won are whole numbers, days are YYYY-MM-DD, rates are text. "
    "A step that moves money is entered by one person and approved by another: it answers 202 "
    "until then. Every refusal is a problem (RFC 9457) with a stable code in two languages."
)
# What an act is found as; who asks again under its key may hear that it is over.
_DONE_AT_ONCE = ("executed", "rehearsed")
_MAY_WAIT = (*_DONE_AT_ONCE, "waiting", "rejected", "withdrawn", "expired")
_STATES = {"ActDoneAtOnce": _DONE_AT_ONCE, "ActMayWait": _MAY_WAIT}
_REF = "#/components/schemas/{model}"
_FAULTS = (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503)
Json = dict[str, Any]
Models = dict[tuple[type[BaseModel], JsonSchemaMode], Json]


@cache
def describe() -> Json:
    """The whole document."""
    schemas, defined = _schemas()
    paths: dict[str, Json] = {}
    for path, method, operation in _operations(schemas, defined):
        paths.setdefault(path, {})[method] = operation
    for name, states in _STATES.items():
        defined[name] = {"type": "string", "enum": list(states), "title": name}
    for act in acts().values():
        defined[_outcome_name(act)] = _outcome(act, schemas, defined)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(defined.items())),
            "securitySchemes": _SCHEMES,
            "parameters": _PARAMETERS,
            "responses": {"Problem": _problem_response(schemas)},
        },
    }


_SCHEMES: Json = {
    "key": {"type": "http", "scheme": "bearer", "description": "a machine's key"},
    "session": {"type": "apiKey", "in": "cookie", "name": SECURE_COOKIE},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
}
_PARAMETERS: Json = {
    "company": {
        "name": "Sangsaeng-Company",
        "in": "header",
        "description": "the company a person works for; needed where it works for several",
        "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"},
    },
    "language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "ko or en: the language of a problem's detail",
        "schema": {"type": "string", "maxLength": 200},
    },
    "request_key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "the company's own name of this request: under one key it is done once",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
}


def _models() -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
    yield Problem, "serialization"
    yield ActOutcome, "serialization"
    yield Trying, "validation"
    yield Paging, "validation"
    for act in acts().values():
        yield act.given, "validation"
        yield act.answer, "serialization"
    for reading in all_readings().values():
        yield reading.row, "serialization"
        if reading.filters is not None:
            yield reading.filters, "validation"
    for door in all_doors():
        for model in (door.given, door.query):
            if model is not None:
                yield model, "validation"
        if door.answer is not None:
            yield door.answer, "serialization"


def _schemas() -> tuple[Models, Json]:
    wanted = list(dict.fromkeys(_models()))
    schemas, top = models_json_schema(wanted, ref_template=_REF)
    return cast(Models, schemas), dict(top.get("$defs", {}))


def _operations(schemas: Models, defined: Json) -> Iterator[tuple[str, str, Json]]:
    for act in acts().values():
        yield PREFIX + act.path, "post", _act(act, schemas, defined)
    for reading in all_readings().values():
        yield PREFIX + reading.path, "get", _reading(reading, schemas, defined)
    for door in all_doors():
        yield door.full_path(PREFIX), door.method.lower(), _door(door, schemas, defined)


def _act(act: Act[Any], schemas: Models, defined: Json) -> Json:
    parameters = [*_shared("company", "language"), _request_key(needs_key(act))]
    parameters += _query(Trying, act.path, schemas, defined)
    reference = {"$ref": _REF.format(model=_outcome_name(act))}
    headers = {"Idempotency-Hit": {"schema": {"type": "string", "enum": ["true", "false"]}}}
    answers = {"200": {**_content(reference, "done, or rehearsed"), "headers": headers}}
    if _may_wait(act):
        answers["202"] = {**_content(reference, "entered: it waits"), "headers": headers}
    return {
        **_named(act.code, act.given),
        "parameters": parameters,
        "requestBody": _body(schemas[act.given, "validation"]),
        "responses": {**answers, **_faults()},
        "security": _security("POST"),
    }


def _reading(reading: Reading, schemas: Models, defined: Json) -> Json:
    parameters = _shared("company", "language")
    if reading.filters is not None:
        parameters += _query(reading.filters, reading.path, schemas, defined)
    row = schemas[reading.row, "serialization"]
    headers: Json = {}
    if not reading.one:
        parameters += _query(Paging, reading.path, schemas, defined)
        headers = {"headers": {"Link": {"schema": {"type": "string"}}}}
        row = _page(row)
    found = _content(row, "as of one moment")
    if not reading.one:
        found["content"][JSON_LINES] = {"schema": {"type": "string"}}
    return {
        **_named(reading.code, reading.row),
        "parameters": parameters,
        "responses": {"200": {**found, **headers}, **_faults()},
        "security": _security("GET"),
    }


def _door(door: Door, schemas: Models, defined: Json) -> Json:
    operation = _named(door.code, door.work)
    parameters = _shared("language")
    if door.open_to is For.CALLER:
        parameters += _shared("company")
    if door.query is not None:
        parameters += _query(door.query, door.path, schemas, defined)
    operation["parameters"] = parameters
    if door.given is not None:
        operation["requestBody"] = _body(schemas[door.given, "validation"])
    if door.answer is None:
        answers: Json = {"204": {"description": "done"}}
    else:
        answers = {"200": _content(schemas[door.answer, "serialization"], "done")}
        if door.may_wait:
            answers["202"] = _content(schemas[door.answer, "serialization"], "it waits for more")
    operation["responses"] = {**answers, **_faults()}
    operation["security"] = _security(door.method, door.open_to)
    return operation


def _named(code: str, described: object) -> Json:
    name = f"act_{code.replace('.', '_')}"
    summary = catalogue()[name]["en"] if name in catalogue() else code
    text = inspect.cleandoc(getattr(described, "__doc__", None) or "")
    return {
        "operationId": code,
        "tags": [code.split(".", maxsplit=1)[0]],
        "summary": summary,
        "description": text,
    }


def _may_wait(act: Act[Any]) -> bool:
    return act.second_person or act.agree is not None


def _outcome_name(act: Act[Any]) -> str:
    return "Outcome_" + act.code.replace(".", "_")


def _outcome(act: Act[Any], schemas: Models, defined: Json) -> Json:
    shape: Json = dict(_shape(ActOutcome, schemas, defined))
    answers: Json = schemas[act.answer, "serialization"]
    state = {"$ref": _REF.format(model="ActDoneAtOnce")}
    if _may_wait(act):
        answers = {"anyOf": [answers, {"type": "null"}]}
        state = {"$ref": _REF.format(model="ActMayWait")}
    shape["properties"] = {**shape["properties"], "state": state, "answer": answers}
    shape["required"] = [*shape["required"], "answer"]
    shape["title"] = _outcome_name(act)
    return shape


def _shape(
    model: type[BaseModel], schemas: Models, defined: Json, mode: JsonSchemaMode = "serialization"
) -> Json:
    """A model's own schema: what it is called depends on what others are called."""
    reference = schemas[model, mode]
    found: Json = defined[reference["$ref"].rsplit("/", 1)[1]] if "$ref" in reference else reference
    return found


def _query(model: type[BaseModel], path: str, schemas: Models, defined: Json) -> list[Json]:
    """A model's fields as parameters: those named in the path, the rest in the query."""
    shape = _shape(model, schemas, defined, "validation")
    found = []
    for name, schema in shape.get("properties", {}).items():
        in_path = f"{{{name}}}" in path
        found.append(
            {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or name in shape.get("required", ()),
                "schema": _said(schema),
            }
        )
    return found


def _said(schema: Json) -> Json:
    """A parameter that may be left out is left out: there is no way to write null."""
    said = {name: value for name, value in schema.items() if name != "title"}
    choices = [one for one in said.pop("anyOf", []) if one.get("type") != "null"]
    if said.get("default", "") is None:
        del said["default"]
    if len(choices) == 1:
        return {**choices[0], **said}
    return {**said, "anyOf": choices} if choices else said


def _page(row: Json) -> Json:
    return {
        "type": "object",
        "required": ["rows", "next_cursor"],
        "additionalProperties": False,
        "properties": {
            "rows": {"type": "array", "items": row},
            "next_cursor": {"type": ["string", "null"]},
        },
    }


def _shared(*names: str) -> list[Json]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _request_key(required: bool) -> Json:
    if not required:
        return _shared("request_key")[0]
    return {**_PARAMETERS["request_key"], "required": True}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _content(schema: Json, about: str) -> Json:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _problem_response(schemas: Models) -> Json:
    return {
        "description": "why not",
        "headers": {"Retry-After": {"schema": {"type": "string"}}},
        "content": {PROBLEM_JSON: {"schema": schemas[Problem, "serialization"]}},
    }


def _faults() -> Json:
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in _FAULTS}


def _security(method: str, open_to: For = For.CALLER) -> Sequence[Json]:
    session: Json = {"session": []} if method == "GET" else {"session": [], "csrf": []}
    if open_to is For.ANYONE:
        return []
    return [session] if open_to is For.PERSON else [{"key": []}, session]
