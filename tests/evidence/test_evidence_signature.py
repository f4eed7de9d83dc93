"""A signed invoice is believed only as it was signed, and by whom it should be."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from evidence_samples import SAMPLE_XML, said_in_both_languages
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.signer import XMLSigner

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.model import Invoice, Signature
from sangsaeng.receivables.evidence.tax_invoice_xml import parse_tax_invoice

NAMESPACES = (
    ' xmlns="urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
DS = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
# The sample was sent on 2009-09-14.
FROM = datetime(2009, 1, 1, tzinfo=UTC)
UNTIL = datetime(2010, 1, 1, tzinfo=UTC)

Pair = tuple[rsa.RSAPrivateKey, x509.Certificate]
Sign = Callable[[Pair], bytes]


def certify(
    name: str, issuer: Pair | None = None, *, ca: bool = False, until: datetime = UNTIL
) -> Pair:
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .sign(issuer[0] if issuer else key, hashes.SHA256())
    )
    return key, certificate


@cache
def authority() -> Pair:
    return certify("invented root", ca=True)


@cache
def supplier() -> Pair:
    return certify("invented supplier", authority())


def pem(pair: Pair) -> str:
    return pair[1].public_bytes(serialization.Encoding.PEM).decode()


def base64_of(data: bytes) -> str:
    return base64.encodebytes(data).decode()


def kec_signed(signer: Pair, xpath: str | None = None) -> bytes:
    """The sample signed by hand, as the national form's signers do it: from strings alone."""
    canonical = etree.tostring(etree.fromstring(SAMPLE_XML), method="c14n").decode()
    head, content = canonical.split('1.0.xsd">', 1)
    content = content.removesuffix("</TaxInvoice>")
    before, exchanged = content.split("<ExchangedDocument>", 1)
    exchanged, after = exchanged.split("</ExchangedDocument>", 1)
    digest = hashlib.sha256(f"{NAMESPACES}{before}{after}".encode()).digest()
    xpath = xpath or (
        "not(self::*[name() = 'TaxInvoice'] | ancestor-or-self::*[name() = 'ExchangedDocument']"
        " | ancestor-or-self::ds:Signature)"
    )
    info = (
        '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315">'
        "</ds:CanonicalizationMethod>\n<ds:SignatureMethod Algorithm="
        '"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>\n'
        '<ds:Reference URI=""><ds:Transforms>'
        '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:Transform>'
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
        f"<ds:XPath>{xpath}</ds:XPath></ds:Transform></ds:Transforms>"
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64_of(digest)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    default, schema_instance = NAMESPACES.split(" xmlns:xsi")
    signed_info = f"<ds:SignedInfo{default}{DS} xmlns:xsi{schema_instance}>{info}"
    value = signer[0].sign(signed_info.encode(), padding.PKCS1v15(), hashes.SHA256())
    certificate = signer[1].public_bytes(serialization.Encoding.DER)
    signature = (
        f"<ds:Signature{DS}><ds:SignedInfo>{info}"
        f"<ds:SignatureValue>{base64_of(value)}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{base64_of(certificate)}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
    signed = f"</ExchangedDocument>{signature}".join(
        (f'{head}1.0.xsd">{before}<ExchangedDocument>{exchanged}', f"{after}</TaxInvoice>")
    )
    return signed.encode()


def enveloped(signer: Pair, *others: Pair) -> bytes:
    certificates = [pair[1] for pair in (signer, *others)]
    signed = XMLSigner(method=SignatureConstructionMethod.enveloped).sign(
        etree.fromstring(SAMPLE_XML), key=signer[0], cert=certificates
    )
    return bytes(etree.tostring(signed))


SIGNED = pytest.mark.parametrize("sign", [kec_signed, enveloped], ids=["kec", "enveloped"])


def refused(data: bytes, *trusted: Pair) -> str:
    answer = parse_tax_invoice(data, [pem(pair) for pair in trusted])
    assert isinstance(answer, Refusal), answer
    said_in_both_languages([answer])
    return answer.code


@SIGNED
def test_a_right_signature_is_seen_and_changes_nothing_else(sign: Sign) -> None:
    unsigned = parse_tax_invoice(SAMPLE_XML)
    assert isinstance(unsigned, Invoice)
    expected = replace(unsigned, signature=Signature.VALID)
    assert parse_tax_invoice(sign(supplier())) == expected
    assert parse_tax_invoice(sign(supplier()), [pem(supplier())]) == expected
    assert parse_tax_invoice(sign(supplier()), [pem(authority())]) == expected


@SIGNED
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">110000000</Grand", b">990000000</Grand"),
        (b"20090914390050261001880", b"20090914390050261001881"),
        (b"</InvoiceAmount>", b"</InvoiceAmount> "),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA"),
        (b"ds:X509Data>", b"ds:X509Nothing>"),
        (b"<ds:DigestValue>", b"<ds:DigestValue>AAAA"),
    ],
)
def test_a_tampered_invoice_is_refused(sign: Sign, old: bytes, new: bytes) -> None:
    data = sign(supplier())
    assert old in data
    assert refused(data.replace(old, new)) == "signature_invalid"


@SIGNED
def test_a_signature_of_something_else_is_refused(sign: Sign) -> None:
    data = sign(supplier())
    start, end = data.index(b"<ds:Signature "), data.index(b"</ds:Signature>") + 15
    signature = data[start:end]
    bare = data[:start] + data[end:]
    assert isinstance(parse_tax_invoice(bare), Invoice)
    assert refused(bare.replace(b"</TaxInvoice>", signature * 2 + b"</TaxInvoice>")) == (
        "signature_invalid"
    )
    hidden = bare.replace(b"</InvoiceAmount>", signature + b"</InvoiceAmount>", 1)
    assert refused(hidden) == "signature_invalid"


def test_what_the_form_leaves_unsigned_is_not_read() -> None:
    wrapped = kec_signed(supplier()).replace(
        b"<ExchangedDocument>",
        b"<ExchangedDocument><TaxInvoiceDocument><IssueID>"
        b"209912319999999999999999</IssueID></TaxInvoiceDocument>",
    )
    answer = parse_tax_invoice(wrapped)
    assert isinstance(answer, Invoice)
    assert answer.approval_number == "200909143900502610018801"


def test_another_filter_than_the_forms_is_refused() -> None:
    everything_out = "not(ancestor-or-self::*)"
    assert refused(kec_signed(supplier(), xpath=everything_out)) == "signature_invalid"


def test_a_stranger_is_not_trusted() -> None:
    stranger = certify("invented stranger")
    assert refused(kec_signed(stranger), authority(), supplier()) == "signature_untrusted"


def test_a_company_cannot_vouch_for_another() -> None:
    puppet = certify("invented puppet", supplier())
    assert refused(enveloped(puppet, supplier()), authority()) == "signature_untrusted"
    assert refused(enveloped(puppet), supplier()) == "signature_untrusted"


def test_an_authority_between_is_followed() -> None:
    middle = certify("invented middle", authority(), ca=True)
    company = certify("invented company", middle)
    trusted = [pem(authority())]
    assert isinstance(parse_tax_invoice(enveloped(company, middle), trusted), Invoice)
    assert refused(enveloped(company), authority()) == "signature_untrusted"


def test_a_certificate_must_have_been_valid_on_the_day_of_sending() -> None:
    run_out = certify("invented late", authority(), until=FROM + timedelta(days=30))
    assert isinstance(parse_tax_invoice(kec_signed(run_out)), Invoice)
    assert refused(kec_signed(run_out), authority()) == "signature_untrusted"
