"""What is sent is what was looked at: a preview's form carries a seal of the act it showed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sangsaeng.web.visits import Visit

# The hidden field of a preview's form.
SEAL = "seen"


def seal_of(visit: Visit, code: str, values: Mapping[str, Any]) -> str:
    """The seal of an act as it was shown to this person in this session, for its company. Nobody
    makes one up: its key is the session's, which no other page knows."""
    shown = [SEAL, visit.caller.company_id, code, dict(values)]
    text = json.dumps(shown, default=str, sort_keys=True)
    return hmac.new(visit.csrf_token.encode(), text.encode(), sha256).hexdigest()


def was_seen(visit: Visit, code: str, values: Mapping[str, Any]) -> bool:
    """Whether the form that came in was made from a look at just this act."""
    sent = visit.form.text(SEAL).encode()
    return hmac.compare_digest(sent, seal_of(visit, code, values).encode())
