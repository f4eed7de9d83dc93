"""Values are said in words where they are ours, and left as they are where a person wrote them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sangsaeng.signin
from sangsaeng.acts.model import Answer
from sangsaeng.acts.registry import all_readings
from sangsaeng.kernel.messages import catalogue
from sangsaeng.kernel.refusals import refuse
from sangsaeng.web.pages.audit import name_of
from sangsaeng.web.rendering import explain, label_of, value_label
from sangsaeng.web.showing import Look, show_values


class _Row(Answer):
    name: str
    role: str
    paid_by: str


def test_a_role_is_said_and_a_company_called_open_stays_open() -> None:
    shown = show_values(
        {"name": "open", "role": "auditor", "paid_by": "worker_representative"}, _Row
    )
    assert [one.look for one in shown] == [Look.TEXT, Look.CHOICE, Look.CHOICE]
    assert value_label(shown[1].value, "ko", shown[1].kind_of_value) != "auditor"


def test_a_persons_powers_are_said_in_words() -> None:
    row = all_readings()["powers.mine"].row
    (shown,) = show_values({"role": "programme_officer"}, row)
    assert value_label(shown.value, "en", shown.kind_of_value) == "Programme officer"
    assert shown.look is Look.CHOICE


@pytest.mark.parametrize(
    ("reading", "field", "value", "said"),
    [
        ("notices.choices", "kind", "works_waiting", "Improvements to accept"),
        ("jobs.chores", "chore", "drop_old", "Drop what is old"),
        ("deposits.proofs", "what", "trial_balance", "Debits = credits"),
    ],
)
def test_what_has_its_name_elsewhere_is_called_so(
    reading: str, field: str, value: str, said: str
) -> None:
    (shown,) = show_values({field: value}, all_readings()[reading].row)
    assert value_label(shown.value, "en", shown.kind_of_value) == said
    assert shown.look is Look.CHOICE


def test_a_field_that_is_missing_is_called_as_on_the_form() -> None:
    for name in ("total_won", "lines.total_won"):
        refused = refuse("field_missing", name, name=name)
        assert explain(refused, "en") == f"A field is missing: {label_of('total_won', 'en')}"
        assert label_of("total_won", "en") != "total_won"


def test_the_log_calls_everything_people_do_about_their_way_in_by_a_name() -> None:
    code = "".join(file.read_text() for file in Path(*sangsaeng.signin.__path__).glob("*.py"))
    said = {*re.findall(r'"(signin\.[a-z_]+)"', code)}
    assert len(said) > 4 and all(name_of(one) in catalogue() for one in said), said


def test_what_stands_in_an_inner_list_is_said_in_words_too() -> None:
    (shown,) = show_values({"proofs": [{"what": "trial_balance", "left_won": 5}]})
    assert [one.look for one in shown.lines[0]] == [Look.CHOICE, Look.WON]


def test_a_proof_of_a_programme_is_said_with_its_number() -> None:
    row = all_readings()["deposits.proofs"].row
    (shown,) = show_values({"what": "deposit_of_programme_12"}, row)
    assert shown.look is Look.CHOICE
    said = value_label(shown.value, "en", shown.kind_of_value)
    assert said == "Programme 12: deposit account = what is held for suppliers"
    # A name that somebody wrote so stays as it is.
    (name,) = show_values({"name": "deposit_of_programme_12"}, _Row)
    assert value_label(name.value, "en", name.kind_of_value) == "deposit_of_programme_12"
