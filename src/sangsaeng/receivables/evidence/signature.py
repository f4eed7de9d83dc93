"""The supplier's signature on a tax invoice (XML-Signature, enveloped, X.509).

The KEC form signs everything under the root except `ExchangedDocument` and the signature itself,
by an XPath transform of fixed wording; signxml knows no XPath, so that one transform is added here.
Values are taken from the signed bytes only, never from beside them. Not checked: revocation.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, time

from cryptography import x509
from lxml import etree
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.fields import parse_compact_date
from sangsaeng.receivables.evidence.safe_xml import make_parser

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE_TAG = f"{_DS}Signature"
XPATH_TRANSFORM = "http://www.w3.org/TR/1999/REC-xpath-19991116"
KEC_XPATH = (
    "not(self::*[name() = 'TaxInvoice'] | ancestor-or-self::*[name() = 'ExchangedDocument']"
    " | ancestor-or-self::ds:Signature)"
)
_BLANKS = re.compile(r"\s+")
# Supplier, its authority, the national root, and one to spare.
_LONGEST_CHAIN = 4


def _drop_keeping_tail(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    previous = element.getprevious()
    tail = element.tail or ""
    if previous is None:
        parent.text = (parent.text or "") + tail
    else:
        previous.tail = (previous.tail or "") + tail
    parent.remove(element)


def kec_signed_bytes(root: etree._Element) -> bytes:
    """What the KEC transform leaves of an invoice, canonical: the root's namespaces, its content.

    The root's own tag is filtered out and its namespace declarations stay, so the octets begin
    ` xmlns="urn:kr:or:kec:…" xmlns:xsi="…">` without the bracket, and the children repeat none.
    """
    copy = deepcopy(root)
    for child in list(copy):
        if child.tag == SIGNATURE_TAG or (
            child.prefix is None and etree.QName(child).localname == "ExchangedDocument"
        ):
            _drop_keeping_tail(child)
    copy.attrib.clear()
    whole: bytes = etree.tostring(copy, method="c14n", with_comments=False)
    for child in list(copy):
        copy.remove(child)
    copy.text = None
    empty: bytes = etree.tostring(copy, method="c14n", with_comments=False)
    opening, closing = b"<TaxInvoice", b"</TaxInvoice>"
    head = len(empty) - len(closing)
    return whole[len(opening) : head - 1] + whole[head : -len(closing)]


class _KecVerifier(XMLVerifier):  # type: ignore[misc, unused-ignore]
    """signxml with the one XPath transform of the KEC form."""

    def _apply_transforms(
        self, payload: etree._Element, *, transforms_node: etree._Element, signature: etree._Element
    ) -> bytes:
        nodes = [] if transforms_node is None else list(transforms_node)
        algorithms = [node.get("Algorithm") for node in nodes]
        if XPATH_TRANSFORM not in algorithms:
            signed: bytes = super()._apply_transforms(
                payload, transforms_node=transforms_node, signature=signature
            )
            return signed
        (wording,) = nodes[algorithms.index(XPATH_TRANSFORM)].findall(f"{_DS}XPath")
        if _spaceless(wording.text or "") != _spaceless(KEC_XPATH) or payload.tag != (
            f"{{{payload.nsmap.get(None)}}}TaxInvoice"
        ):
            raise ValueError("an XPath transform that is not the KEC form's")
        return kec_signed_bytes(payload)


def _spaceless(text: str) -> str:
    return _BLANKS.sub("", text)


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    found = signature.findall(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
    return [
        x509.load_der_x509_certificate(base64.b64decode(_spaceless(each.text or "")))
        for each in found[:_LONGEST_CHAIN]
    ]


def _signed_at(root: etree._Element) -> datetime | None:
    """The day the document says it was sent, or failing that was written, at noon UTC."""
    for part in ("ExchangedDocument", "TaxInvoiceDocument"):
        stamp = root.findtext(f"{{*}}{part}/{{*}}IssueDateTime") or ""
        if (day := parse_compact_date(stamp.strip()[:8])) is not None:
            return datetime.combine(day, time(12), UTC)
    return None


def _was_valid(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        return issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except Exception:  # a certificate from a stranger may be malformed in any way
        return False


def _is_trusted(
    signer: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> bool:
    """Whether a chain of certificates valid at `at` leads from the signer to an anchor."""
    current = signer
    for _ in range(_LONGEST_CHAIN):
        if not _was_valid(current, at):
            return False
        if current in anchors:
            return True
        if any(_issued(anchor, current) and _was_valid(anchor, at) for anchor in anchors):
            return True
        above = next((other for other in others if _issued(other, current)), None)
        if above is None or above == current:
            return False
        current = above
    return False


def _verify(root: etree._Element, signer: x509.Certificate) -> etree._Element:
    """The signed content as a tree of its own. Raises whatever signxml raises when it is not."""
    configuration = SignatureConfiguration(
        location="./",
        expect_references=1,
        # Integrity needs no clock; whether it was valid on its day is asked of the chain.
        verification_time=signer.not_valid_before_utc,
    )
    result = _KecVerifier().verify(
        root, x509_cert=signer, expect_config=configuration, parser=make_parser()
    )
    assert isinstance(result, VerifyResult)
    if result.signed_xml is not None:
        return result.signed_xml
    signed_again = b"<TaxInvoice" + _reopen(root, result.signed_data) + b"</TaxInvoice>"
    return etree.fromstring(signed_again, make_parser())


def _reopen(root: etree._Element, signed: bytes) -> bytes:
    """The bracket that closes the root's opening tag, put back after its namespaces."""
    bare = deepcopy(root)
    bare.clear()
    empty: bytes = etree.tostring(bare, method="c14n", with_comments=False)
    head = len(empty) - len(b"<TaxInvoice") - len(b"></TaxInvoice>")
    return signed[:head] + b">" + signed[head:]


def read_signed(root: etree._Element, trusted: Sequence[str]) -> etree._Element | Refusal | None:
    """The tree that the signature covers; None when there is no signature at all.

    `trusted` holds certificates in PEM; when it is not empty, the signer's must be one of them or
    lead up to one, valid on the day of sending. Refuses `signature_invalid` (tampered, unsupported,
    misplaced, more than one) and `signature_untrusted`.
    """
    signatures = list(root.iter(SIGNATURE_TAG))
    if not signatures:
        return None
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        return refuse("signature_invalid")
    try:
        certificates = _certificates(signatures[0])
        content = _verify(root, certificates[0])
    except Exception:  # signxml and its parsers raise many kinds; each means "not verified"
        return refuse("signature_invalid")
    if content.tag != root.tag:
        return refuse("signature_invalid")
    if trusted:
        anchors = [x509.load_pem_x509_certificate(pem.encode()) for pem in trusted]
        at = _signed_at(root)
        if at is None or not _is_trusted(certificates[0], certificates[1:], anchors, at):
            return refuse("signature_untrusted")
    return content
