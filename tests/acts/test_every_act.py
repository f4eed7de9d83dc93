"""What holds for every act there is, whoever made it."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.shape import Act
from sangsaeng.kernel.messages import LANGUAGES, catalogue, sentence

EVERY = pytest.mark.parametrize("act", acts().values(), ids=lambda act: act.code)


def _name(act: Act[Any]) -> str:
    return f"act_{act.code.replace('.', '_')}"


def _inner(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[Any]:
    """A model and every model inside it."""
    found = seen if seen is not None else set()
    if model in found:
        return found
    found.add(model)
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                _inner(part, found)
    return found


def _parts(annotation: Any) -> list[Any]:
    inside = getattr(annotation, "__args__", ())
    return [annotation, *(part for each in inside for part in _parts(each))]


@EVERY
def test_an_act_takes_nothing_but_what_it_says(act: Act[Any]) -> None:
    for model in _inner(act.given):
        assert issubclass(model, Given), model
        assert model.model_config["strict"] and model.model_config["extra"] == "forbid"
        assert model.model_config["frozen"]
        assert model.__doc__, f"{model} says what it is for"


@EVERY
def test_an_act_answers_nothing_but_what_it_says(act: Act[Any]) -> None:
    for model in _inner(act.answer):
        assert issubclass(model, Answer), model
        assert model.model_config["extra"] == "forbid"
        assert model.__doc__, f"{model} says what it is for"


@EVERY
def test_an_act_has_a_name_in_both_languages(act: Act[Any]) -> None:
    said = [sentence(_name(act), language) for language in LANGUAGES]
    assert all(said) and said[0] != said[1]


def test_no_name_is_of_an_act_that_is_not_there() -> None:
    known = {_name(act) for act in acts().values()}
    of_acts = resources.files("sangsaeng.acts.kinds") / "messages.yaml"
    named = {code for code in yaml.safe_load(of_acts.read_text("utf-8")) if _is_name(code)}
    assert named <= known, named - known


def _is_name(code: str) -> bool:
    # What is said about an act (act_over) has blanks; its name has none.
    return code.startswith("act_") and "{" not in catalogue()[code]["en"]


@EVERY
def test_an_act_is_for_somebody(act: Act[Any]) -> None:
    assert act.enter and act.enter | act.approve <= frozenset(Role)
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,2}", act.code), act.code
    assert re.fullmatch(r"(/[a-z-]+)+", act.path), act.path
    assert act.second_person == bool(act.approve)
    assert Role.AUDITOR not in act.enter | act.approve, "an auditor looks and does nothing"
    if act.second_person:
        assert Role.VIEWER not in act.enter | act.approve, "a viewer moves nothing"


@EVERY
def test_an_act_with_an_amount_needs_a_second_person_present(act: Act[Any]) -> None:
    if act.amount_won is not None or act.agree is not None:
        assert act.consent in (Consent.ANOTHER, Consent.INSTITUTION)
    if act.second_person:
        assert act.steps_up


@EVERY
def test_what_an_act_counts_is_whole_won(act: Act[Any]) -> None:
    """No number with a fraction anywhere in what is entered or answered."""
    for model in _inner(act.given) | _inner(act.answer):
        for name, field in model.model_fields.items():
            assert float not in _parts(field.annotation), f"{model.__name__}.{name}"
            if name.endswith("_won") and field.annotation is not None:
                assert int in _parts(field.annotation), f"{model.__name__}.{name}"


def test_every_path_is_one_act_s() -> None:
    paths = [act.path for act in acts().values()]
    assert len(paths) == len(set(paths))


def test_no_code_stands_twice_across_acts_and_readings() -> None:
    """A machine's scope and the log name either by its code alone."""
    assert acts().keys() & all_readings().keys() == set()
