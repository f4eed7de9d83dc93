"""What a browser's form brings: fields and files, within bounds, and never a file kept on disk."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl

from python_multipart import create_form_parser
from python_multipart.exceptions import FormParserError

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse

# Lines of a list of payees, five fields each, and some more.
_MOST_FIELDS = 12_000
# Of somebody whose session has ended, with its cookie: a list of some hundred payees.
_STRANGERS_FIELDS = 2_500
# Tax invoices of a month come one a file.
_MOST_FILES = 1_000
# A file carried through signing in anew comes back as text under this name.
CARRIED = "carried:"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; the name is the user's and only shown."""

    name: str
    data: bytes


@dataclass(slots=True)
class Submitted:
    """Fields by name in their order, and files."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[Upload]] = field(default_factory=dict)

    def text(self, name: str, otherwise: str = "") -> str:
        """The first value of a field, without space around."""
        return self.fields.get(name, [otherwise])[0].strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return self.fields.get(name, [])

    def upload(self, name: str) -> Upload | None:
        """The first file of a field that has any bytes."""
        return next((one for one in self.files.get(name, []) if one.data), None)

    def carried(self, without: frozenset[str]) -> list[tuple[str, str]]:
        """Everything as fields, so that a form can be sent once more; files as text."""
        plain = [
            (name, value)
            for name, values in self.fields.items()
            if name not in without
            for value in values
        ]
        for name, uploads in self.files.items():
            for one in uploads:
                packed = base64.b64encode(one.data).decode()
                plain.append((f"{CARRIED}{name}", f"{packed}:{one.name}"))
        return plain


def parse_submitted(content_type: str, body: bytes, known: bool = True) -> Submitted:
    """A form's body, or RefusedError `form_malformed`; a stranger's is a short one."""
    most = _MOST_FIELDS if known else _STRANGERS_FIELDS
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            return _unpacked(_multipart(content_type, body, most))
        if kind in ("", "application/x-www-form-urlencoded"):
            return _unpacked(_urlencoded(body, most))
    except (ValueError, FormParserError):
        pass
    raise RefusedError(refuse("form_malformed"))


def _urlencoded(body: bytes, most: int) -> Submitted:
    found = Submitted()
    text = body.decode("utf-8")
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=most, errors="strict")
    for name, value in pairs:
        found.fields.setdefault(name, []).append(_printable(value))
    return found


def _multipart(content_type: str, body: bytes, most: int) -> Submitted:
    if not body.rstrip(b"\r\n").endswith(b"--"):
        raise ValueError("the end is missing")
    found, count, files = Submitted(), 0, 0

    def on_field(one: object) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise ValueError("too many fields")
        name, value = _named(one), getattr(one, "value", None) or b""
        found.fields.setdefault(name, []).append(_printable(value.decode("utf-8")))

    def on_file(one: object) -> None:
        nonlocal files
        files += 1
        if files > min(most, _MOST_FILES):
            raise ValueError("too many files")
        holder = getattr(one, "file_object", BytesIO())
        holder.seek(0)
        name = (getattr(one, "file_name", None) or b"").decode("utf-8", "replace")
        found.files.setdefault(_named(one), []).append(Upload(_printable(name), holder.read()))

    headers: Mapping[str, bytes] = {"Content-Type": content_type.encode("latin-1")}
    # Above what a body may have at most: a file is never put on the disk.
    config = {"MAX_MEMORY_FILE_SIZE": len(body) + 1}
    parser = create_form_parser(dict(headers), on_field, on_file, config=config)
    parser.write(body)
    parser.finalize()
    return found


def _named(one: object) -> str:
    name = getattr(one, "field_name", None)
    if not name:
        raise ValueError("a part without a name")
    text: str = name.decode("utf-8")
    return text


def _printable(text: str) -> str:
    if "\0" in text:
        raise ValueError("not a text")
    return text.replace("\r\n", "\n")


def _unpacked(found: Submitted) -> Submitted:
    for name in [name for name in found.fields if name.startswith(CARRIED)]:
        for packed in found.fields.pop(name):
            data, _, file_name = packed.partition(":")
            upload = Upload(file_name, base64.b64decode(data, validate=True))
            found.files.setdefault(name.removeprefix(CARRIED), []).append(upload)
    return found
