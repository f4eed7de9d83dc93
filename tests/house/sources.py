"""The tree as the rules see it: files read once, complaints, and the few that are excused."""

from __future__ import annotations

import ast
import io
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "src/sangsaeng/"
_TEXT_TYPES = frozenset(
    {".py", ".sql", ".yaml", ".toml", ".md", ".html", ".js", ".css", ".txt", ".typ", ".sh", ".cfg"}
)
_LEFT_OUT = frozenset({"__pycache__", "var", "node_modules"})


@dataclass(frozen=True)
class Source:
    """One text file by its path from the top of the tree."""

    path: str
    text: str

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def in_package(self) -> bool:
        return self.path.startswith(PACKAGE)

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def desk(self) -> str:
        """`ledger` for src/sangsaeng/ledger/...; empty outside the package."""
        return self.path.removeprefix(PACKAGE).split("/", 1)[0] if self.in_package else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def comments(self) -> Sequence[tuple[int, str]]:
        """Line and text of every comment of a Python file."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT]

    @cached_property
    def strings(self) -> Sequence[ast.Constant]:
        """String literals that the program uses: docstrings are left out."""
        documents = {
            id(node.value)
            for node in self.nodes
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        return [
            node
            for node in self.nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documents
        ]

    def at(self, line: int, about: str) -> Complaint:
        return Complaint(self.path, line, about)


@dataclass(frozen=True, order=True)
class Complaint:
    """Where a rule is broken, and how."""

    path: str
    line: int
    about: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.about}"


Tree = Sequence[Source]
Rule = Callable[[Tree], Iterable[Complaint]]


@dataclass(frozen=True)
class Excuse:
    """`count` complaints of one rule in one file that are right as they stand, and why."""

    rule: str
    path: str
    count: int
    why: str
    about: str = "*"

    def covers(self, rule: str, complaint: Complaint) -> bool:
        return (
            rule == self.rule
            and complaint.path == self.path
            and fnmatchcase(complaint.about, self.about)
        )


def _files() -> Iterator[Path]:
    yield from (file for file in sorted(ROOT.iterdir()) if file.is_file())
    for folder in ("src", "tests", "docs", "bench", ".ci"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and not _LEFT_OUT.intersection(file.parts):
                yield file


@cache
def tree() -> Tree:
    """Every text file that is ours; data files of tests and vendored files are not style's."""
    return [
        Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))
        for file in _files()
        if file.suffix in _TEXT_TYPES or file.parent.name == ".ci"
        if "tests/data/" not in file.as_posix() and "/static/" not in file.as_posix()
    ]


@cache
def excuses() -> Sequence[Excuse]:
    """The allowlist: it may only shrink."""
    listed = tomllib.loads((ROOT / "tests/house/allowed.toml").read_text("utf-8"))
    return [Excuse(**entry) for entry in listed.get("allowed", [])]


def unexcused(rule: Rule) -> str:
    """The complaints nobody excused, one a line; empty when the rule is kept."""
    name = rule.__name__
    return "\n".join(
        str(complaint)
        for complaint in sorted(rule(tree()))
        if not any(excuse.covers(name, complaint) for excuse in excuses())
    )
