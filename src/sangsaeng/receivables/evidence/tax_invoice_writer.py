"""Writing the KEC form, for demonstrations and tests. Not for sending to the tax office."""

from __future__ import annotations

from lxml import etree

from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind
from sangsaeng.receivables.evidence.tax_invoice_xml import KEC_NAMESPACE

Content = str | int | list[tuple[str, "Content"]]


def _append(parent: etree._Element, name: str, content: Content) -> None:
    child = etree.SubElement(parent, f"{{{KEC_NAMESPACE}}}{name}")
    if isinstance(content, list):
        for inner_name, inner in content:
            _append(child, inner_name, inner)
    else:
        child.text = str(content)


def _document(invoice: Invoice) -> list[tuple[str, Content]]:
    assert invoice.approval_number is not None
    fields: list[tuple[str, Content]] = [
        ("IssueID", invoice.approval_number),
        ("TypeCode", invoice.type_code),
        ("IssueDateTime", f"{invoice.written_on:%Y%m%d}"),
        ("PurposeCode", invoice.purpose_code),
    ]
    if invoice.amendment_code is not None and invoice.original_approval_number is not None:
        fields.insert(3, ("AmendmentStatusCode", invoice.amendment_code))
        fields.append(("OriginalIssueID", invoice.original_approval_number))
    return fields


def _settlement(invoice: Invoice) -> list[tuple[str, Content]]:
    buyer: list[tuple[str, Content]] = [
        ("ID", invoice.buyer_number),
        ("NameText", invoice.buyer_name),
        ("SpecifiedOrganization", [("BusinessTypeCode", "01")]),
    ]
    return [
        ("InvoicerParty", [("ID", invoice.supplier_number), ("NameText", invoice.supplier_name)]),
        ("InvoiceeParty", buyer),
        (
            "SpecifiedMonetarySummation",
            [
                ("ChargeTotalAmount", invoice.supply_won),
                ("TaxTotalAmount", invoice.tax_won),
                ("GrandTotalAmount", invoice.total_won),
            ],
        ),
    ]


def render_tax_invoice(invoice: Invoice) -> bytes:
    """The unsigned KEC XML of a tax invoice, UTF-8; the same invoice always gives the same bytes.

    A settlement statement has no such form: giving one is a bug of the caller.
    """
    assert invoice.kind is InvoiceKind.TAX_INVOICE
    sent_at = f"{invoice.written_on:%Y%m%d}000000"
    root = etree.fromstring(f'<TaxInvoice xmlns="{KEC_NAMESPACE}"/>')
    number = invoice.approval_number or ""
    _append(root, "ExchangedDocument", [("ID", number), ("IssueDateTime", sent_at)])
    _append(root, "TaxInvoiceDocument", _document(invoice))
    _append(root, "TaxInvoiceTradeSettlement", _settlement(invoice))
    item: list[tuple[str, Content]] = [
        ("SequenceNumeric", 1),
        ("InvoiceAmount", invoice.supply_won),
        ("TotalTax", [("CalculatedAmount", invoice.tax_won)]),
    ]
    _append(root, "TaxInvoiceTradeLineItem", item)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text
