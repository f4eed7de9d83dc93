"""Four eyes once more, naively: lists of people and acts, no database, nothing clever (G13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ENTERS, APPROVES = frozenset({"enterer", "approver"}), frozenset({"approver"})
WEEK = timedelta(days=7)


@dataclass
class Who:
    """A person of a company, or (`machine`) a key of it. `alone`: what a mandate lets it do."""

    company: int
    roles: frozenset[str]
    limit: int | None
    machine: bool = False
    alone: int = -1


@dataclass
class Paper:
    """An act: a promise of `won`, or (`of` set) taking one of so much back, which its holder
    agrees to."""

    by: Who
    won: int
    of: int | None
    needs: list[int]
    expires: datetime
    state: str = "waiting"
    said_yes: list[Who] = field(default_factory=list)


@dataclass
class NaiveDesk:
    """Who there is, what was entered, and which promises stand (by the number of their act)."""

    holder: int
    people: list[Who] = field(default_factory=list)
    papers: dict[int, Paper] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    standing: set[int] = field(default_factory=set)

    def ask_enter(self, who: Who, won: int, of: int | None, fresh: bool) -> str | list[int]:
        """Why it may not be entered, or whose people must approve."""
        code = self._why_not(who, ENTERS, won, fresh)
        if code:
            return code
        others = [one for one in self.people if one is not who and one.company == who.company]
        needs = [who.company]
        if not any("approver" in one.roles for one in others):
            if who.alone < won:
                return "second_person_missing"
            needs = []
        if of is None:
            return needs
        return [*needs, self.holder] if of in self.standing else "cancelled"

    def do_enter(self, number: int, paper: Paper, key: str | None) -> None:
        """It was entered; where nobody must approve it is done."""
        self.papers[number] = paper
        if key is not None:
            self.keys[key] = number
        if not paper.needs:
            self._carry_out(number)

    def ask_decide(
        self, who: Who, number: int, right_text: bool, fresh: bool, now: datetime
    ) -> str | None:
        """Why somebody may not decide about an act."""
        paper = self.papers[number]
        if who.machine or who.company not in paper.needs or not who.roles & APPROVES:
            return "not_permitted"
        if paper.state != "waiting":
            return "act_over"
        if now >= paper.expires:
            return "act_expired"
        if who is paper.by:
            return "g13_four_eyes"
        if any(one is who for one in paper.said_yes):
            return "already_decided"
        if not right_text:
            return "digest_differs"
        return self._why_not(who, APPROVES, paper.won, fresh)

    def do_decide(self, who: Who, number: int, yes: bool) -> str:
        """Somebody decided; how the act stands then."""
        paper = self.papers[number]
        if not yes:
            paper.state = "rejected"
            return paper.state
        paper.said_yes.append(who)
        said: Sequence[int] = [one.company for one in paper.said_yes]
        if all(said.count(one) >= paper.needs.count(one) for one in paper.needs):
            self._carry_out(number)
        return paper.state

    def ask_withdraw(self, who: Who, number: int) -> str | None:
        """Why somebody may not take an act back."""
        paper = self.papers[number]
        if who.company != paper.by.company:
            return "not_yours_to_withdraw"
        if who.machine or not who.roles & ENTERS:
            return "not_permitted"
        return None if paper.state == "waiting" else "act_over"

    def expire(self, now: datetime) -> int:
        """Acts whose week is over; how many."""
        over = [p for p in self.papers.values() if p.state == "waiting" and p.expires <= now]
        for paper in over:
            paper.state = "expired"
        return len(over)

    def _carry_out(self, number: int) -> None:
        paper = self.papers[number]
        paper.state = "executed"
        if paper.of is None:
            self.standing.add(number)
        elif paper.of in self.standing:
            self.standing.remove(paper.of)
        else:
            paper.state = "refused"

    @staticmethod
    def _why_not(who: Who, roles: frozenset[str], won: int, fresh: bool) -> str | None:
        if not who.machine and not who.roles & roles:
            return "not_permitted"
        if who.limit is not None and won > who.limit:
            return "above_limit"
        return None if fresh or who.machine else "step_up_needed"
