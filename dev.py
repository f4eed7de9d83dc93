#!/usr/bin/env python3
"""Set up and run Sangsaeng from a clone; needs Python 3.11 and its venv module, nothing else.

    python3 dev.py demo                    the portal, with a living example to walk about in
    python3 dev.py demo --no-serve         every demonstration in the terminal, and no portal
    python3 dev.py run ARGS...             the sangsaeng command
    python3 dev.py test [PYTEST ARGS...]   style, types, import floors, then every test
    python3 dev.py bench NAME ARGS...      a measurement
    python3 dev.py screenshots [ARGS...]   pictures of every page of the portal, and what is wrong
    python3 dev.py lock                    requirements anew from pyproject.toml

The first call fills .venv beside this file from requirements.txt, every package checked by hash;
later calls find it as it should be and need no network.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
STAMP = VENV / "sangsaeng-stamp"
REQUIREMENTS = ROOT / "requirements.txt"
REQUIREMENTS_UV = ROOT / "requirements-uv.txt"
CLI = "sangsaeng.cli.main"
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots.py"
UV = "uv==0.13.9"

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", "--quiet", ".")),
    ("ruff format", ("ruff", "format", "--check", "--quiet", ".")),
    ("mypy", ("mypy", "--no-error-summary", "src/sangsaeng", "dev.py")),
    ("import floors", ("lint-imports", "--no-logo")),
    ("pytest", ("pytest", "-q", "-n", "2", "--dist", "loadfile")),
)


def _wanted_stamp() -> str:
    """What .venv must have been made from; the folder counts, since a venv cannot be moved."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + REQUIREMENTS_UV.read_bytes())
    return f"{ROOT}\n{digest.hexdigest()}\n"


def _stamp() -> str:
    """The stamp of .venv; empty when it was never filled."""
    return STAMP.read_text("utf-8") if STAMP.exists() else ""


def _ready() -> bool:
    return Path(PYTHON).exists() and _stamp() == _wanted_stamp()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two first calls at once: the second waits, then finds the work done."""
    VENV.mkdir(exist_ok=True)
    folder = os.open(VENV, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _call(*command: str) -> bool:
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, cwd=ROOT).returncode == 0


def _pip_install(requirements: Path) -> bool:
    quiet = ["-q", "--disable-pip-version-check", "--no-input"]
    hashed = ["--require-hashes", "-r", str(requirements)]
    return _call(PYTHON, "-m", "pip", "install", *quiet, *hashed)


def _make_venv() -> None:
    stamp = _stamp()
    moved = bool(stamp) and not stamp.startswith(f"{ROOT}\n")
    if Path(PYTHON).exists() and not moved and _call(PYTHON, "-c", "import pip"):
        return
    if importlib.util.find_spec("ensurepip") is None or not _call(
        sys.executable, "-m", "venv", "--clear", str(VENV)
    ):
        sys.exit("no virtual environment could be made; on Debian: apt-get install python3-venv")


def _install() -> None:
    """uv is some six times faster than pip; where it cannot reach an index, pip does the same."""
    sync = ["-m", "uv", "pip", "sync", "-q", "--python", PYTHON, "--require-hashes"]
    if _pip_install(REQUIREMENTS_UV) and _call(PYTHON, *sync, str(REQUIREMENTS)):
        return
    print("uv could not install the requirements; trying pip", file=sys.stderr, flush=True)
    if not _pip_install(REQUIREMENTS):
        sys.exit("the requirements could not be installed: see pip's words above")


def set_up() -> None:
    """Make .venv what the requirements say; nothing to do when its stamp agrees."""
    if _ready():
        return
    with _alone():
        if _ready():
            return
        print("Setting up .venv, once ...", file=sys.stderr, flush=True)
        _make_venv()
        STAMP.unlink(missing_ok=True)
        _install()
        # A path line instead of an editable install: no build, and it works without a network.
        for packages in VENV.glob("lib/python3*/site-packages"):
            (packages / "sangsaeng-src.pth").write_text(f"{ROOT / 'src'}\n", "utf-8")
        STAMP.write_text(_wanted_stamp(), "utf-8")


def run_tests(pytest_arguments: Sequence[str]) -> int:
    """Every step in order, with its time; the exit code of the first that fails, else 0."""
    began = time.monotonic()
    for name, (tool, *arguments) in STEPS:
        step_began = time.monotonic()
        command = [str(VENV / "bin" / tool), *arguments]
        command += pytest_arguments if tool == "pytest" else ()
        print(f"== {name}", flush=True)
        code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, cwd=ROOT).returncode
        verdict = "passed" if code == 0 else f"FAILED with exit code {code}"
        print(f"== {name}: {verdict} after {time.monotonic() - step_began:.1f} s", flush=True)
        if code != 0:
            return code
    print(f"== all {len(STEPS)} steps passed in {time.monotonic() - began:.1f} s")
    return 0


def lock() -> int:
    """Write both requirements files anew: hashes for every platform, no index address."""
    command = [PYTHON, "-m", "uv", "pip", "compile", "-q", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-header"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    for source, text, target in (
        (("pyproject.toml", "--group", "dev"), "", REQUIREMENTS),
        (("-",), UV, REQUIREMENTS_UV),
    ):
        done = subprocess.run(
            [*command, *source, "-o", str(target)], check=False, input=text, text=True, cwd=ROOT
        )
        if done.returncode != 0:
            return done.returncode
        if "://" in target.read_text("utf-8"):
            print(f"{target.name} holds an address; take it out", file=sys.stderr)
            return 1
    return 0


def demonstrations(
    rest: Sequence[str],
) -> tuple[Sequence[Sequence[str]], Sequence[str], Sequence[str]]:
    """The commands before the last, the last, which takes the process over, and what it is told
    besides (`--port` and the like)."""
    if "--no-serve" in rest:
        told = [one for one in rest if one != "--no-serve"]
        return (["demo", "--no-serve"], ["outcomes", "demo"]), ["living"], told
    return (["living"],), ["serve", "--demo"], rest


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says; the product's own commands take this process over."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command not in ("demo", "run", "test", "bench", "lock", "screenshots"):
        print(__doc__, end="")
        return 0 if command in ("help", "-h", "--help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036  a newcomer's python3 may well be older
        sys.exit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}")
    set_up()
    if command == "test":
        return run_tests(rest)
    if command == "lock":
        return lock()
    if command == "screenshots":
        return os.execv(PYTHON, [PYTHON, str(SCREENSHOTS), *rest])
    if command == "demo":
        first, last, rest = demonstrations(rest)
        for one in first:
            code = subprocess.run([PYTHON, "-m", CLI, *one], check=False, cwd=ROOT).returncode
            if code != 0:
                return code
        command, rest = "run", [*last, *rest]
    own = rest if command == "run" else [command, *rest]
    return os.execv(PYTHON, [PYTHON, "-m", CLI, *own])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
