"""What happened, written down as a scenario file while it happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml
from interruptions import Interruption
from naive import Naive
from naive_pieces import Wish
from opening import Opening

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.model import Written


class Story:
    """The steps so far; those the scenario format has no event for are remarks."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._steps: list[dict[str, Any] | str] = []
        self._returns: list[str] = []

    def opened(self, day: date, opening: Opening) -> None:
        """How the book began; what the format's terms do not say is a remark."""
        told: dict[str, Any] = {
            "early_payment_rate_annual": opening.price,
            "deposit_incentive_rate_annual": opening.incentive,
            "rounding": "nearest" if opening.nearest else "truncate",
            "refund_owner": "first_tier" if opening.first_tier else "direct_parent",
            "max_tier": opening.max_tier,
        }
        self._head = {
            "variant": opening.variant,
            "default_policy": "unpaid_no_recourse",
            "terms": told,
        }
        self._steps.append(
            f"{day}: opened; programme 1 of B1, 2 of B2 by cash deposit, 3 in which the institution"
            f" pays in the buyer's place: {opening}"
        )

    def asked(
        self,
        naive: Naive,
        kind: str,
        on: int,
        wishes: Sequence[Wish],
        done: Written | list[Refusal],
    ) -> None:
        """An issue or a pass-on: one event a line."""
        if isinstance(done, list):
            codes = [(one.code, one.line) for one in done]
            self.other(naive, f"{kind} on {on} of {list(wishes)} refused: {codes}")
            return
        for wish, number in zip(wishes, done.receivable_ids, strict=True):
            above = {"buyer": naive.agreements[on].buyer} if kind == "issue" else {}
            what: dict[str, Any] = {"receivable": f"R{number}"}
            what |= above or {"parent": f"R{on}"}
            what |= {"holder": wish.payee, "face": wish.amount, "matures_on": wish.matures}
            if wish.invoice is not None:
                kept = ("number", "total", "written_on")
                what["invoice"] = {name: wish.invoice[name] for name in kept}
            self._steps.append({"day": naive.today, kind: what})

    def funded(self, naive: Naive, root: int, amount: int, whole: bool) -> None:
        """Money from the buyer."""
        if whole:
            self.event(naive, "fund", receivable=f"R{root}")
        else:
            self.other(naive, f"{amount} won from the buyer, R{root} in mind")

    def taken_back(self, naive: Naive, number: int, asking: str, done: Refusal | None) -> None:
        """A cancellation or a payee's refusal."""
        refused = {"refused": done.code} if done else {}
        what = {"receivable": f"R{number}", "consents": [asking]}
        self._steps.append({"day": naive.today, "cancel": what, **refused})

    def settled(self, naive: Naive, kill: Interruption | None) -> None:
        """A settlement day."""
        self.other(naive, f"settlement run{f', killed: {kill}' if kill else ''}")

    def event(self, naive: Naive, kind: str, **what: Any) -> None:
        """An event that the format knows."""
        if kind == "bank_returns":
            self._returns.append(what["company"])
        self._steps.append({"day": naive.today, kind: what})

    def other(self, naive: Naive, what: str) -> None:
        """Something that the format has no event for."""
        self._steps.append(f"{naive.today}: {what}")

    def refused_sales(self) -> list[str]:
        """Codes with which sales, and their undoing, were refused."""
        told = [one for one in self._steps if isinstance(one, str) and ": sale" in one]
        return [one.rsplit(": ", 1)[1] for one in told]

    def returns(self, name: str) -> int:
        """How often a company's bank was told to send something back."""
        return self._returns.count(name)

    def as_yaml(self) -> str:
        """The scenario file, with remarks as comments."""
        lines = [yaml.safe_dump(self._head, sort_keys=False).rstrip(), "events:"]
        for step in self._steps:
            if isinstance(step, str):
                lines.append(f"  # {step}")
            else:
                shown = yaml.safe_dump(step, sort_keys=False, default_flow_style=True, width=10_000)
                lines.append(f"  - {shown.strip()}")
        return "\n".join(lines)
