"""Sealing what a stolen copy of the book must not tell: AES-256-GCM, the keys outside the database.

A sealed value begins with the number of the key that sealed it; which column it stands in (`about`)
is bound to it, so that it opens nowhere else. What must be found again is found by a digest under a
key of its own. The keys stand in one file, which a running process reads again when it changes.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAMED_BY = "SANGSAENG_KEYS"
_VERSION_BYTES, _NONCE_BYTES, _KEY_BYTES = 2, 12, 32
_LAST_VERSION = 2 ** (8 * _VERSION_BYTES) - 1
# Writing is the owner's alone; a group may read it, as a secret store mounts it; nobody else.
_OPEN_TO_OTHERS = 0o027


class KeysMissingError(RuntimeError):
    """There is no key file that can be used: none named, none there, unreadable or not its own."""


class SealBrokenError(RuntimeError):
    """A sealed value does not open: changed, moved from elsewhere, or under a key not in use."""


@dataclass(frozen=True, slots=True)
class KeyVersion:
    """One key of the file; `retired`: nothing is opened with it except to seal it anew."""

    version: int
    made_at: datetime
    retired: bool
    secret: bytes


class Keys:
    """The keys of one file. The newest seals; every one not retired opens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, ...] = ()
        self._versions: dict[int, KeyVersion] = {}
        self._ciphers: dict[int, AESGCM] = {}
        self._index = b""
        self._digest_keys: dict[str, bytes] = {}
        self._refresh()

    @property
    def versions(self) -> tuple[KeyVersion, ...]:
        """Every key as the file has it now, the oldest first."""
        self._refresh()
        return tuple(self._versions[number] for number in sorted(self._versions))

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        self._refresh()
        return max(self._versions)

    def seal(self, text: str, about: str) -> bytes:
        """The text sealed under the newest key; it opens only as what it is `about`."""
        version = self.newest
        lead, nonce = lead_of(version), os.urandom(_NONCE_BYTES)
        body = self._ciphers[version].encrypt(nonce, text.encode(), lead + about.encode())
        return lead + nonce + body

    def unseal(self, data: bytes, about: str) -> str:
        """What was sealed. Raises SealBrokenError."""
        return self._open(data, about, with_retired=False)

    def reseal(self, data: bytes, about: str) -> bytes:
        """The same text under the newest key, even if its key is retired: a row that came late, or
        a book restored from an old copy. Raises SealBrokenError."""
        return self.seal(self._open(data, about, with_retired=True), about)

    def digest(self, text: str, about: str) -> bytes:
        """A blind index: equal texts about the same have equal digests, under every key version."""
        key = self._digest_keys.get(about)
        if key is None:
            key = HKDF(SHA256(), _KEY_BYTES, None, about.encode()).derive(self._index)
            self._digest_keys[about] = key
        return hmac.digest(key, text.encode(), "sha256")

    def witnesses(self) -> dict[int, bytes]:
        """What a book remembers of each key, to tell it from another; 0 is the index key."""
        said = {0: self._index} | {one.version: one.secret for one in self.versions}
        return {number: sha256(b"sangsaeng key" + key).digest() for number, key in said.items()}

    def _open(self, data: bytes, about: str, with_retired: bool) -> str:
        data = bytes(data)
        lead, rest = data[:_VERSION_BYTES], data[_VERSION_BYTES:]
        version = int.from_bytes(lead, "big")
        if version != max(self._versions):
            self._refresh()
        known = self._versions.get(version)
        if known is None or (known.retired and not with_retired):
            raise SealBrokenError(f"{about}: key {version} is not in use")
        nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        try:
            return self._ciphers[version].decrypt(nonce, body, lead + about.encode()).decode()
        except (InvalidTag, ValueError) as failed:
            raise SealBrokenError(f"{about}: changed, or sealed as something else") from failed

    def _refresh(self) -> None:
        """Read the file when it is not the one read before."""
        try:
            seen = self.path.stat()
            stamp = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
            if stamp == self._stamp:
                return
            if seen.st_mode & _OPEN_TO_OTHERS:
                raise KeysMissingError(f"{self.path}: open to others (mode 0600 is asked for)")
            index, versions = _read(json.loads(self.path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as failed:
            raise KeysMissingError(f"{self.path}: {failed}") from failed
        self._index, self._digest_keys = index, {}
        self._ciphers = {one.version: AESGCM(one.secret) for one in versions}
        self._versions = {one.version: one for one in versions}
        self._stamp = stamp


def lead_of(version: int) -> bytes:
    """How every value sealed under this key begins."""
    return version.to_bytes(_VERSION_BYTES, "big")


def load_keys(path: Path) -> Keys:
    """The keys of a file. Raises KeysMissingError."""
    return Keys(path)


def make_keys(path: Path, at: datetime) -> Keys:
    """The keys of a file, made with one key when it is missing. Raises KeysMissingError."""
    if not path.exists():
        first = KeyVersion(1, at, False, secrets.token_bytes(_KEY_BYTES))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, secrets.token_bytes(_KEY_BYTES), [first], fresh=True)
        except FileExistsError:
            pass  # another process was first
        except OSError as failed:
            raise KeysMissingError(f"{path}: {failed}") from failed
    return Keys(path)


def add_version(keys: Keys, at: datetime) -> int:
    """A new key, which seals from now on; its number. Raises KeysMissingError."""
    number = keys.newest + 1
    assert number <= _LAST_VERSION
    made = KeyVersion(number, at, False, secrets.token_bytes(_KEY_BYTES))
    _rewrite(keys, [*keys.versions, made])
    return number


def retire(keys: Keys, version: int) -> None:
    """Open nothing with this key any more; who calls has seen that nothing is sealed under it."""
    assert version != keys.newest, "the newest key seals"
    _rewrite(
        keys, [replace(one, retired=one.retired or one.version == version) for one in keys.versions]
    )


def keys_of_process() -> Keys:
    """The keys of the file that the environment names. Raises KeysMissingError."""
    named = os.environ.get(NAMED_BY)
    if not named:
        raise KeysMissingError(f"{NAMED_BY} names no key file")
    return _loaded(named)


def use_keys(path: Path, at: datetime) -> Keys:
    """The key file for this process and those it starts: the one that the environment names, else
    `path`, made when missing. Raises KeysMissingError."""
    named = os.environ.setdefault(NAMED_BY, str(path.absolute()))
    make_keys(Path(named), at)
    return keys_of_process()


@lru_cache(maxsize=4)
def _loaded(path: str) -> Keys:
    return Keys(Path(path))


def _read(said: Mapping[str, Any]) -> tuple[bytes, list[KeyVersion]]:
    versions = [
        KeyVersion(
            int(one["version"]),
            datetime.fromisoformat(one["made_at"]),
            bool(one["retired"]),
            base64.b64decode(one["secret"], validate=True),
        )
        for one in said["versions"]
    ]
    index = base64.b64decode(said["index"], validate=True)
    lengths = {len(index), *(len(one.secret) for one in versions)}
    if lengths != {_KEY_BYTES} or not versions or max(versions, key=_number).retired:
        raise ValueError("not a key file")
    return index, versions


def _number(one: KeyVersion) -> int:
    return one.version


def _rewrite(keys: Keys, versions: list[KeyVersion]) -> None:
    try:
        _write(keys.path, keys._index, versions, fresh=False)
    except OSError as failed:
        raise KeysMissingError(f"{keys.path}: {failed}") from failed
    keys._refresh()


def _write(path: Path, index: bytes, versions: list[KeyVersion], fresh: bool) -> None:
    """Whole or not at all; `fresh`: raises FileExistsError where there is one already."""
    said = {
        "index": base64.b64encode(index).decode(),
        "versions": [
            {
                "version": one.version,
                "made_at": one.made_at.isoformat(),
                "retired": one.retired,
                "secret": base64.b64encode(one.secret).decode(),
            }
            for one in versions
        ],
    }
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            os.link(name, path)
        else:
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
