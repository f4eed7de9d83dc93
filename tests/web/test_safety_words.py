"""Sentences of pay for success that are named by a state or a number: each has one, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import resources

from sangsaeng.acts.readings.portal_safety import STEPS
from sangsaeng.kernel.messages import catalogue
from sangsaeng.outcomes.measures.loader import catalogue as metrics
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.model_target import Stated
from sangsaeng.web.pages import safety_money, safety_report, safety_simulate
from sangsaeng.web.safety.leads import LEADS
from sangsaeng.web.safety.steps import Place

# As tests/web/test_words.py has it.
_COLUMN = 34
_TABLE = re.compile(r"CREATE TABLE outcomes\.(\w+) \((.*?)\n\);", re.DOTALL)
_STATES = re.compile(r"^    state text[^(]*\(state IN \(([^)]*)\)", re.MULTILINE | re.DOTALL)


def _states() -> Mapping[str, list[str]]:
    """What states a table's rows may be in, out of the tables themselves."""
    found = {}
    for file in resources.files("sangsaeng.database").joinpath("migrations").iterdir():
        for table, body in _TABLE.findall(file.read_text("utf-8")):
            for listed in _STATES.findall(body):
                found[table] = re.findall(r"'(\w+)'", listed)
    return found


def _families() -> Mapping[str, Iterable[str]]:
    numbers = [str(number) for number in STEPS]
    kinds = ("programme", "award", "site", "match", "target", "claim", "clawback", "application")
    return {
        **{f"safety_{kind}_": _states()[kind] for kind in kinds},
        "safety_step_": numbers,
        "safety_actor_": numbers,
        "safety_place_": list(Place),
        "safety_wait_": [*LEADS, *(f"{what}_why" for what in LEADS)],
        "safety_do_": list(LEADS),
        "safety_stated_": list(Stated),
        "safety_target_way_": list(Stated),
        "safety_eq_": [*safety_money.LEFT, *safety_money.RIGHT],
        "safety_report_": [*safety_report.OUT, *safety_report.BACK],
        "safety_sample_": safety_simulate.SAMPLES,
    }


def test_every_state_step_and_kind_of_waiting_has_its_sentence() -> None:
    wanted = {f"{family}{one}" for family, ones in _families().items() for one in ones}
    assert wanted - catalogue().keys() == set()


def test_no_sentence_of_a_waiting_or_a_step_is_left_over() -> None:
    whole = ("safety_wait_", "safety_do_", "safety_step_", "safety_actor_", "safety_eq_")
    wanted = {f"{family}{one}" for family in whole for one in _families()[family]}
    assert {code for code in catalogue() if code.startswith(whole)} == wanted


def test_a_metric_is_called_the_same_in_lists_as_in_the_programme() -> None:
    """In English shorter, where its name is longer than a column."""
    listed = metrics()
    assert isinstance(listed, Catalogue)
    for code, metric in listed.metrics.items():
        said = catalogue()[f"value_{code}"]
        assert said["ko"] == metric.name.ko
        assert said["en"].lower() == metric.name.en.lower() or len(metric.name.en) > _COLUMN
