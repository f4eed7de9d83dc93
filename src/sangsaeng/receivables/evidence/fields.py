"""Reading one field of evidence from text: the same rules for XML and for spreadsheets.

Each `parse_*` takes text without surrounding blanks and gives the value or the refusal.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse

# Electronic tax invoices began in 2009; a year outside this century is a slip of the keyboard.
EARLIEST_YEAR = 2000
LATEST_YEAR = 2099
# A company name on the KEC form has at most 70 characters; notes are given more.
LONGEST_TEXT = 200

_APPROVAL_NUMBER = re.compile(r"[0-9]{8}[0-9A-Z]{16}")
_RESIDENT_NUMBER = re.compile(r"[0-9]{6}-?[0-9]{7}")
_WON = re.compile(r"[₩￦\\]?\s*(-?)(?:([0-9]{1,16})|([0-9]{1,3}(?:,[0-9]{3}){1,5}))\s*원?")
_DATE = re.compile(
    r"([0-9]{4})(?:\s*-\s*|\s*/\s*|\s*\.\s*|\s*년\s*)([0-9]{1,2})"
    r"(?:\s*-\s*|\s*/\s*|\s*\.\s*|\s*월\s*)([0-9]{1,2})\s*[.일]?"
    r"(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_PHONE = re.compile(r"(?:\+82|0)[0-9]{8,10}")
_EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")


def _shown(text: str) -> str:
    return text[:40]


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is no such day or its year is not of this century."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_compact_date(text: str) -> date | None:
    """A date from exactly eight digits, 20260408."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    return make_date(int(text[:4]), int(text[4:6]), int(text[6:]))


def parse_date(text: str, field: str) -> date | Refusal:
    """2026-04-08, 20260408, 2026.4.8, 2026. 4. 8., 2026/4/8 or 2026년 4월 8일."""
    found = parse_compact_date(text)
    if found is None and (match := _DATE.fullmatch(text)):
        found = make_date(*(int(group) for group in match.groups()))
    return found or refuse("date_invalid", field, value=_shown(text))


def parse_won(text: str, field: str) -> int | Refusal:
    """Whole won, negative allowed, from 1234000, 1,234,000, ₩1,234,000 or 1234000원.

    1.5, 1e3 and 12,34 are refused. A backslash is the won sign of Korean keyboards.
    """
    if len(text) <= 15 and text.isascii() and text.isdigit():
        return int(text)
    match = _WON.fullmatch(unicodedata.normalize("NFKC", text)) if len(text) <= 40 else None
    if match:
        sign, plain, grouped = match.groups()
        won = int((plain or grouped).replace(",", ""))
        if won <= LARGEST_WON:
            return -won if sign else won
    return refuse("amount_unreadable", field, value=_shown(text))


def parse_approval_number(text: str, field: str = "approval_number") -> str | Refusal:
    """24 characters, the first eight a real date; hyphens and blanks, as the tax office prints
    them, are taken out and letters are made capitals, so that one invoice has one spelling.
    """
    number = text.replace("-", "").replace(" ", "").upper()
    if not _APPROVAL_NUMBER.fullmatch(number) or parse_compact_date(number[:8]) is None:
        return refuse("approval_number_invalid", field, value=_shown(text))
    return number


def parse_party_number(text: str, field: str) -> str | Refusal:
    """A business number with a right check digit.

    A private person's 13-digit number is refused without repeating it anywhere.
    """
    if _RESIDENT_NUMBER.fullmatch(text):
        return refuse("party_not_a_business", field)
    return parse_business_number(text, field)


def parse_contact(text: str, field: str) -> str | Refusal:
    """An e-mail address, or a Korean phone number as digits with its leading 0."""
    digits = re.sub(r"[\s().-]", "", text)
    # A spreadsheet drops the 0 of 010-1234-5678 when the cell is a number.
    digits = f"0{digits}" if re.fullmatch(r"1[0-9]{9}", digits) else digits
    if _PHONE.fullmatch(digits):
        return digits.replace("+82", "0", 1)
    if len(text) <= LONGEST_TEXT and _EMAIL.fullmatch(text):
        return text
    return refuse("contact_invalid", field, value=_shown(text))


def clean_text(text: str) -> str:
    """Blanks and control characters folded to single spaces."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Cn") else c for c in text)
    return " ".join(text.split())


def parse_text(text: str, field: str) -> str | Refusal:
    """A name or a note of at most 200 characters."""
    cleaned = clean_text(text)
    if len(cleaned) > LONGEST_TEXT:
        return refuse("text_too_long", field, limit=LONGEST_TEXT)
    return cleaned
