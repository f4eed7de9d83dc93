"""The style ratchet: every rule holds for the whole tree, and each points to file:line."""

from __future__ import annotations

from collections import Counter

import pytest

from . import python_rules, tree_rules
from .sources import Rule, excuses, tree, unexcused

RULES = (*python_rules.RULES, *tree_rules.RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule_that(rule: Rule) -> None:
    broken = unexcused(rule)
    assert not broken, f"{rule.__doc__}\n{broken}"


def test_the_rules_see_the_tree() -> None:
    paths = {source.path for source in tree()}
    assert {
        "dev.py",
        "src/sangsaeng/kernel/money.py",
        "src/sangsaeng/kernel/messages.yaml",
    } <= paths
    assert "tests/house/test_style.py" in paths


def test_every_excuse_is_still_needed_in_full() -> None:
    by_name = {rule.__name__: rule for rule in RULES}
    wrong = []
    for excuse in excuses():
        assert excuse.rule in by_name, f"no rule is called {excuse.rule}"
        found = sum(excuse.covers(excuse.rule, it) for it in by_name[excuse.rule](tree()))
        if found != excuse.count:
            wrong.append(f"{excuse.path}: {excuse.rule} excuses {excuse.count}, found {found}")
    assert not wrong, "\n".join(wrong)


def test_every_excuse_has_a_reason_and_stands_once() -> None:
    assert all(excuse.why.strip() for excuse in excuses())
    places = Counter((excuse.rule, excuse.path, excuse.about) for excuse in excuses())
    assert [place for place, times in places.items() if times > 1] == []
