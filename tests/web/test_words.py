"""Every field, value and list that a screen may show has its words, and no words are left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib import resources
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from outcome_events import EVENTS
from outcome_events import REASONS as EVENT_REASONS
from sangsaeng.acts.readings.portal_statement import MovementRow, StatementSum
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.kernel.messages import LANGUAGES, catalogue
from sangsaeng.ledger.model import AccountKind, LineKind
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.measures.loader import catalogue as metrics
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.model_choosing import Unfit
from sangsaeng.parties import check_levels
from sangsaeng.payouts.model import Purpose
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.programmes.variants import variants
from sangsaeng.settlement.playbook_model import Step
from sangsaeng.web.rendering import value_label
from sangsaeng.web.safety.leads import LEADS
from sangsaeng.web.words import code_part, kinds_of, parts_of, value_codes

_CHECKED = re.compile(r"CHECK \(\w+ IN \(([^)]*)\)")
# A table's column must stand beside others on a phone, and a form's label on one line.
_LONGEST = {"ko": 20, "en": 34}
# Words of their own for kinds that no model or enumeration names.
_NAMED_KINDS = ("account",)


def _models(roots: Iterable[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    seen: set[type[BaseModel]] = set()
    waiting = list(roots)
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        yield model
        for field in model.model_fields.values():
            waiting += [
                part
                for part in parts_of(field.annotation)
                if isinstance(part, type) and issubclass(part, BaseModel)
            ]


def _shown() -> list[type[BaseModel]]:
    roots: list[type[BaseModel]] = [model for act in acts().values() for model in _of(act)]
    for reading in all_readings().values():
        roots += [reading.row, *([reading.filters] if reading.filters else [])]
    return list(_models(roots))


def _of(act: Any) -> list[type[BaseModel]]:
    return [act.given, act.answer]


def _values_of(annotation: Any) -> Iterator[str]:
    for part in parts_of(annotation):
        if isinstance(part, type) and issubclass(part, StrEnum):
            yield from (one.value for one in part)
        elif isinstance(part, str):
            yield part


def _values() -> set[str]:
    """Of the models, of the tables, and the names that readings show of numbers."""
    found = {
        value
        for model in _shown()
        for field in model.model_fields.values()
        for value in _values_of(field.annotation)
    }
    for file in resources.files("sangsaeng.database").joinpath("migrations").iterdir():
        for listed in _CHECKED.findall(file.read_text("utf-8")):
            found.update(re.findall(r"'([^']*)'", listed))
    named: list[Iterable[Any]] = [Reason, Step, check_levels.Check, check_levels.Step]
    found.update(one.value for kind in named for one in kind)
    found.update(one.name.lower() for kind in (LineKind, Purpose) for one in kind)
    found.update(f"account_{one.name.lower()}" for one in AccountKind)
    found.update({"settled", "purchase"}, controls(), variants())
    found.update(_of_outcomes())
    return {code_part(value) for value in found}


def _of_outcomes() -> set[str]:
    """Of pay for success, where no model or table lists them: metrics, events, why."""
    listed = metrics()
    assert isinstance(listed, Catalogue)
    events = {one for subject, states in EVENTS.items() for one in (subject, *states)}
    contract = yaml.safe_load(
        resources.files("sangsaeng.outcomes").joinpath("clawbacks.yaml").read_text("utf-8")
    )
    grounds = {one["code"] for one in contract["terms"]["grounds"]}
    return {*listed.metrics, *events, *EVENT_REASONS, *Unfit, *grounds}


def _codes(prefix: str) -> set[str]:
    folder = {"field_": "fields", "value_": "values", "reading_": "readings"}[prefix]
    file = resources.files("sangsaeng.web.words").joinpath(folder, "messages.yaml")
    codes = set(re.findall(r"^(\w+):", file.read_text("utf-8"), re.MULTILINE))
    assert all(code.startswith(prefix) for code in codes)
    return codes


def test_every_field_has_its_label_and_no_label_is_left_over() -> None:
    names = {f"field_{name}" for model in _shown() for name in model.model_fields}
    assert _codes("field_") ^ names == set()


def test_every_list_has_its_title_and_no_title_is_left_over() -> None:
    assert _codes("reading_") ^ {f"reading_{code_part(code)}" for code in all_readings()} == set()


def test_every_value_has_its_words() -> None:
    assert {f"value_{value}" for value in _values()} - _codes("value_") == set()


def test_no_words_are_left_over_of_a_value() -> None:
    kinds = {
        kind
        for model in _shown()
        for field in model.model_fields
        for kind in kinds_of(model, field)
    }
    values = _values()
    own = {f"value_{kind}_{value}" for kind in {*kinds, *_NAMED_KINDS} for value in values}
    own |= {f"value_waiting_row_what_{what}" for what in LEADS}
    assert _codes("value_") - {f"value_{value}" for value in values} - own == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", ["field_", "value_", "reading_"])
def test_words_are_short_and_plain(prefix: str, language: str) -> None:
    for code in _codes(prefix):
        words = catalogue()[code][language]
        assert 0 < len(words) <= _LONGEST[language], code
        assert words == words.strip() and "{" not in words, code
        assert bool(re.search("[가-힣]", words)) is (language == "ko") or words.isascii(), code


def test_one_thing_has_one_word() -> None:
    """관찰, not 관측, of what is recorded month by month; 성과보상금, not 성과금, of the reward."""
    others = re.compile("관측|성과금")
    assert [code for code, said in catalogue().items() if others.search(said["ko"])] == []


def test_the_closest_words_win() -> None:
    payout = all_readings()["payouts.in_programme"].row
    assert list(kinds_of(payout, "state")) == [
        "programme_payout_row_state",
        "payout_row_state",
        "state",
    ]
    assert (
        next(
            code
            for code in value_codes("rejected", *kinds_of(payout, "state"))
            if code in catalogue()
        )
        == "value_payout_row_state_rejected"
    )
    assert list(value_codes("account.changed", "event")) == [
        "value_event_account_changed",
        "value_account_changed",
    ]


def test_a_statements_sums_are_named_as_its_movements_are() -> None:
    whats = set(_values_of(MovementRow.model_fields["what"].annotation))
    assert whats and whats == set(_values_of(StatementSum.model_fields["what"].annotation))
    for language in LANGUAGES:
        for what in whats:
            named = [
                value_label(what, language, tuple(kinds_of(model, "what")))
                for model in (MovementRow, StatementSum)
            ]
            assert named[0] == named[1] != what
