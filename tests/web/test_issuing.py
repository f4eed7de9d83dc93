"""What a preview carries is read whole or not at all."""

from __future__ import annotations

from base64 import b64encode

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.issuing import read_brought
from sangsaeng.web.submitted import Submitted

_INVOICE = b64encode(b"<TaxInvoice/>").decode()


def test_what_is_no_base64_is_a_malformed_form() -> None:
    for text in ("é", "=", "PFRheA"):
        read = read_brought(Submitted({"carried_name": ["one.xml"], "carried_data": [text]}), 1)
        assert isinstance(read, Refusal) and read.code == "form_malformed", text


def test_files_that_lost_their_names_on_the_way_are_not_dropped_in_silence() -> None:
    for names in (["one.xml"], ["one.xml", "two.xml", "three.xml"]):
        form = Submitted({"carried_name": names, "carried_data": [_INVOICE, _INVOICE]})
        read = read_brought(form, 1)
        assert isinstance(read, Refusal) and read.code == "form_malformed", names
