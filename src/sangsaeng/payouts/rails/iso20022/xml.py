"""Parsing a bank's XML as hostile input, and the few reads every message needs.

No DTD, no entities, no network, no oversized trees; tags are compared without their namespace
version. Everything unexpected raises `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sangsaeng.payouts.rails.reading import Unreadable

NAMESPACE_FAMILY = "urn:iso:std:iso:20022:tech:xsd:"
# The pattern allows zeros after the point because some banks write KRW 1000.00.
_WON = re.compile(r"([0-9]{1,18})(\.0{1,5})?")


class Node:
    """An element that reads its children by local name, in one namespace."""

    __slots__ = ("_prefix", "element")

    def __init__(self, element: etree._Element, prefix: str) -> None:
        self.element = element
        self._prefix = prefix

    def find(self, path: str) -> Node | None:
        """The first element at `A/B/C`, or None."""
        element = self.element
        for name in path.split("/"):
            below = next(element.iterchildren(self._prefix + name), None)
            if below is None:
                return None
            element = below
        return Node(element, self._prefix)

    def each(self, name: str) -> Iterator[Node]:
        for element in self.element.iterchildren(self._prefix + name):
            yield Node(element, self._prefix)

    def first(self) -> Node | None:
        """The first child, whatever its name."""
        for element in self.element.iterchildren():
            return Node(element, self._prefix)
        return None

    @property
    def name(self) -> str:
        return str(self.element.tag).removeprefix(self._prefix)

    @property
    def value(self) -> str:
        return (self.element.text or "").strip()

    def text(self, path: str) -> str | None:
        """The text at the path; None when the element is missing or empty."""
        found = self.find(path)
        return (found.value or None) if found is not None else None

    def required(self, path: str) -> str:
        value = self.text(path)
        if value is None:
            raise Unreadable(f"{self.name}/{path} is missing")
        return value

    def child(self, path: str) -> Node:
        found = self.find(path)
        if found is None:
            raise Unreadable(f"{self.name}/{path} is missing")
        return found

    def won(self, path: str = "Amt") -> int:
        """The amount at the path in whole won; another currency or a fraction is unreadable."""
        amount = self.child(path)
        match = _WON.fullmatch(amount.value)
        if match is None or amount.element.get("Ccy") != "KRW":
            raise Unreadable(f"{self.name}/{path} is not whole won")
        return int(match.group(1))

    def is_credit(self) -> bool:
        side = self.required("CdtDbtInd")
        if side not in ("CRDT", "DBIT"):
            raise Unreadable("CdtDbtInd is neither CRDT nor DBIT")
        return side == "CRDT"


def read_document(data: bytes) -> Node:
    """The message inside `Document`: its element's name says which message it is."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable("not well-formed XML") from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("carries a DTD")
    name = etree.QName(root)
    if name.localname != "Document" or not (name.namespace or "").startswith(NAMESPACE_FAMILY):
        raise Unreadable("not an ISO 20022 document")
    message = Node(root, f"{{{name.namespace}}}").first()
    if message is None:
        raise Unreadable("an empty document")
    return message
