"""A programme with what reports speak of: paid, owed, disputed, kept back, followed on."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from programme_rows import Rows
from psycopg.types.json import Jsonb

from books import open_book
from outcome_stage import Stage
from sangsaeng.database.connection import WEB, Asking
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.reports.model import Figures, Publication
from sangsaeng.outcomes.reports.service import read_figures, record_follow_on
from sangsaeng.outcomes.service_money import post_advance, post_reward
from sangsaeng.outcomes.service_paying import approve_payment

ACHIEVED = [{"clause": "5", "what": "explain_achievement", "facts": {"achieved": "0.93"}}]
PUBLIC = Publication("https://kosme.example/outcomes.json", "ocds-abc123")


class Told:
    """A programme with one award paid an advance and half a reward, and one in dispute."""

    def __init__(self, database: Any) -> None:
        self.stage = Stage(open_book(database))
        self.programme_id = self.stage.opened()
        names = ("supplier", "rival-supplier")
        self.awards = [self.stage.awarded(self.programme_id, name) for name in names]
        self.stage.site_company("site-a")
        people = [self.stage.people.person(name) for name in ("owner", "worker")]
        self.stage.people.person = lambda name: people[name == "worker"]  # type: ignore[method-assign]
        with self.stage.book.database.transaction() as tx:
            self._tell(Rows(self.stage, tx, self.programme_id))

    def _tell(self, rows: Rows) -> None:
        award, disputed = self.awards
        match_id = rows.installed(award, "site-a")
        rows.installed(award, "site-a", headcount=30)
        for number, abated in ((1, rows.today), (2, None)):
            rows.add(
                "hazard",
                programme_id=self.programme_id,
                match_id=match_id,
                hazard_no=number,
                kind="caught_in",
                risk_before=16,
                abated_on=abated,
            )
        self._accidents(rows, match_id)
        for each in self.awards:
            rows.agreement(each)
        claim = rows.claim(award, {match_id: 2})
        rows.verified(claim, {match_id: 1})
        self._determine(rows, award, claim, 15_000_000)
        objected = rows.claim(disputed, {match_id: 1})
        rows.verified(objected, {})
        number = self._determine(rows, disputed, objected, 0)
        rows.add(
            "dispute",
            programme_id=self.programme_id,
            dispute_id=rows.number(),
            determination_id=number,
            ground="new evidence",
            evidence_ids=Jsonb([]),
            opened_at=rows.at,
        )
        self._pay(rows, award, claim)
        told = (award, "sale", 50_000_000, 3, "invoice 7", rows.today, rows.at)
        assert isinstance(record_follow_on(rows.tx, self.programme_id, *told), int)
        again = record_follow_on(rows.tx, self.programme_id, *told)
        assert isinstance(again, Refusal) and again.code == "follow_on_told"

    def _accidents(self, rows: Rows, match_id: int) -> None:
        rows.add(
            "baseline",
            programme_id=self.programme_id,
            match_id=match_id,
            metric="ltifr",
            numerator=27,
            denominator=3000,
            from_on=rows.today - timedelta(days=365),
            until_on=rows.today,
            source="COMWEL",
            recorded_at=rows.at,
            locked_at=rows.at,
        )
        rows.observed(match_id, "ltifr", 99, denominator=3000)
        rows.observed(match_id, "ltifr", 15, denominator=3000, version=2)

    def _determine(self, rows: Rows, award: int, claim: int, amount_won: int) -> int:
        number = rows.number()
        (row,) = rows.tx.rows(
            "SELECT rule_digest FROM outcomes.agreement WHERE award_id = %(a)s", a=award
        )
        rows.tx.run(
            "UPDATE outcomes.claim SET state = 'determined' WHERE claim_id = %(c)s", c=claim
        )
        # A half of the cap is the first period's.
        given = {"award_id": award, "cap_won": 30_000_000, "claim_id": claim, "period_no": 1}
        text = json.dumps(given)
        rows.add(
            "determination",
            programme_id=self.programme_id,
            determination_id=number,
            award_id=award,
            claim_id=claim,
            version=1,
            rule_version=1,
            rule_digest=row["rule_digest"],
            input_text=text,
            input_digest=sha256(text.encode()).digest(),
            amount_won=amount_won,
            explanation=Jsonb(ACHIEVED),
            determined_at=rows.at,
            window_until=rows.today,
        )
        return number

    def _pay(self, rows: Rows, award: int, claim: int) -> None:
        supplier = self.stage.company("supplier")
        rows.add(
            "earning",
            programme_id=self.programme_id,
            claim_id=claim,
            determination_id=rows.tx.the(
                "SELECT determination_id FROM outcomes.determination WHERE claim_id = %(c)s",
                c=claim,
            )["determination_id"],
            award_id=award,
            owed_won=13_500_000,
            retained_won=1_500_000,
            released_won=15_000_000,
            booked_on=rows.today,
        )
        rows.add(
            "retention",
            programme_id=self.programme_id,
            claim_id=claim,
            award_id=award,
            retained_won=1_500_000,
            until_on=rows.today + timedelta(days=365),
        )
        about = (self.programme_id, supplier)
        advance = Owed(*about, PayableFor.ADVANCE, award, 56_000_000, award)
        reward = Owed(*about, PayableFor.REWARD, claim, 13_500_000, award)
        owed = [
            post_advance(rows.tx, advance, rows.today),
            post_reward(rows.tx, reward, 1_500_000, 15_000_000, rows.today),
        ]
        paid = approve_payment(rows.tx, self.programme_id, [one for one in owed if one], rows.today)
        assert paid == 69_500_000

    def figures(self, company: str | None = None) -> Figures:
        """The figures, under a company's own rights where one is named."""
        at = self.stage.at()
        if company is None:
            with self.stage.book.database.transaction() as tx:
                found = read_figures(tx, self.programme_id, at)
        else:
            asking = Asking(WEB, self.stage.company(company))
            with self.stage.book.database.asked_by(asking) as tx:
                found = read_figures(tx, self.programme_id, at)
        assert isinstance(found, Figures)
        return found
