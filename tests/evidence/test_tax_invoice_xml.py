"""A tax invoice is read exactly or refused with a reason; nothing in a file can hurt the reader."""

from datetime import date

import pytest
from evidence_samples import SAMPLE_XML, invoices, said_in_both_languages
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature, fingerprint_of
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice
from sangsaeng.receivables.evidence.tax_invoice_xml import (
    LARGEST_INVOICE_BYTES,
    parse_tax_invoice,
)

SAMPLE_TEXT = SAMPLE_XML.decode()
SAMPLE = Invoice(
    approval_number="200909143900502610018801",
    kind=InvoiceKind.TAX_INVOICE,
    type_code="0101",
    amendment_code=None,
    original_approval_number=None,
    purpose_code="02",
    written_on=date(2009, 9, 14),
    supplier_number=invented_business_number(1),
    buyer_number=invented_business_number(2),
    supplier_name="(주)샘플사업자",
    buyer_name="상하차업체",
    supply_won=100_000_000,
    tax_won=10_000_000,
    total_won=110_000_000,
    signature=Signature.ABSENT,
)


def refused(data: bytes) -> Refusal:
    answer = parse_tax_invoice(data)
    assert isinstance(answer, Refusal), answer
    said_in_both_languages([answer])
    return answer


def changed(old: str, new: str, text: str = SAMPLE_TEXT) -> bytes:
    assert old in text
    return text.replace(old, new).encode()


def amended(amount: int = -1_000, code: str = "02") -> str:
    return (
        SAMPLE_TEXT.replace("<TypeCode>0101", "<TypeCode>0201")
        .replace(
            "<PurposeCode>",
            f"<AmendmentStatusCode>{code}</AmendmentStatusCode>"
            "<OriginalIssueID>200909013900502610018800</OriginalIssueID><PurposeCode>",
        )
        .replace("<InvoiceAmount>100000000<", f"<InvoiceAmount>{amount}<")
        .replace("<ChargeTotalAmount>100000000<", f"<ChargeTotalAmount>{amount}<")
        .replace("<TaxTotalAmount>10000000<", f"<TaxTotalAmount>{amount // 10}<")
        .replace("<GrandTotalAmount>110000000<", f"<GrandTotalAmount>{amount + amount // 10}<")
    )


@given(invoices())
def test_what_is_written_is_read_back(invoice: Invoice) -> None:
    written = render_tax_invoice(invoice)
    assert parse_tax_invoice(written) == invoice
    assert render_tax_invoice(invoice) == written


@given(invoices(), st.sampled_from(("utf-8", "utf-8-sig", "euc-kr", "cp949", "utf-16", "none")))
def test_every_declared_encoding_gives_the_same_invoice(invoice: Invoice, encoding: str) -> None:
    body = render_tax_invoice(invoice).decode().split("?>", 1)[1]
    if encoding == "none":
        data = body.encode("cp949", "xmlcharrefreplace")
    else:
        declared = encoding.removesuffix("-sig")
        text = f'<?xml version="1.0" encoding="{declared}"?>{body}'
        data = text.encode(encoding, "xmlcharrefreplace")
    assert parse_tax_invoice(data) == invoice


@pytest.mark.parametrize("declaration", ["", "<?xml version='1.0'?>", SAMPLE_TEXT.split("\n")[0]])
def test_cp949_without_a_word_or_under_a_false_one_is_read(declaration: str) -> None:
    body = SAMPLE_TEXT.split("?>", 1)[1]
    assert parse_tax_invoice(f"{declaration}{body}".encode("cp949")) == SAMPLE


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    refused(data)


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_invoice_is_refused_or_still_adds_up(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SAMPLE_XML)))
    length = data.draw(st.integers(0, 40))
    put_in = data.draw(st.binary(max_size=8) | st.sampled_from((b"<", b"&", b"\0", b"-", b"9")))
    answer = parse_tax_invoice(SAMPLE_XML[:start] + put_in + SAMPLE_XML[start + length :])
    if isinstance(answer, Refusal):
        said_in_both_languages([answer])
    else:
        assert answer.supply_won + answer.tax_won == answer.total_won > 0
        assert answer.supplier_number != answer.buyer_number


@given(invoices(), invoices())
def test_a_fingerprint_is_the_invoice(one: Invoice, other: Invoice) -> None:
    same = (one.supplier_number, one.buyer_number, one.written_on) == (
        other.supplier_number,
        other.buyer_number,
        other.written_on,
    ) and (one.total_won, one.approval_number) == (other.total_won, other.approval_number)
    assert (one.fingerprint == other.fingerprint) == same


def test_a_fingerprint_stays_what_it_was_for_ever() -> None:
    assert (
        fingerprint_of("1000000018", "1000000023", date(2026, 4, 8), 110_000_000, None)
        == "f37eebc07416ea8d3718a9f339e1a86f85f0e9dfd1233a9c2650acb135bf4922"
    )


def test_the_sample_of_the_standard_is_read() -> None:
    assert parse_tax_invoice(SAMPLE_XML) == SAMPLE


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("200909143900502610018801", "20090914390050261001880", "approval_number_invalid", None),
        ("200909143900502610018801", "200902303900502610018801", "approval_number_invalid", None),
        ("200909143900502610018801", "20090914390050261001880!", "approval_number_invalid", None),
        ("<TypeCode>0101", "<TypeCode>0901", "invoice_code_unknown", "type_code"),
        ("<PurposeCode>02", "<PurposeCode>03", "invoice_code_unknown", "purpose_code"),
        ("me>20090914</Iss", "me>20090931</Iss", "date_invalid", "written_on"),
        ("me>20090914</Iss", "me>2009-09-14</Iss", "date_invalid", "written_on"),
        ("<PurposeCode>02</PurposeCode>", "", "invoice_field_missing", "purpose_code"),
        ("(주)샘플사업자", " ", "invoice_field_missing", "supplier_name"),
        ("(주)샘플사업자", "가" * 201, "text_too_long", "supplier_name"),
        (invented_business_number(1), "1000000019", "business_number_invalid", "supplier_number"),
        (invented_business_number(1), "9001011234567", "party_not_a_business", "supplier_number"),
        (invented_business_number(1), invented_business_number(2), "invoice_to_oneself", None),
        ("TypeCode>01<", "TypeCode>02<", "party_not_a_business", "buyer_number"),
        (">110000000</Grand", ">110000001</Grand", "total_mismatch", "total_won"),
        (">100000000</InvoiceA", ">100000001</InvoiceA", "total_mismatch", "supply_won"),
        (">110000000</Grand", ">110000000.0</Grand", "amount_unreadable", "total_won"),
        (">110000000</Grand", ">1.1e8</Grand", "amount_unreadable", "total_won"),
        (">110000000</Grand", ">１１０</Grand", "amount_unreadable", "total_won"),
        (">110000000</Grand", ">9999999999999999999999</Grand", "amount_unreadable", "total_won"),
        ("<PurposeCode>", "<TypeCode>0101</TypeCode><PurposeCode>", "invoice_field_repeated", None),
        (
            "<PurposeCode>",
            "<AmendmentStatusCode>01</AmendmentStatusCode><PurposeCode>",
            "amendment_unexpected",
            "type_code",
        ),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, code: str, field: str | None) -> None:
    refusal = refused(changed(old, new))
    assert refusal.code == code
    assert field in (None, refusal.field)


def test_a_private_persons_number_is_never_repeated() -> None:
    refusal = refused(changed(invented_business_number(1), "9001011234567"))
    assert "9001011234567" not in str(refusal)


def test_an_amended_invoice_may_be_negative() -> None:
    answer = parse_tax_invoice(amended().encode())
    assert isinstance(answer, Invoice)
    assert (answer.total_won, answer.is_amendment) == (-1_100, True)
    assert answer.original_approval_number == "200909013900502610018800"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<AmendmentStatusCode>02</AmendmentStatusCode>", "", "amendment_incomplete"),
        (
            "<OriginalIssueID>200909013900502610018800</OriginalIssueID>",
            "",
            "amendment_incomplete",
        ),
        ("<OriginalIssueID>2009", "<OriginalIssueID>X009", "approval_number_invalid"),
        ("<AmendmentStatusCode>02<", "<AmendmentStatusCode>07<", "invoice_code_unknown"),
    ],
)
def test_an_amended_invoice_says_what_it_amends_and_why(old: str, new: str, code: str) -> None:
    assert refused(changed(old, new, amended())).code == code


def test_only_an_amended_invoice_may_be_negative_or_nothing() -> None:
    plain = amended().replace("0201", "0101").replace("AmendmentStatusCode", "DescriptionText")
    plain = plain.replace("OriginalIssueID", "DescriptionText")
    assert refused(plain.encode()).code == "negative_not_amended"
    nothing = plain.replace(">-1000<", ">0<").replace(">-100<", ">0<").replace(">-1100<", ">0<")
    assert refused(nothing.encode()).code == "not_a_whole_won"


def test_a_zero_rated_invoice_need_not_state_its_tax() -> None:
    zero_rated = (
        SAMPLE_TEXT.replace("<TypeCode>0101", "<TypeCode>0102")
        .replace("<TaxTotalAmount>10000000</TaxTotalAmount>", "")
        .replace("110000000</GrandTotalAmount>", "100000000</GrandTotalAmount>")
    )
    answer = parse_tax_invoice(zero_rated.encode())
    assert isinstance(answer, Invoice)
    assert (answer.tax_won, answer.total_won) == (0, 100_000_000)
    assert refused(zero_rated.replace("0102", "0101").encode()).field == "tax_won"


def test_a_comment_cannot_cut_a_number_short() -> None:
    answer = parse_tax_invoice(changed(">110000000</G", ">110000<!-- -->000</G"))
    assert isinstance(answer, Invoice)
    assert answer.total_won == 110_000_000


def test_an_approval_number_has_one_spelling() -> None:
    answer = parse_tax_invoice(changed("20090914390050261001880", "20090914-39005026-1001abc"))
    assert isinstance(answer, Invoice)
    assert answer.approval_number == "2009091439005026" + "1001ABC1"


@pytest.mark.parametrize(
    ("doctype", "where"),
    [
        ('<!DOCTYPE a [<!ENTITY x "1">]>', "&x;"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
        ('<!doctype a SYSTEM "http://example.com/a.dtd">', ""),
        (
            "<!DOCTYPE a ["
            + '<!ENTITY l0 "ha">'
            + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
            + "]>",
            "&l11;",
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(doctype: str, where: str, encoding: str) -> None:
    text = SAMPLE_TEXT.replace("<TaxInvoice xmlns", f"{doctype}<TaxInvoice xmlns", 1)
    text = text.replace("(주)샘플사업자", where).replace("UTF-8", encoding)
    assert refused(text.encode(encoding)).code == "xml_unsafe"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SAMPLE_XML[: len(SAMPLE_XML) // 2],
        SAMPLE_XML[:-3],
        changed('encoding="UTF-8"', 'encoding="unicode_escape"'),
        changed('encoding="UTF-8"', 'encoding="utf-7"'),
        changed("</TaxInvoice>", "&undeclared;</TaxInvoice>"),
        b"<a>" * 5_000,
    ],
)
def test_half_written_and_foreign_files_are_refused(data: bytes) -> None:
    assert refused(data).code == "xml_broken"


@pytest.mark.parametrize("data", [b"<a/>", b'<TaxInvoice xmlns="urn:other"/>', b"<TaxInvoice/>"])
def test_other_documents_are_no_tax_invoices(data: bytes) -> None:
    assert refused(data).code == "not_a_tax_invoice"


def test_a_huge_file_is_refused_before_it_is_opened() -> None:
    assert refused(b"<" * (LARGEST_INVOICE_BYTES + 1)).code == "invoice_too_large"
    assert refused(bytes(100_000_000)).code == "invoice_too_large"
