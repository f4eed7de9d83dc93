"""Sentences for people, in Korean and English, from every desk's `messages.yaml`.

A catalogue file maps a code to `{ko: …, en: …}`; blanks are `{name}`, filled from facts. Whole won
are grouped with commas. A code stands in exactly one catalogue (held by a test).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

import yaml

from sangsaeng.kernel.refusals import Fact, Refusal

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


def _catalogue_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _catalogue_files(entry)
        elif entry.name == "messages.yaml":
            yield entry


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every desk's messages in one mapping: code -> language -> sentence with blanks."""
    found: dict[str, Mapping[str, str]] = {}
    for file in _catalogue_files(resources.files("sangsaeng")):
        for code, sentences in yaml.safe_load(file.read_text("utf-8")).items():
            assert code not in found, f"{code} stands in two catalogues"
            found[code] = sentences
    return found


def sentence(code: str, language: Language, facts: Mapping[str, Fact] | None = None) -> str:
    """The sentence of `code`, its blanks filled; whole numbers are grouped: 1,234,567."""
    shown = {
        name: f"{value:,}" if isinstance(value, int) else value
        for name, value in (facts or {}).items()
    }
    return catalogue()[code][language].format_map(shown)


def explain(refusal: Refusal, language: Language) -> str:
    """A refusal as one sentence for a person."""
    return sentence(refusal.code, language, refusal.facts)
