"""Rules that need the whole tree: sentences for people, named SQL, what may not be committed."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

import yaml

from .sources import Complaint, Source, Tree

LANGUAGES = ("ko", "en")
_SQL_NAME = re.compile(r"-- name: ([a-z_0-9]+)")
_LOOSE_SQL_NAME = re.compile(r"\s*--\s*name\b\s*:", re.IGNORECASE)
_SQL_PURPOSE = re.compile(r"-- (?!name\b)\S.*")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
# Written with brackets so that the rule does not complain of itself.
_THIS_MACHINE = re.compile(r"/w[o]rk/|/r[o]ot/|/t[m]p/bash_jobs|index-ur[l] ")


@dataclass(frozen=True)
class Entry:
    """A code of a catalogue, where it stands, and its sentences by language."""

    source: Source
    line: int
    code: str
    sentences: Mapping[str, str]

    def complain(self, about: str) -> Complaint:
        return self.source.at(self.line, f"{self.code} {about}")


def _entries(tree: Tree) -> Iterator[Entry]:
    for source in tree:
        if source.in_package and source.name == "messages.yaml":
            node = yaml.compose(source.text, yaml.SafeLoader)
            for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
                sentences = (
                    {word.value: str(said.value) for word, said in value.value}
                    if isinstance(value, yaml.MappingNode)
                    else {}
                )
                yield Entry(source, key.start_mark.line + 1, str(key.value), sentences)


def blanks(sentence: str) -> frozenset[str]:
    """The names in braces: {retained} gives retained."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@dataclass(frozen=True)
class Use:
    """A refusal made in code: its code and the facts it brings; None when they are not literal."""

    source: Source
    line: int
    code: str
    facts: frozenset[str] | None


def _codes(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.IfExp):
        yield from _codes(expression.body)
        yield from _codes(expression.orelse)
    if isinstance(expression, ast.Constant):
        yield str(expression.value)


def _uses(tree: Tree) -> Iterator[Use]:
    for source in tree:
        if not (source.is_python and source.in_package):
            continue
        for node in source.nodes:
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func).removeprefix("refusals.")
            if called not in ("refuse", "Refusal"):
                continue
            names = [keyword.arg for keyword in node.keywords]
            known = called == "refuse" and None not in names
            facts = frozenset(filter(None, names)) if known else None
            for code in _codes(node.args[0]):
                yield Use(source, node.lineno, code, facts)


def every_refusal_has_one_sentence(tree: Tree) -> Iterator[Complaint]:
    """A code made in code stands in a catalogue; no code stands in two or twice."""
    places: dict[str, list[Entry]] = defaultdict(list)
    for entry in _entries(tree):
        places[entry.code].append(entry)
    for use in _uses(tree):
        if use.code not in places:
            yield use.source.at(use.line, f"{use.code} stands in no messages.yaml")
    for entries in places.values():
        for again in entries[1:]:
            yield again.complain(f"stands in {entries[0].source.path} already")


def every_sentence_is_korean_and_english(tree: Tree) -> Iterator[Complaint]:
    """Both languages, with the same blanks."""
    for entry in _entries(tree):
        said = [entry.sentences.get(language, "").strip() for language in LANGUAGES]
        if not all(said) or len(entry.sentences) != len(LANGUAGES):
            yield entry.complain("needs ko and en, and only these")
            continue
        try:
            if blanks(said[0]) != blanks(said[1]):
                yield entry.complain("has other blanks in ko than in en")
        except ValueError as broken:
            yield entry.complain(f"cannot be filled: {broken}")


def every_refusal_brings_its_facts(tree: Tree) -> Iterator[Complaint]:
    """A blank without its fact would fail in front of the user."""
    sentences = {entry.code: entry.sentences for entry in _entries(tree)}
    for use in _uses(tree):
        if use.facts is None or use.code not in sentences:
            continue
        for sentence in sentences[use.code].values():
            if missing := blanks(sentence) - use.facts:
                names = ", ".join(sorted(missing))
                yield use.source.at(use.line, f"{use.code} is refused without {names}")
                break


def _titles_of_pages(source: Source) -> Iterator[str]:
    """A page's title is the sentence `page_<its code>`, a stop's text its code with `_text`."""
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        codes = [one.value for one in node.keywords if one.arg == "code"]
        for one in [*codes, *node.args[:1]]:
            if not isinstance(one, ast.Constant) or not isinstance(one.value, str):
                continue
            if node.func.id == "Page":
                yield "page_" + one.value.replace(".", "_")
            elif node.func.id == "Stop":
                yield f"{one.value}_text"


def _said_in_code(tree: Tree) -> frozenset[str]:
    said: set[str] = set()
    for source in tree:
        if not source.in_package or source.name == "messages.yaml":
            continue
        if source.is_python:
            said.update(str(node.value) for node in source.strings)
            said.update(_titles_of_pages(source))
        elif not source.path.endswith(".md"):
            said.update(_WORD.findall(source.text))
    return frozenset(said)


# Labels of fields, values and lists: tests/web/test_words.py holds them against the registries.
_WORDS = tuple(f"src/sangsaeng/web/words/{of}/" for of in ("fields", "values", "readings"))


def every_sentence_is_used(tree: Tree) -> Iterator[Complaint]:
    """A sentence nobody says is dead text; codes made from parts are listed in allowed.toml."""
    said = _said_in_code(tree)
    for entry in _entries(tree):
        if entry.code not in said and not entry.source.path.startswith(_WORDS):
            yield entry.complain("is never used")


def every_statement_is_named_described_and_used(tree: Tree) -> Iterator[Complaint]:
    """`-- name: x`, one line of purpose, and a caller; names are unique in a package."""
    said = {
        str(node.value)
        for source in tree
        if source.is_python and source.in_package
        for node in source.strings
    }
    seen: set[tuple[str, str]] = set()
    for source in tree:
        if (
            not (source.in_package and source.path.endswith(".sql"))
            or "/migrations/" in source.path
        ):
            continue
        lines = source.text.splitlines()
        for number, line in enumerate(lines, 1):
            if not _LOOSE_SQL_NAME.match(line):
                continue
            match = _SQL_NAME.fullmatch(line)
            if match is None:
                yield source.at(number, "a name is written `-- name: lower_case`")
                continue
            name = match[1]
            place = (source.path.rsplit("/", 1)[0], name)
            if place in seen:
                yield source.at(number, f"{name} is named twice in its package")
            seen.add(place)
            if number == len(lines) or not _SQL_PURPOSE.match(lines[number]):
                yield source.at(number, f"{name} has no line of purpose")
            if name not in said:
                yield source.at(number, f"{name} is never used")


def nothing_names_the_machine_it_was_made_on(tree: Tree) -> Iterator[Complaint]:
    """Paths and index addresses of one machine mean nothing in a clone."""
    for source in tree:
        for number, line in enumerate(source.text.splitlines(), 1):
            if _THIS_MACHINE.search(line):
                yield source.at(number, "names a path or an index of one machine")


RULES = (
    every_refusal_has_one_sentence,
    every_sentence_is_korean_and_english,
    every_refusal_brings_its_facts,
    every_sentence_is_used,
    every_statement_is_named_described_and_used,
    nothing_names_the_machine_it_was_made_on,
)
