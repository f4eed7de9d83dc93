"""The description says every route, and nothing that is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis.specs.openapi import definitions
from starlette.routing import Route

from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.api.app import make_app
from sangsaeng.api.describing import describe
from sangsaeng.api.settings import Settings
from sangsaeng.api.statuses import STATUS_OF, status_of
from sangsaeng.kernel.messages import catalogue

_ITSELF = ("GET", "/openapi.json")


def _routes() -> set[tuple[str, str]]:
    app = make_app(None, None, Settings())  # type: ignore[arg-type]
    found = {
        (method, route.path)
        for route in app.router.routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    return found - {_ITSELF, ("HEAD", "/openapi.json")}


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    described = {
        (method.upper(), path)
        for path, operations in describe()["paths"].items()
        for method in operations
    }
    assert described == _routes()
    assert len(described) >= len(acts()) + len(all_readings())


def test_no_two_routes_take_the_same_request() -> None:
    paths = [PREFIX + one.path for one in (*acts().values(), *all_readings().values())]
    assert len(paths) == len(set(paths))


PREFIX = "/v1"


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name, part
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)


def test_every_reference_leads_somewhere() -> None:
    document = describe()
    for name, target in _parts(document):
        if name == "$ref":
            found: Any = document
            for step in target.removeprefix("#/").split("/"):
                found = found[step]


def test_operations_have_the_registrys_names_once() -> None:
    names = [
        operation["operationId"]
        for operations in describe()["paths"].values()
        for operation in operations.values()
    ]
    assert len(names) == len(set(names))
    assert {*acts(), *all_readings()} <= set(names)


def test_the_document_is_one_of_openapi() -> None:
    document = describe()
    definitions.OPENAPI_31_VALIDATOR.validate(document)
    assert json.loads(json.dumps(document)) == document


def test_every_status_belongs_to_a_code_that_is_said() -> None:
    assert sorted(set(STATUS_OF) - set(catalogue())) == []


@pytest.mark.parametrize("code", ["unknown_programme", "unknown_receivable", "unknown_act"])
def test_what_is_not_there_is_404(code: str) -> None:
    assert status_of(code) == 404


def test_what_a_rule_refuses_is_422() -> None:
    assert status_of("more_than_retained") == 422
