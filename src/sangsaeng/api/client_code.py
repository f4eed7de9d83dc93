"""The Python client, written out of the API's own description (`client FOLDER` on the console).

One method an operation, one TypedDict a schema: no class of its own to learn. What does not come
from the description (connection, keys, retries, problems, webhooks) stands beside it by hand.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
_PLAIN = {"integer": "int", "string": "str", "boolean": "bool", "null": "None", "number": "float"}
_HEAD = '''"""Every operation of the API. Made by `sangsaeng client`; changes here are lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

from sangsaeng_client.transport import Transport, compact
'''
_PARAMETERS_OF_EVERY_CALL = frozenset({"cursor", "dry_run", "rehearse"})


def render_client(description: Schema) -> str:
    """The module `api.py` of the client for one OpenAPI 3.1 description."""
    schemas = description["components"]["schemas"]
    parts = [_HEAD]
    parts += [_typed_dict(name, schema) for name, schema in sorted(schemas.items())]
    parts.append('\n\nclass Api(Transport):\n    """One method an operation, by its code."""\n')
    parts += [_method(*operation) for operation in _operations(description)]
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _operations(description: Schema) -> Iterator[tuple[str, str, Schema]]:
    shared = description["components"].get("parameters", {})

    def whole(operation: Schema) -> Schema:
        given = operation.get("parameters", ())
        named = [shared[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in given]
        return {**operation, "parameters": named}

    found = [
        (path, verb, whole(operation))
        for path, verbs in description["paths"].items()
        for verb, operation in verbs.items()
        if verb in ("get", "post", "delete", "put")
    ]
    yield from sorted(found, key=lambda one: str(one[2]["operationId"]))


def _typed_dict(name: str, schema: Schema) -> str:
    if "properties" not in schema:
        return f"\n\n{_class_name(name)} = {_type(schema)!r}\n"
    lines = [f"\n\nclass {_class_name(name)}(TypedDict):"]
    lines.append(f'    """{_sentence(schema.get("description") or name)}"""\n')
    required = set(schema.get("required", ()))
    for field, value in schema["properties"].items():
        kind = _type(value)
        lines.append(f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}")
    return "\n".join(lines) + "\n"


def _method(path: str, verb: str, operation: Schema) -> str:
    name = str(operation["operationId"]).replace(".", "_").replace("-", "_")
    parameters = [p for p in operation.get("parameters", ()) if p["in"] in ("path", "query")]
    own = [p for p in parameters if p["name"] not in _PARAMETERS_OF_EVERY_CALL]
    body = _body_of(operation)
    answer = _answer_of(operation)
    arguments = [f"{_argument(p)}: {_type(p['schema'])}" for p in own if p.get("required")]
    arguments += [f"body: {body}"] if body else []
    named = [
        f"{_argument(p)}: {_or_none(_type(p['schema']))} = None"
        for p in own
        if not p.get("required")
    ]
    writes = verb != "get" and any(p["name"] == "dry_run" for p in parameters)
    if writes:
        named += ["idempotency_key: str | None = None", "dry_run: bool = False"]
    star = ["*"] if named else []
    listed = any(p["name"] == "cursor" for p in parameters)
    result = f"Iterator[{_row_of(operation)}]" if listed else answer
    call = "pages" if listed else "call"
    lines = [f"\n    def {name}(", "        self,"]
    lines += [f"        {one}," for one in (*arguments, *star, *named)]
    lines += [
        f"    ) -> {result}:",
        f'        """{_sentence(operation.get("description", name))}"""',
    ]
    lines.append(f"        return self.{call}(  # type: ignore[no-any-return]")
    lines.append(f'            "{verb.upper()}",')
    lines.append(f"            {_path_expression(path, own)},")
    query = [p for p in own if p["in"] == "query"]
    if query:
        pairs = ", ".join(f'"{p["name"]}": {_argument(p)}' for p in query)
        lines.append(f"            query=compact({{{pairs}}}),")
    if body:
        lines.append("            body=body,")
    if writes:
        lines.append("            idempotency_key=idempotency_key,")
        lines.append("            dry_run=dry_run,")
    return "\n".join([*lines, "        )"]) + "\n"


def _path_expression(path: str, parameters: list[Schema]) -> str:
    given = [p for p in parameters if p["in"] == "path"]
    return f'f"{path}"' if given else f'"{path}"'


def _argument(parameter: Schema) -> str:
    name = str(parameter["name"]).replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _body_of(operation: Schema) -> str | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return _type(content["schema"]) if content else None


def _answer_of(operation: Schema) -> str:
    for status in ("200", "201", "202"):
        content = operation["responses"].get(status, {}).get("content", {}).get("application/json")
        if content and "schema" in content:
            return _type(content["schema"])
    return "Any"


def _row_of(operation: Schema) -> str:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    rows = schema.get("properties", {}).get("rows")
    return _type(rows["items"]) if rows else "dict[str, Any]"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _class_name(str(schema["$ref"]).rsplit("/", 1)[1])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            kinds = dict.fromkeys(_type(one) for one in schema[union])
            return " | ".join(kinds)
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if isinstance(kind, list):
        return " | ".join(_PLAIN.get(one, "Any") for one in kind)
    return _PLAIN.get(str(kind), "dict[str, Any]" if kind == "object" else "Any")


def _or_none(kind: str) -> str:
    return kind if "None" in kind.split(" | ") else f"{kind} | None"


def _class_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))


def _sentence(text: str) -> str:
    """The first paragraph, without quotes that would end a docstring."""
    first = " ".join(text.strip().split("\n\n")[0].split())
    return first.replace("\\", "").replace('"', "'")
