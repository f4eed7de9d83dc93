"""The least that a shape takes: an example of an act's or reading's input, out of its schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sangsaeng.kernel.business_number import invented_business_number

# Texts whose pattern is more than a few characters long, by a word in it.
_TEXTS = {
    "{3}-?[0-9]{2}-?[0-9]{5}": invented_business_number(7),
    "^[0-9]{8}-?": "202604061000000000000001",
    "{64}": "0" * 64,
    "^[0-9]{8,16}$": "10000001",
    "^[0-9]{3}$": "088",
    "^(0|1)": "0.01",
    "https://": "https://hooks.example.com/in",
    "@": "someone@example.com",
    "[a-z0-9_]{": "units_working",
    r"\.(csv|pdf)$": "evidence.pdf",
    "^[01](": "1",
    "^[0-9]{1,3}(": "1",
    "{1,12}(": "1",
    "^[0-9]{11}$": "12345678901",
    "[A-Z][0-9]{": "C29",
    "^20[0-9]{2}-(0": "2026-05",
}


def least(model: type[BaseModel], **chosen: Any) -> dict[str, Any]:
    """JSON that the model takes, with as little in it as it lets; `chosen` fields as told."""
    schema = model.model_json_schema()
    made = _value(schema, schema.get("$defs", {}))
    return {
        **made,
        **{name: value for name, value in chosen.items() if name in schema["properties"]},
    }


def _value(schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rsplit("/", 1)[1]], defs)
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], defs)
    for name in ("const", "default"):
        if name in schema and schema[name] is not None:
            return schema[name]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", [])
        return {name: _value(schema["properties"][name], defs) for name in wanted}
    if kind == "array":
        return [_value(schema["items"], defs)] * max(1, schema.get("minItems", 1))
    if kind == "integer":
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    return _text(schema)


def _text(schema: dict[str, Any]) -> str:
    formats = {"date": "2026-05-06", "date-time": "2026-05-06T12:00:00+09:00", "time": "16:00:00"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    for word, text in _TEXTS.items():
        if word in schema.get("pattern", ""):
            return text
    return "x" * max(1, schema.get("minLength", 1))
