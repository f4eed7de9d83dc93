"""The agreement's key terms as data, one file a version, and their text for one company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sangsaeng.kernel.messages import LANGUAGES, Language
from sangsaeng.parties.check_levels import newest_agreement
from sangsaeng.statutes import strict_yaml

CURRENT = newest_agreement()
_WORDS = frozenset(
    {"title", "lead", "sections", "programmes", "no_programme", "programme", "policies"}
)


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """One programme a company takes part in: who owes, who runs it, and its default policy."""

    programme_id: int
    buyer: str
    institution: str
    foundation: str
    default_policy: str


@cache
def words_of(version: str, language: Language) -> Mapping[str, Any]:
    """A version's words; DataFileError when its file is faulty."""
    name = f"{version}.yaml"
    text = (resources.files(__package__) / name).read_text("utf-8")
    content = strict_yaml.parse_mapping(text, name)
    strict_yaml.check_keys(
        content, name, "whole file", frozenset({"version", *LANGUAGES}), frozenset()
    )
    strict_yaml.check_keys(content[language], name, language, _WORDS, frozenset())
    assert content["version"] == version
    return dict(content[language])


def render_terms(
    version: str,
    language: Language,
    company: str,
    business_number: str,
    facts: Iterable[KeyFacts],
) -> str:
    """The key terms for one company: always the same text for the same facts."""
    words = words_of(version, language)
    lines = [words["title"], words["lead"].format(company=company, number=business_number)]
    for section in words["sections"]:
        lines += ["", section["heading"], section["text"]]
    lines += ["", words["programmes"]]
    shown = [_programme(words, one) for one in facts]
    lines += shown or [words["no_programme"]]
    return "\n".join([*lines, ""])


def _programme(words: Mapping[str, Any], one: KeyFacts) -> str:
    policy = words["policies"][one.default_policy].format(institution=one.institution)
    return str(
        words["programme"].format(
            programme_id=one.programme_id,
            buyer=one.buyer,
            institution=one.institution,
            foundation=one.foundation,
            policy=policy,
        )
    )
