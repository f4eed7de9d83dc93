"""How messages are signed and tried again, and where they may go: Standard Webhooks. All pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from sangsaeng.jobs.model import Delivery, Sent
from sangsaeng.kernel.refusals import Refusal, refuse

# Waits after each failed try: eight tries within a day, then the message is dead.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=11),
)
# Told that it is not wanted there any more, a sender that goes on is a nuisance.
GONE = 410
# Any other port is no receiver of messages but some other service of another's network.
_PORTS = (None, 443, 8443)
# Addresses of the other protocol inside an address: what is behind counts.
_NAT64 = IPv6Network("64:ff9b::/96")
# Not of the open internet, though the standard library of some versions calls parts of it global.
_SPECIAL = (IPv4Network("100.64.0.0/10"), IPv4Network("192.0.0.0/24"))
_COMPATIBLE = IPv6Network("::/96")


def render_body(delivery: Delivery) -> bytes:
    """The message as it is sent; the same bytes at every try."""
    message = {
        "id": message_id(delivery.occurrence_id),
        "type": delivery.event,
        "timestamp": delivery.happened_at.isoformat(),
        "data": delivery.facts,
    }
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def message_id(occurrence_id: int) -> str:
    """The id by which a receiver knows a message again."""
    return f"evt_{occurrence_id}"


def render_secret(secret: bytes) -> str:
    """A signing secret as receivers' libraries take it."""
    return "whsec_" + base64.b64encode(secret).decode()


def sign(secrets: Sequence[bytes], occurrence_id: int, timestamp: int, body: bytes) -> str:
    """The signatures of `id.timestamp.body` by each secret; `timestamp` in seconds of 1970."""
    signed = f"{message_id(occurrence_id)}.{timestamp}.".encode() + body
    made = (hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets)
    return " ".join("v1," + base64.b64encode(one).decode() for one in made)


def secret_numbers(delivery: Delivery, at: datetime) -> tuple[int, ...]:
    """Which secrets sign now: the newest, and the one before it while it is being changed."""
    newest = delivery.secret_number
    if delivery.previous_until is not None and at < delivery.previous_until:
        return newest, newest - 1
    return (newest,)


def decide_next(attempts: int, sent: Sent, at: datetime) -> datetime | None:
    """When a message that did not arrive is tried again; None: never."""
    if sent.status == GONE or attempts > len(WAITS):
        return None
    return at + WAITS[attempts - 1]


def is_public(text: str) -> bool:
    """Whether an address is one of the open internet, and not of a network behind this server."""
    try:
        return _is_public(ip_address(text.partition("%")[0]))
    except ValueError:
        return False


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(address.packed[-4:])
        if inner is not None:
            return _is_public(inner)
        if address.teredo is not None or address in _COMPATIBLE or address.is_site_local:
            return False
    elif any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_loopback(text: str) -> bool:
    """Whether an address is this very machine."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return text == "localhost"


def decide_url(url: str, loopback: bool) -> Refusal | None:
    """Whether a company may be told at an address: `webhook_url_malformed`, `webhook_url_insecure`,
    `webhook_url_not_public`, `webhook_url_port`.

    A name is looked up when a message is sent; what it stands for is looked at then (`sending`).
    """
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return refuse("webhook_url_malformed", "url")
    here = is_loopback(parts.hostname)
    if parts.scheme != "https" and not (here and loopback):
        return refuse("webhook_url_insecure", "url")
    if here:
        return None if loopback else refuse("webhook_url_not_public", "url")
    if not _may_be_public(parts.hostname):
        return refuse("webhook_url_not_public", "url")
    return None if parts.port in _PORTS else refuse("webhook_url_port", "url")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain:
        return None
    if parts.username is not None or parts.password is not None or parts.fragment:
        return None
    return None if port == 0 else parts


def _may_be_public(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # A name; one that reads as a number is an address in disguise, one without a dot is ours.
        last = host.rstrip(".").rpartition(".")[2]
        return "." in host.rstrip(".") and not (last.isdigit() or last.startswith("0x"))
    return is_public(host)
