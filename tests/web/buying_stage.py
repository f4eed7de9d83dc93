"""A buyer of two people and its suppliers: what tests of issuing and of files begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

HIDDEN = re.compile(r'type="hidden" name="([a-z_]+)" value="([^"]*)"')


@dataclass
class Stage:
    """The portal with one root of T1's; who enters and who approves at the buyer."""

    portal: Portal
    programme: int
    root: int
    enterer: Visitor
    approver: Visitor

    def visitor(self, name: str, company: str, *roles: Role) -> Visitor:
        """Somebody of a company, who reads English."""
        company_id = self.portal.book.companies[company].company_id
        found = self.portal.visitor(name, company_id, *roles)
        found.client.cookies.set(LANGUAGE, "en")
        return found

    def invoice(self, serial: int, won: int) -> bytes:
        """A tax invoice of T1 to the buyer."""
        book = self.portal.book
        return render_tax_invoice(
            Invoice(
                approval_number=f"{book.today:%Y%m%d}10000000{serial:08d}",
                kind=InvoiceKind.TAX_INVOICE,
                type_code="0101",
                amendment_code=None,
                original_approval_number=None,
                purpose_code="02",
                written_on=book.today,
                supplier_number=book.number("T1"),
                buyer_number=book.number("buyer"),
                supplier_name="T1",
                buyer_name="buyer",
                supply_won=won - won // 11,
                tax_won=won // 11,
                total_won=won,
                signature=Signature.ABSENT,
            )
        )

    def bring(self, files: Sequence[tuple[str, bytes]], **fields: Any) -> httpx.Response:
        """The upload form, sent by who enters."""
        sent = [("files", (name, data, "application/octet-stream")) for name, data in files]
        about = {"programme_id": self.programme, **fields}
        return self.enterer.post("/issue", sent or [("none", ("", b""))], **about)

    def approve(self, act: str) -> httpx.Response:
        """The other person's word on an act at its address."""
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', self.approver.get(act))
        assert digest, text_of(self.approver.get(act))
        return self.approver.post(act, decision="approve", digest=digest[1])


@contextmanager
def a_buyer(database: Database, root_won: int, due_in: int, *others: str) -> Iterator[Stage]:
    """A programme, a root for T1 due in so many days; other companies by their names."""
    with visited(database) as portal:
        book = portal.book
        programme = book.programme()
        for name in ("T1", "T2", *others):
            book.company(name)
        root = book.issue(programme, "T1", root_won, book.today + timedelta(days=due_in))
        buyer = book.companies["buyer"].company_id
        stage = Stage(
            portal,
            programme,
            root,
            portal.visitor("Buyer enters", buyer, Role.ENTERER),
            portal.visitor("Buyer approves", buyer, Role.APPROVER),
        )
        for visitor in portal.visitors.values():
            visitor.client.cookies.set(LANGUAGE, "en")
        yield stage


def carried(page: str, value: str, **changed: Any) -> dict[str, Any]:
    """The hidden fields of the form with a button of this value, as a browser sends them again."""
    form = next(one for one in page.split("<form") if f'value="{value}"' in one)
    found: dict[str, Any] = {}
    for name, told in HIDDEN.findall(form):
        found.setdefault(name, told)
    found = {**found, "step": value, **changed}
    return {name: told for name, told in found.items() if name not in ("csrf_token", "company_id")}


def act_of(answer: httpx.Response) -> str:
    """The address of the act that a form led to."""
    assert answer.status_code == 303, text_of(answer.text)[:1500]
    return str(answer.headers["location"]).split("?")[0]
