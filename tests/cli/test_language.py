"""Which language the command line speaks, and that all of its help is translated."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sangsaeng.cli.main import app, choose_language, make_app
from sangsaeng.cli.verifying import PROOF_SENTENCES
from sangsaeng.kernel.messages import LANGUAGES, catalogue
from sangsaeng.oversight import verify as verifying

LOCALES = st.sampled_from(["", "C", "C.UTF-8", "en_US.UTF-8", "ko_KR.UTF-8", "KO_kr", "ja_JP"])


@given(named=st.sampled_from(LANGUAGES), lc_all=LOCALES, lang=LOCALES)
def test_a_language_that_is_named_wins_over_every_locale(
    named: str, lc_all: str, lang: str
) -> None:
    assert choose_language(named, {"LC_ALL": lc_all, "LANG": lang}) == named


@given(lc_all=LOCALES, lang=LOCALES)
def test_a_korean_locale_speaks_korean_and_every_other_english(lc_all: str, lang: str) -> None:
    decisive = lc_all or lang
    expected = "ko" if decisive.lower().startswith("ko") else "en"
    assert choose_language(None, {"LC_ALL": lc_all, "LANG": lang}) == expected


def test_without_a_locale_it_speaks_english() -> None:
    assert choose_language(None, {}) == "en"


@pytest.mark.parametrize(("language", "word"), [("ko", "차 협력기업"), ("en", "tier-4")])
def test_the_help_is_in_the_language_asked_for(language: str, word: str) -> None:
    said = CliRunner().invoke(app, ["--lang", language, "--help"])
    assert said.exit_code == 0
    assert word in " ".join(said.output.split())


def test_every_command_and_option_names_a_sentence_as_its_help() -> None:
    untranslated = [
        where
        for where, code in _helps(typer.main.get_command(make_app()), "sangsaeng")
        if code not in catalogue()
    ]
    assert untranslated == []


def _helps(command: Any, where: str) -> list[tuple[str, str]]:
    found = [(where, command.help)]
    for parameter in command.params:
        if parameter.name != "help":
            found.append((f"{where} {parameter.name}", parameter.help))
    for name, inner in getattr(command, "commands", {}).items():
        found += _helps(inner, f"{where} {name}")
    return found


def test_every_proof_has_its_sentence() -> None:
    proven = {what for _, what, _ in verifying._CHECKS}
    proven |= {"g6_deposits", "g9_trial_balance", "g9_bank_ledger", "g9_bank_statement"}
    proven |= {"g7_advances", "g7_late_interest", "g10_base"}
    proven |= {"g14_agreements", "g15_determinations"}
    assert set(PROOF_SENTENCES) == proven
    assert set(PROOF_SENTENCES.values()) <= set(catalogue())
