"""Rows of a running programme put down by hand, for tests of what only looks at them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from outcome_stage import Stage
from sangsaeng.database.connection import Tx
from sangsaeng.ledger.service import reserve_items

METRIC = "units_working"
AGREED = {
    "currency": "KRW",
    "kind": "composite",
    "terms": {"metrics": [{"code": METRIC, "weight": "1", "baseline": "0", "target": "1"}]},
}
_FALLS = {"code": METRIC, "weight": "1", "baseline": "1", "target": "0", "lower_is_better": True}
LOWER = {**AGREED, "terms": {"metrics": [_FALLS]}}


@dataclass
class Rows:
    """Puts rows of one programme down; `at` is the stage's noon."""

    stage: Stage
    tx: Tx
    programme_id: int
    sites: int = 0

    @property
    def today(self) -> date:
        return self.stage.book.today

    @property
    def at(self) -> datetime:
        return self.stage.at()

    def number(self) -> int:
        return reserve_items(self.tx, 1)[0]

    def add(self, table: str, **values: Any) -> None:
        """A row; columns by name."""
        names = ", ".join(values)
        blanks = ", ".join(f"%(_{name})s" for name in values)
        text: LiteralString = f"INSERT INTO outcomes.{table} ({names}) VALUES ({blanks})"  # type: ignore[assignment]
        self.tx.run(text, **{f"_{name}": value for name, value in values.items()})

    def site(self, company: str, **other: Any) -> int:
        """A site of a company; its number."""
        self.sites += 1
        number = self.number()
        self.add(
            "site",
            **{
                "programme_id": self.programme_id,
                "site_id": number,
                "company_id": self.stage.company(company),
                "name": f"{company} {self.sites}",
                "workplace_number": f"{self.programme_id % 1000:03d}{number % 10**8:08d}",
                "industry_code": "C25",
                "region": "Ansan",
                "headcount": 20,
                "hazards": ["caught_in"],
                **other,
            },
        )
        return number

    def match(self, award_id: int, site_id: int, state: str = "accepted") -> int:
        """A match of an award with a site, as far as `state`."""
        number = self.number()
        self.add(
            "match",
            programme_id=self.programme_id,
            match_id=number,
            award_id=award_id,
            site_id=site_id,
            hazard="caught_in",
            drawn_from=10,
            seed=b"s",
            drawn_at=self.at,
            supplier_at=self.at,
            site_at=self.at,
            state=state,
        )
        return number

    def works(self, match_id: int, invoice: str, **other: Any) -> None:
        """Accepted works of 4,000,000 won, with their papers."""
        people = [self.stage.people.person(name) for name in ("owner", "worker")]
        self.add(
            "works",
            **{
                "programme_id": self.programme_id,
                "match_id": match_id,
                "invoice_number": invoice,
                "invoice_won": 4_000_000,
                "transfer_reference": f"T-{match_id}",
                "cost_won": 4_000_000,
                "installed_on": self.today,
                "submitted_at": self.at,
                "owner_person_id": people[0],
                "worker_person_id": people[1],
                "accepted_at": self.at,
                **other,
            },
        )

    def serial(self, match_id: int, serial: str, **other: Any) -> None:
        """A unit of 4,000,000 won at a match."""
        self.add(
            "serial",
            **{
                "maker": "GUARD",
                "serial": serial,
                "model": "PG1",  # as works put it down, folded
                "scheme": "outcomes",
                "reference": "match",
                "programme_id": self.programme_id,
                "match_id": match_id,
                "price_won": 4_000_000,
                "taken_at": self.at,
                **other,
            },
        )

    def evidence(self, match_id: int, kind: str, content: str, **other: Any) -> None:
        """A file about a match; equal contents are one file."""
        digest = sha256(content.encode()).digest()
        self.tx.run(
            "INSERT INTO outcomes.evidence_file VALUES (%(sha)s, %(content)s)"
            " ON CONFLICT DO NOTHING",
            sha=digest,
            content=content.encode(),
        )
        self.add(
            "evidence",
            **{
                "programme_id": self.programme_id,
                "evidence_id": self.number(),
                "match_id": match_id,
                "kind": kind,
                "sha256": digest,
                "size_bytes": len(content),
                "media_type": "image/jpeg",
                "taken_at": self.at,
                "company_id": self.stage.company("supplier"),
                "added_at": self.at + timedelta(days=400),
                **other,
            },
        )

    def papers(self, match_id: int) -> None:
        """Invoice, transfer and photos of a match, each of its own."""
        for kind in ("invoice", "transfer", "photo_before", "photo_after"):
            self.evidence(match_id, kind, f"{kind} {match_id}")

    def installed(self, award_id: int, company: str, **site: Any) -> int:
        """A site with accepted works and nothing wrong about them; the match's number."""
        match_id = self.match(award_id, self.site(company, **site))
        self.works(match_id, f"INV-{match_id}")
        self.serial(match_id, f"SN{match_id}")
        self.papers(match_id)
        return match_id

    def baseline(self, match_id: int, numerator: int = 0, denominator: int = 2) -> None:
        """How many units worked before, of how many."""
        self.add(
            "baseline",
            programme_id=self.programme_id,
            match_id=match_id,
            metric=METRIC,
            numerator=numerator,
            denominator=denominator,
            from_on=self.today - timedelta(days=365),
            until_on=self.today,
            source="COMWEL",
            recorded_at=self.at,
            locked_at=self.at,
        )

    def claim(self, award_id: int, lines: dict[int, int], period_no: int = 1) -> int:
        """A claim of so many units a match; its number."""
        number = self.number()
        said = [
            {"match_id": match, "metric": METRIC, "numerator": str(units), "denominator": "2"}
            for match, units in lines.items()
        ]
        self.add(
            "claim",
            programme_id=self.programme_id,
            claim_id=number,
            award_id=award_id,
            period_no=period_no,
            lines=Jsonb(said),
            digest=sha256(json.dumps(said).encode()).digest(),
            submitted_at=self.at,
        )
        return number

    def verified(
        self, claim_id: int, found: dict[int, int], verifier: str = "verifier", of: int = 2
    ) -> None:
        """What a verifier found of a claim, a match each: so many units of `of`."""
        said = [
            {"match_id": match, "metric": METRIC, "numerator": str(units), "denominator": str(of)}
            for match, units in found.items()
        ]
        self.add(
            "verification",
            programme_id=self.programme_id,
            claim_id=claim_id,
            verifier_id=self.stage.company(verifier),
            nonce=b"n",
            seed=b"s",
            drawn=Jsonb(list(found)),
            drawn_from=len(found),
            drawn_at=self.at + timedelta(minutes=claim_id),
            found=Jsonb(said),
            error_share=0,
            fee_won=0,
            reported_at=self.at,
        )

    def agreement(self, award_id: int, rule: dict[str, Any] | None = None) -> str:
        """A signed agreement; the digest of its rule, in hex."""
        text = json.dumps(rule or AGREED, sort_keys=True, separators=(",", ":"))
        digest = sha256(text.encode()).digest()
        self.add(
            "agreement",
            programme_id=self.programme_id,
            award_id=award_id,
            rule_version=1,
            rule_text=text,
            rule_digest=digest,
            highest_won=60_000_000,
            advance_won=0,
            signed_at=self.at,
        )
        return digest.hex()

    def observed(self, match_id: int, metric: str, numerator: int, **other: Any) -> None:
        """A month's value."""
        self.add(
            "observation",
            **{
                "programme_id": self.programme_id,
                "match_id": match_id,
                "metric": metric,
                "month": self.today.replace(day=1),
                "version": 1,
                "numerator": numerator,
                "denominator": 20,
                "headcount": 20,
                "source": "site",
                "recorded_at": self.at,
                **other,
            },
        )
