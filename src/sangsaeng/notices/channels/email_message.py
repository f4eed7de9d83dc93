"""A letter as an e-mail: text and plain HTML, one and the same bytes at every try."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from sangsaeng.notices.model import Letter

SENDER_NAME = "Sangsaeng"


def render_email(letter: Letter, sender: str) -> EmailMessage:
    """The message; `sender` is the address it comes from. Raises ValueError for an address that is
    none."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(SENDER_NAME, addr_spec=_plain(sender))
    made["To"] = Address(addr_spec=_plain(letter.to))
    made["Subject"] = letter.subject
    made["Date"] = letter.written_at
    made["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday answer comes back to it.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="base64")
    made.add_alternative(letter.html, subtype="html", cte="base64")
    made["Content-Language"] = letter.language
    made.set_boundary(f"=_{letter.message_id}")
    return made


def _plain(address: str) -> str:
    """Raises ValueError where an address would be more than one header's worth."""
    if not address.isprintable() or address.count("@") != 1 or len(address) > 254:
        raise ValueError("not an address")
    try:
        Address(addr_spec=address)
    except Exception as broken:
        # The parser of the standard library raises kinds of its own, with the address in them.
        raise ValueError("not an address") from broken
    return address
