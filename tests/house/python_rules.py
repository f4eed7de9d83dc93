"""Rules that need one Python file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .sources import Complaint, Source, Tree

LONGEST_FUNCTION = 70
LONGEST_FILE = 400
MONEY_DESKS = frozenset(
    {"kernel", "statutes", "ledger", "programmes", "receivables"}
    | {"payouts", "early_payment", "settlement"}
)
_PURE_FILE = re.compile(r"(\w+_)?(model|rules)(_\w+)?\.py")
_PURE_FOLDERS = frozenset({"model", "rules", "variants"})
_IMPURE_CALLS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    | {"time.monotonic", "time.perf_counter", "os.environ", "os.getenv", "uuid.uuid1", "uuid.uuid4"}
)
_IMPURE_MODULES = frozenset({"random", "secrets", "time", "os"})
_SQL = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|MERGE|COPY|CALL"
    r"|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|LOCK|SET|WITH|VALUES|EXPLAIN)\s+\S"
    r"|(?i:\s*(?:select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s"
    r"|create\s+(?:table|database|role|index|view|function)\s))",
    re.DOTALL,
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_BANNER = re.compile(r"\s*(?:#|--)\s*[-=*#~_]{3,}")
_PUT_OFF = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _python(tree: Tree, *, package_only: bool = False) -> Iterator[Source]:
    for source in tree:
        if source.is_python and (source.in_package or not package_only):
            yield source


def functions_are_short(tree: Tree) -> Iterator[Complaint]:
    """At most 70 lines from `def` to the end: one screen."""
    for source in _python(tree):
        for node in source.nodes:
            if isinstance(node, _Function):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield source.at(node.lineno, f"{node.name} has {lines} lines")


def files_are_short(tree: Tree) -> Iterator[Complaint]:
    """At most 400 lines; a longer file is split by noun."""
    for source in _python(tree):
        lines = len(source.text.splitlines())
        if lines > LONGEST_FILE:
            yield source.at(lines, f"the file has {lines} lines")


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield node.annotation
    if isinstance(node, _Function) and node.returns is not None:
        yield node.returns


def no_floats_near_money(tree: Tree) -> Iterator[Complaint]:
    """Won are integers and rates Decimals from strings: no float call, literal or annotation."""
    for source in _python(tree, package_only=True):
        if source.desk not in MONEY_DESKS:
            continue
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield source.at(node.lineno, f"float literal {node.value}")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float":
                yield source.at(node.lineno, "float() call")
            for annotation in _annotations(node):
                if any(getattr(part, "id", "") == "float" for part in ast.walk(annotation)):
                    yield source.at(annotation.lineno, "float annotation")


def sql_stands_in_sql_files(tree: Tree) -> Iterator[Complaint]:
    """Statements are named and reviewed in `.sql` files, never built from strings."""
    for source in _python(tree, package_only=True):
        for node in source.strings:
            if _SQL.match(str(node.value)):
                yield source.at(node.lineno, f"SQL: {str(node.value).strip()[:40]}")


def _is_pure(source: Source) -> bool:
    folders = source.path.split("/")[:-1]
    return bool(_PURE_FILE.fullmatch(source.name) or _PURE_FOLDERS.intersection(folders))


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def models_and_rules_take_time_and_chance_as_arguments(tree: Tree) -> Iterator[Complaint]:
    """No clock, environment or randomness in model, rules and variants: they replay for ever."""
    for source in _python(tree, package_only=True):
        for node in source.nodes if _is_pure(source) else ():
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                names = []
            for name in names:
                if name.split(".")[0] in _IMPURE_MODULES:
                    yield source.at(getattr(node, "lineno", 1), f"imports {name}")
            if isinstance(node, ast.Attribute):
                name = ".".join(_dotted(node).split(".")[-2:])
                if name in _IMPURE_CALLS:
                    yield source.at(node.lineno, f"uses {name}")


def only_services_open_transactions(tree: Tree) -> Iterator[Complaint]:
    """One use case = one transaction, and use cases stand in service modules."""
    for source in _python(tree, package_only=True):
        if source.name.startswith("service") or source.desk in ("database", "cli", "oversight"):
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "transaction":
                yield source.at(node.lineno, "opens a transaction")


def public_names_are_documented(tree: Tree) -> Iterator[Complaint]:
    """Every module, class and module-level function that is not private says what it is for."""
    for source in _python(tree, package_only=True):
        if ast.get_docstring(source.tree) is None:
            yield source.at(1, "the module has no docstring")
        for node in source.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and ast.get_docstring(node) is None:
                yield source.at(node.lineno, f"{node.name} has no docstring")


def no_korean_in_code(tree: Tree) -> Iterator[Complaint]:
    """Text for people stands in messages.yaml and data files, in both languages.

    Not text for people: patterns that read Korean input, and laws cited by name and article (§).
    """
    for source in _python(tree, package_only=True):
        patterns = {
            id(part)
            for node in source.nodes
            if isinstance(node, ast.Call) and _dotted(node.func).startswith("re.")
            for part in ast.walk(node)
        }
        for node in source.strings:
            text = str(node.value)
            if _HANGUL.search(text) and "§" not in text and id(node) not in patterns:
                yield source.at(node.lineno, f"Korean text: {text[:30]}")


def no_banner_comments(tree: Tree) -> Iterator[Complaint]:
    """A file that needs banners needs splitting."""
    for source in tree:
        lines = source.comments if source.is_python else enumerate(source.text.splitlines(), 1)
        if source.is_python or source.path.endswith((".sql", ".yaml", ".toml", ".ci/run")):
            for line, text in lines:
                if _BANNER.match(text):
                    yield source.at(line, "banner comment")


def nothing_is_put_off(tree: Tree) -> Iterator[Complaint]:
    """Work is done or written in the roadmap, not left in comments."""
    for source in _python(tree):
        for line, text in source.comments:
            if _PUT_OFF.search(text):
                yield source.at(line, text)


def exceptions_are_named(tree: Tree) -> Iterator[Complaint]:
    """A bare `except:` swallows the machine's death too."""
    for source in _python(tree):
        for node in source.nodes:
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                yield source.at(node.lineno, "bare except")


RULES = (
    functions_are_short,
    files_are_short,
    no_floats_near_money,
    sql_stands_in_sql_files,
    models_and_rules_take_time_and_chance_as_arguments,
    only_services_open_transactions,
    public_names_are_documented,
    no_korean_in_code,
    no_banner_comments,
    nothing_is_put_off,
    exceptions_are_named,
)
