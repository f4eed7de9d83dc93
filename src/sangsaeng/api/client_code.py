"""The Python client, written out of the API's own description (`client FOLDER` on the console).

One method an operation, one TypedDict a schema: no class of its own to learn. What does not come
from the description (connection, keys, retries, problems, webhooks) stands beside it by hand. The
layout is that of the formatter, so that nothing has to be run over it.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_PLAIN = {"integer": "int", "string": "str", "boolean": "bool", "null": "None", "number": "float"}
_VERBS = ("get", "post", "put", "delete")
_WIDTH = 100
_HEAD = '''"""Every operation of the API. Made by `sangsaeng client`; changes here are lost."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from sangsaeng_client.transport import Pages, Transport, part
'''
# Said by other means: how a list is walked, and what belongs to every step.
_NOT_ARGUMENTS = frozenset({"download", "dry_run", "rehearse"})


@dataclass(frozen=True, slots=True)
class _Operation:
    path: str
    verb: str
    said: Schema
    parameters: Sequence[Schema]

    @property
    def name(self) -> str:
        return re.sub(r"\W", "_", str(self.said["operationId"]))

    @property
    def body(self) -> Schema | None:
        return _json_of(self.said.get("requestBody", {}))

    @property
    def answer(self) -> Schema | None:
        answers = self.said["responses"]
        return next((_json_of(answers[s]) for s in ("200", "201", "202") if s in answers), None)

    @property
    def is_list(self) -> bool:
        return any(one["name"] == "cursor" for one in self.parameters)

    @property
    def is_step(self) -> bool:
        return any(one["name"] == "dry_run" for one in self.parameters)


def render_client(description: Schema) -> str:
    """The module `api.py` of the client for one OpenAPI 3.1 description."""
    return _Writer(description).render()


class _Writer:
    """Writes one description; choices of fixed words get a name where they are met."""

    def __init__(self, description: Schema) -> None:
        self._schemas: Mapping[str, Schema] = description["components"]["schemas"]
        self._shared: Mapping[str, Schema] = description["components"].get("parameters", {})
        self._operations = sorted(self._read(description), key=lambda one: one.name)
        self._choices: dict[str, str] = {}

    def render(self) -> str:
        """The whole module."""
        classes = [self._class(name, self._schemas[name]) for name in sorted(self._reached())]
        methods = [self._method(one) for one in self._operations]
        named = [f"{name} = {words}\n" for name, words in sorted(self._choices.items())]
        api = 'class Api(Transport):\n    """One method an operation, by its code."""\n'
        return "\n\n".join(["\n".join([_HEAD, *named]), *classes, "\n".join([api, *methods])])

    def _read(self, description: Schema) -> Iterator[_Operation]:
        for path, verbs in description["paths"].items():
            for verb in _VERBS:
                if verb in verbs:
                    said = verbs[verb]
                    given = [self._whole(one) for one in said.get("parameters", ())]
                    yield _Operation(path, verb, said, given)

    def _whole(self, parameter: Schema) -> Schema:
        return self._shared[_end_of(parameter)] if "$ref" in parameter else parameter

    def _reached(self) -> set[str]:
        """Schemas that something is sent or answered as: those of filters are arguments."""
        found: set[str] = set()
        waiting: list[Any] = [part for one in self._operations for part in (one.body, one.answer)]
        waiting += [list(filter(_is_argument, one.parameters)) for one in self._operations]
        while waiting:
            for name in set(_references(waiting.pop())) - found:
                found.add(name)
                waiting.append(self._schemas[name])
        return found

    def _class(self, name: str, schema: Schema) -> str:
        own = _class_name(name)
        if "properties" not in schema:
            kind = _literal(own, schema) if "enum" in schema else self._type(schema, own)
            return f"{own} = {kind}\n"
        about = _docstring(schema.get("description") or name, "    ")
        required = schema.get("required", ())
        kinds = {
            field: self._type(value, own + _camel(field))
            for field, value in schema["properties"].items()
        }
        fields = {
            field: kind if field in required else f"NotRequired[{kind}]"
            for field, kind in kinds.items()
        }
        if any(not _is_name(field) for field in fields):
            inside = "".join(f'        "{field}": {kind!r},\n' for field, kind in fields.items())
            return f'{own} = TypedDict(\n    "{own}",\n    {{\n{inside}    }},\n)\n'
        lines = [f"    {field}: {kind}\n" for field, kind in fields.items()]
        return f"class {own}(TypedDict):\n{about}" + "".join(["\n", *lines] if lines else [])

    def _method(self, operation: _Operation) -> str:
        own = _camel(operation.name)
        arguments = [one for one in operation.parameters if _is_argument(one)]
        needed, free = [], []
        for one in arguments:
            kind = self._type(one["schema"], own + _camel(one["name"]))
            if one.get("required"):
                needed.append(f"{_argument(one)}: {kind}")
            else:
                free.append(f"{_argument(one)}: {_or_none(kind)} = None")
        body = self._body(operation)
        needed += [f"body: {body}"] if body else []
        if operation.is_step:
            free += ["idempotency_key: str | None = None", "dry_run: bool = False"]
        result = self._result(operation)
        signature = ["self", *needed, *(["*", *free] if free else [])]
        lines = [f"    def {operation.name}(", *(f"        {one}," for one in signature)]
        lines += [f"    ) -> {result}:"]
        lines += [_docstring(operation.said.get("description") or operation.name, " " * 8).rstrip()]
        handed = ",\n".join(
            f"            {one}" for one in self._handed(operation, arguments, body)
        )
        call = f"self.{'pages' if operation.is_list else 'call'}(\n{handed},\n        )"
        if operation.is_list:
            lines += [f"        return {call}"]
        elif result == "None":
            lines += [f"        {call}"]
        else:
            lines += [f"        answer: {result} = {call}", "        return answer"]
        return "\n".join(lines) + "\n"

    def _handed(
        self, operation: _Operation, arguments: Sequence[Schema], body: str | None
    ) -> Iterator[str]:
        if not operation.is_list:
            yield f'"{operation.verb.upper()}"'
        in_path = [one for one in arguments if one["in"] == "path"]
        path = operation.path
        for one in in_path:
            path = path.replace(f"{{{one['name']}}}", f"{{part({_argument(one)})}}")
        yield f'{"f" if in_path else ""}"{path}"'
        query = [one for one in arguments if one["in"] == "query"]
        if query:
            pairs = "".join(f'                "{q["name"]}": {_argument(q)},\n' for q in query)
            yield f"query={{\n{pairs}            }}"
        if operation.body is not None:
            yield f"body={'body' if body else '{}'}"
        if operation.is_step:
            yield from ("step=True", "idempotency_key=idempotency_key", "dry_run=dry_run")

    def _body(self, operation: _Operation) -> str | None:
        """None too where there is nothing to say."""
        if operation.body is None:
            return None
        schema = operation.body
        whole = self._schemas[_end_of(schema)] if "$ref" in schema else schema
        return None if whole.get("properties") == {} else self._type(schema, "Body")

    def _result(self, operation: _Operation) -> str:
        answer, own = operation.answer, _camel(operation.name)
        if answer is None:
            return "None"
        if operation.is_list:
            row = answer["properties"]["rows"]["items"]
            return f"Pages[{self._type(row, own + 'Row')}]"
        return self._type(answer, own + "Answer")

    def _type(self, schema: Schema, name: str) -> str:
        """A type as it is written; fixed words get the name."""
        if "$ref" in schema:
            return _class_name(_end_of(schema))
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return " | ".join(dict.fromkeys(self._type(one, name) for one in schema[union]))
        if "enum" in schema:
            self._choices[name] = _literal(name, schema)
            return name
        kind = schema.get("type")
        if kind == "array":
            return f"list[{self._type(schema.get('items', {}), name)}]"
        if isinstance(kind, list):
            return " | ".join(_PLAIN.get(one, "Any") for one in kind)
        if kind == "object":
            inside = schema.get("additionalProperties")
            value = self._type(inside, name) if isinstance(inside, Mapping) and inside else "Any"
            return f"dict[str, {value}]"
        return _PLAIN.get(str(kind), "Any")


def _json_of(said: Schema) -> Schema | None:
    found: Schema | None = said.get("content", {}).get("application/json", {}).get("schema")
    return found


def _end_of(reference: Schema) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[1]


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield _end_of(schema)
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, Sequence) and not isinstance(schema, str):
        for value in schema:
            yield from _references(value)


def _literal(name: str, schema: Schema) -> str:
    words = [f'"{word}"' for word in schema["enum"]]
    line = f"Literal[{', '.join(words)}]"
    if len(f"{name} = {line}") <= _WIDTH:
        return line
    return "Literal[\n" + "".join(f"    {word},\n" for word in words) + "]"


def _is_argument(parameter: Schema) -> bool:
    return parameter["in"] in ("path", "query") and parameter["name"] not in _NOT_ARGUMENTS


def _argument(parameter: Schema) -> str:
    name = re.sub(r"\W", "_", str(parameter["name"]))
    return f"{name}_" if keyword.iskeyword(name) else name


def _is_name(field: str) -> bool:
    return field.isidentifier() and not keyword.iskeyword(field)


def _or_none(kind: str) -> str:
    return kind if "None" in kind.split(" | ") else f"{kind} | None"


def _class_name(name: str) -> str:
    """Where two modules have a class of the same name, the module's stands before it."""
    return _camel("_".join(name.split("__")[-2:]))


def _camel(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[\W_]+", name))


def _docstring(text: str, indent: str) -> str:
    """The first paragraph within the lines' width, without what would end a docstring."""
    plain = " ".join(text.strip().split("\n\n")[0].split()).replace("\\", "").replace('"', "'")
    lines = textwrap.wrap(
        f'"""{plain}"""',
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"
