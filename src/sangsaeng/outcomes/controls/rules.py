"""When something found is new: its cause is, whatever was settled of the same subject. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence

from sangsaeng.kernel.refusals import Fact

# A fact that lists the ways in which something was found, joined as the statements join them.
_WAYS, _JOIN = "ways", ", "


def digest_of_cause(facts: Mapping[str, Fact], beside: Collection[str]) -> bytes:
    """SHA-256 of the facts that make the cause, as canonical JSON: one cause is put down once."""
    text = json.dumps(_cause(facts, beside), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def is_known(
    facts: Mapping[str, Fact], known: Sequence[Mapping[str, Fact]], beside: Collection[str]
) -> bool:
    """Whether one of the facts known before is the same cause. Fewer ways than before are no new
    cause: some were mended."""
    now = _cause(facts, beside)
    ways = set(str(now.pop(_WAYS, "")).split(_JOIN))
    for earlier in known:
        before = _cause(earlier, beside)
        told = set(str(before.pop(_WAYS, "")).split(_JOIN))
        if before == now and ways <= told:
            return True
    return False


def _cause(facts: Mapping[str, Fact], beside: Collection[str]) -> dict[str, Fact]:
    return {name: value for name, value in facts.items() if name not in beside}
