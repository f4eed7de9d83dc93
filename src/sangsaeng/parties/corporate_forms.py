"""Legal forms in company names, read once from `corporate_forms.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sangsaeng.statutes import strict_yaml

_FILE = "corporate_forms.yaml"


@dataclass(frozen=True, slots=True)
class CorporateForms:
    """`form_of` maps a mark, such as the three signs of a stock company, to its form's name;
    `english_words` are the forms that end an English name, longest first."""

    form_of: Mapping[str, str]
    english_words: tuple[str, ...]


@cache
def corporate_forms() -> CorporateForms:
    """The forms in the file; DataFileError when it is faulty."""
    text = (resources.files("sangsaeng.parties") / _FILE).read_text("utf-8")
    content = strict_yaml.parse_mapping(text, _FILE)
    strict_yaml.check_keys(
        content, _FILE, "whole file", frozenset({"forms", "english_words"}), frozenset()
    )
    return CorporateForms(
        form_of={mark: form for form, marks in content["forms"].items() for mark in marks},
        english_words=tuple(sorted(content["english_words"], key=len, reverse=True)),
    )
