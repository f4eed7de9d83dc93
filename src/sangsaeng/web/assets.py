"""Static files: read once, packed once, served under an address made of their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

PREFIX = "/static"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "png": "image/png",
    "ico": "image/x-icon",
}
# Fonts and pictures are packed already.
_PACKS = frozenset({"css", "js", "svg"})
_FOR_EVER = "public, max-age=31536000, immutable"
_VERSION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    data: bytes
    packed: bytes | None
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its name below `static/`; names inside a style sheet lead to the
    versions they were read with."""
    folder = resources.files("sangsaeng.web") / "static"
    raw = dict(_files(folder, ""))
    found = {name: _asset(name, data) for name, data in raw.items() if not name.endswith(".css")}
    for name, data in raw.items():
        if name.endswith(".css"):
            found[name] = _asset(name, _with_versions(name, data, found))
    pictures = (resources.files("sangsaeng.pictures") / "pictures.css").read_bytes()
    found["pictures.css"] = _asset("pictures.css", pictures)
    return found


def address_of(name: str) -> str:
    """Where a page finds a static file."""
    return f"{PREFIX}/{assets()[name].version}/{name}"


async def serve_asset(request: Request) -> Response:
    """A static file, to be kept for ever under this address."""
    asset = assets().get(request.path_params["name"])
    if asset is None or request.path_params["version"] != asset.version:
        return Response(status_code=404)
    headers = {"cache-control": _FOR_EVER, "content-type": asset.media_type}
    if asset.packed is None:
        return Response(asset.data, 200, headers)
    headers["vary"] = "accept-encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.data, 200, headers)
    return Response(asset.packed, 200, {**headers, "content-encoding": "gzip"})


def _files(folder: Traversable, above: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            found += _files(entry, f"{name}/")
        elif name.rsplit(".", 1)[-1] in _TYPES:
            found.append((name, entry.read_bytes()))
    return found


def _asset(name: str, data: bytes) -> Asset:
    kind = name.rsplit(".", 1)[-1]
    packed = gzip.compress(data, 9, mtime=0) if kind in _PACKS else None
    version = hashlib.sha256(data).hexdigest()[:_VERSION_DIGITS]
    return Asset(data, packed, _TYPES[kind], version)


def _with_versions(name: str, data: bytes, known: Mapping[str, Asset]) -> bytes:
    """`url(fonts/x.woff2)` of a style sheet becomes the address under which it is kept."""
    above = name.rsplit("/", 1)[0] + "/" if "/" in name else ""
    for other, asset in known.items():
        if not other.startswith(above):
            continue
        plain = other.removeprefix(above).encode()
        full = f"{PREFIX}/{asset.version}/{other}".encode()
        for quote in (b"", b'"', b"'"):
            data = data.replace(b"url(" + quote + plain + quote + b")", b'url("' + full + b'")')
    return data
