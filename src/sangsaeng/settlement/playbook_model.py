"""The default playbook: its steps, what is done, what companies are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sangsaeng.kernel.refusals import Fact


class Step(StrEnum):
    """The steps of a playbook, in the order they are done."""

    STOP_ISSUES = "stop_issues"
    MARK_TREES = "mark_trees"
    PAY_COVERED = "pay_covered"
    NOTIFY = "notify"
    BAN_STATE = "ban_state"
    EVIDENCE_PACK = "evidence_pack"


class Standing(StrEnum):
    """How a tree of a buyer that does not pay stands; `settlement.trees_of_buyer` agrees."""

    COVERED = "covered"
    ADVANCED = "advanced"
    GUARANTEED = "guaranteed"
    UNPAID = "unpaid"
    OVERDUE = "overdue"
    EXPOSED = "exposed"


@dataclass(frozen=True, slots=True)
class Playbook:
    """One a buyer and day. `reason`: the call that was not paid, or an operator's words."""

    playbook_id: int
    buyer_id: int
    opened_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that is done, on which day, and what came of it (won and counts are integers)."""

    step: Step
    done_on: date
    outcome: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """What one company is told of one receivable of its own (0: of a programme as a whole).

    `code` names the sentence, `facts` fill its blanks: nothing of another tier is among them (G12).
    """

    notice_id: int
    playbook_id: int
    company_id: int
    programme_id: int
    receivable_id: int
    code: str
    facts: Mapping[str, Fact]
    made_on: date


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof of `verify` as it goes into the pack: the rule, what it compares, both sides."""

    rule: str
    ko: str
    en: str
    left_won: int
    right_won: int
    holds: bool
