"""Opening XML that strangers send: no document type, no entity, no network, no huge tree.

A tax invoice has no use for any of them, and each is a known way to read files or eat memory.
"""

from __future__ import annotations

import re

from lxml import etree

from sangsaeng.kernel.refusals import Refusal, refuse

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
_UNSAFE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Only true text encodings: Python also knows codecs that are not. CP949 holds all of EUC-KR.
_CODECS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "utf-8-sig",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "cp949": "cp949",
    "ms949": "cp949",
    "uhc": "cp949",
    "windows-949": "cp949",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
}


def _codecs_to_try(data: bytes) -> tuple[str, ...]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    if data[:4] == b"<\0?\0":
        return ("utf-16-le",)
    if data[:4] == b"\0<\0?":
        return ("utf-16-be",)
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    name = declared.group(1).decode().lower() if declared else "utf-8"
    codec = _CODECS.get(name)
    if codec is None:
        return ()
    # Many Korean programs write CP949 bytes under a UTF-8 declaration or under none.
    return (codec, "cp949") if codec == "utf-8-sig" else (codec,)


def _decode(data: bytes) -> str | None:
    for codec in _codecs_to_try(data):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def make_parser() -> etree.XMLParser:
    """A parser that fetches, expands and resolves nothing, and drops comments and instructions.

    Dropping them also joins the text around them, so `12<!-- -->34` cannot be read as `12`.
    """
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse_safe_xml(data: bytes) -> etree._Element | Refusal:
    """The root element, or `xml_unsafe` (document type, entities) or `xml_broken`."""
    text = _decode(data)
    if text is None:
        return refuse("xml_broken")
    if _UNSAFE.search(text):
        return refuse("xml_unsafe")
    try:
        encoded = _DECLARATION.sub("", text, count=1).encode("utf-8")
        return etree.fromstring(encoded, make_parser())
    except (etree.XMLSyntaxError, ValueError):
        return refuse("xml_broken")
