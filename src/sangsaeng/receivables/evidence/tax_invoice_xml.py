"""Reading the national electronic tax invoice (KEC XML standard v3.0; domain section 7.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from lxml import etree

from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.fields import (
    parse_approval_number,
    parse_compact_date,
    parse_party_number,
    parse_text,
)
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.safe_xml import parse_safe_xml
from sangsaeng.receivables.evidence.signature import read_signed

KEC_NAMESPACE = (
    "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"
)
_KEC_FAMILY = "urn:kr:or:kec:standard:Tax:"
# The form holds at most 99 line items and weighs 3-40 kB; 1 MB is no invoice.
LARGEST_INVOICE_BYTES = 1_000_000

_DOCUMENT = "TaxInvoiceDocument"
_SETTLEMENT = "TaxInvoiceTradeSettlement"
_SUMMATION = f"{_SETTLEMENT}/SpecifiedMonetarySummation"
_LINE_ITEM = "TaxInvoiceTradeLineItem"
_TYPE_CODES = frozenset(f"0{status}0{kind}" for status in "12" for kind in "12345")
_ZERO_RATED = frozenset({"0102", "0105", "0202", "0205"})
_AMENDMENT_CODES = frozenset({"01", "02", "03", "04", "05", "06"})
_PURPOSE_CODES = frozenset({"01", "02"})
_COMPANY = "01"
# Stands where a date was refused; the invoice it would be in is never made.
_NO_DAY = date(1, 1, 1)

Value = TypeVar("Value", str, int)


@lru_cache(maxsize=256)
def _qualified(namespace: str, path: str) -> str:
    return "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))


def _own_text(element: etree._Element) -> str | None:
    text = element.text.strip() if element.text else ""
    return text or None


class _Reader:
    """The fields of one invoice by path, in whatever version of the namespace its root is in.

    What is wrong is collected in `refusals`; a field that was refused reads as empty or 0.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._namespace = etree.QName(root).namespace or ""
        self.refusals: list[Refusal] = []

    def refuse(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)

    def accept(self, value: Value | Refusal, otherwise: Value) -> Value:
        if isinstance(value, Refusal):
            self.refuse(value)
            return otherwise
        return value

    def all(self, path: str) -> list[etree._Element]:
        return self._root.findall(_qualified(self._namespace, path))

    def optional(self, path: str, field: str) -> str | None:
        found = self.all(path)
        if len(found) > 1:
            self.refuse(refuse("invoice_field_repeated", field, element=path))
        return _own_text(found[0]) if found else None

    def required(self, path: str, field: str) -> str:
        text = self.optional(path, field)
        if text is None:
            self.refuse(refuse("invoice_field_missing", field, element=path))
        return text or ""

    def code(self, path: str, field: str, known: frozenset[str]) -> str:
        code = self.required(path, field)
        if code not in known:
            self.refuse(refuse("invoice_code_unknown", field, element=path, value=code[:20]))
        return code

    def won(self, path: str, field: str) -> int:
        return self.accept(_won(self.required(path, field), field), 0)


def _won(text: str, field: str) -> int | Refusal:
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= 18 and int(digits) <= LARGEST_WON:
        return int(text)
    return refuse("amount_unreadable", field, value=text[:40])


def _written_on(reader: _Reader) -> date:
    text = reader.required(f"{_DOCUMENT}/IssueDateTime", "written_on")
    # Some programs write a time behind the day: 20260408 or 20260408093000.
    written_on = parse_compact_date(text[:8]) if len(text) in (8, 14) else None
    if written_on is None:
        reader.refuse(refuse("date_invalid", "written_on", value=text[:40]))
        return _NO_DAY
    return written_on


def _party(reader: _Reader, element: str, role: str) -> tuple[str, str]:
    path = f"{_SETTLEMENT}/{element}"
    kind = reader.optional(f"{path}/SpecifiedOrganization/BusinessTypeCode", f"{role}_number")
    if kind not in (None, _COMPANY):
        reader.refuse(refuse("party_not_a_business", f"{role}_number"))
    number = reader.required(f"{path}/ID", f"{role}_number")
    name = reader.required(f"{path}/NameText", f"{role}_name")
    return (
        reader.accept(parse_party_number(number, f"{role}_number"), ""),
        reader.accept(parse_text(name, f"{role}_name"), ""),
    )


def _amendment(reader: _Reader, type_code: str) -> tuple[str | None, str | None]:
    """Amendment code and the original's approval number: both on an amended invoice, else none."""
    code_path = f"{_DOCUMENT}/AmendmentStatusCode"
    original_path = f"{_DOCUMENT}/OriginalIssueID"
    code = reader.optional(code_path, "amendment_code")
    original = reader.optional(original_path, "original_approval_number")
    if not type_code.startswith("02"):
        if code is not None or original is not None:
            reader.refuse(refuse("amendment_unexpected", "type_code", value=type_code[:20]))
        return None, None
    if code is None:
        reader.refuse(refuse("amendment_incomplete", "amendment_code", element=code_path))
    elif code not in _AMENDMENT_CODES:
        reader.code(code_path, "amendment_code", _AMENDMENT_CODES)
    if original is None:
        reader.refuse(
            refuse("amendment_incomplete", "original_approval_number", element=original_path)
        )
        return code, None
    return code, reader.accept(parse_approval_number(original, "original_approval_number"), "")


def _amounts(reader: _Reader, type_code: str) -> tuple[int, int, int]:
    """Supply, tax and total in won: supply + tax = total, and line items add up to the supply."""
    supply_won = reader.won(f"{_SUMMATION}/ChargeTotalAmount", "supply_won")
    total_won = reader.won(f"{_SUMMATION}/GrandTotalAmount", "total_won")
    tax_path = f"{_SUMMATION}/TaxTotalAmount"
    if type_code in _ZERO_RATED and reader.optional(tax_path, "tax_won") is None:
        tax_won = 0
    else:
        tax_won = reader.won(tax_path, "tax_won")
    if supply_won + tax_won != total_won:
        reader.refuse(_mismatch("total_won", supply_won + tax_won, total_won))
    item_sum_won = _item_sum_won(reader)
    if item_sum_won is not None and item_sum_won != supply_won:
        reader.refuse(_mismatch("supply_won", item_sum_won, supply_won))
    if not type_code.startswith("02"):
        if min(supply_won, tax_won, total_won) < 0:
            reader.refuse(refuse("negative_not_amended", "total_won", total_won=total_won))
        if total_won == 0:
            reader.refuse(refuse("not_a_whole_won", "total_won", value="0"))
    return supply_won, tax_won, total_won


def _item_sum_won(reader: _Reader) -> int | None:
    """The line items' amounts added up, or None when not every item states one."""
    stated = reader.all(f"{_LINE_ITEM}/InvoiceAmount")
    texts = [text for amount in stated if (text := _own_text(amount)) is not None]
    if not texts or len(texts) != len(reader.all(_LINE_ITEM)):
        return None
    return sum(reader.accept(_won(text, "supply_won"), 0) for text in texts)


def _mismatch(field: str, expected_won: int, stated_won: int) -> Refusal:
    return refuse("total_mismatch", field, expected_won=expected_won, stated_won=stated_won)


def _read(root: etree._Element, signature: Signature) -> Invoice | Refusal:
    reader = _Reader(root)
    approval_number = reader.required(f"{_DOCUMENT}/IssueID", "approval_number")
    approval_number = reader.accept(parse_approval_number(approval_number), "")
    type_code = reader.code(f"{_DOCUMENT}/TypeCode", "type_code", _TYPE_CODES)
    amendment_code, original = _amendment(reader, type_code)
    purpose_code = reader.code(f"{_DOCUMENT}/PurposeCode", "purpose_code", _PURPOSE_CODES)
    written_on = _written_on(reader)
    supplier_number, supplier_name = _party(reader, "InvoicerParty", "supplier")
    buyer_number, buyer_name = _party(reader, "InvoiceeParty", "buyer")
    if supplier_number == buyer_number:
        reader.refuse(refuse("invoice_to_oneself", "buyer_number", value=buyer_number))
    supply_won, tax_won, total_won = _amounts(reader, type_code)
    if reader.refusals:
        return reader.refusals[0]
    return Invoice(
        approval_number=approval_number,
        kind=InvoiceKind.TAX_INVOICE,
        type_code=type_code,
        amendment_code=amendment_code,
        original_approval_number=original,
        purpose_code=purpose_code,
        written_on=written_on,
        supplier_number=supplier_number,
        buyer_number=buyer_number,
        supplier_name=supplier_name,
        buyer_name=buyer_name,
        supply_won=supply_won,
        tax_won=tax_won,
        total_won=total_won,
        signature=signature,
    )


def parse_tax_invoice(data: bytes, trusted: Sequence[str] = ()) -> Invoice | Refusal:
    """An electronic tax invoice from its XML file, or the first thing wrong with it.

    A signature, when present, must verify against its own certificate, and with `trusted`
    (certificates in PEM) must lead to one of them. `refusal.field` names the field of `Invoice`;
    the fact `element` is the path in the file. Any bytes give an answer, never an exception.
    """
    if len(data) > LARGEST_INVOICE_BYTES:
        return refuse("invoice_too_large", limit_bytes=LARGEST_INVOICE_BYTES)
    root = parse_safe_xml(data)
    if isinstance(root, Refusal):
        return root
    name = etree.QName(root)
    if name.localname != "TaxInvoice" or not (name.namespace or "").startswith(_KEC_FAMILY):
        return refuse("not_a_tax_invoice")
    signed = read_signed(root, trusted)
    if isinstance(signed, Refusal):
        return signed
    if signed is None:
        return _read(root, Signature.ABSENT)
    return _read(signed, Signature.VALID)
