"""Which HTTP status says which refusal: one table; what a rule refused is 422."""

from __future__ import annotations

from collections.abc import Mapping

REFUSED_BY_A_RULE = 422

STATUS_OF: Mapping[str, int] = {
    "body_malformed": 400,
    "host_unknown": 400,
    "idempotency_key_missing": 400,
    "idempotency_key_invalid": 400,
    "company_not_chosen": 400,
    "company_header_invalid": 400,
    "cursor_invalid": 400,
    "cursor_unfit": 400,
    "sign_in_needed": 401,
    "session_unknown": 401,
    "key_unknown": 401,
    "recovery_over": 401,
    "oidc_refused": 401,
    "oidc_person_unknown": 401,
    "sign_in_refused": 401,
    "passkey_refused": 401,
    "not_permitted": 403,
    "above_limit": 403,
    "step_up_needed": 403,
    "g13_four_eyes": 403,
    "recovered_lately": 403,
    "second_person_missing": 403,
    "company_not_yours": 403,
    "not_yours_to_withdraw": 403,
    "no_money_yet": 403,
    "company_not_confirmed": 403,
    "no_power_for_oneself": 403,
    "not_in_demonstration": 403,
    "cross_site": 403,
    "csrf_token_wrong": 403,
    "path_unknown": 404,
    "invitation_over": 404,
    "link_over": 404,
    "method_not_allowed": 405,
    "body_late": 408,
    "idempotency_conflict": 409,
    "request_too_old": 409,
    "act_over": 409,
    "act_expired": 409,
    "already_decided": 409,
    "digest_differs": 409,
    "list_digest_differs": 409,
    "body_too_large": 413,
    "body_not_json": 415,
    "too_many_tries": 429,
    "worker_waits": 429,
    "joining_paused": 429,
    "machine_broke": 500,
    "busy": 503,
    "oidc_unreachable": 503,
    "sign_in_busy": 503,
    "connection_lost": 503,
}
# Seconds after which asking again makes sense.
RETRY_AFTER: Mapping[int, int] = {429: 60, 503: 1}


def status_of(code: str) -> int:
    """The status of a refusal; what is not there, or not the caller's to see, is 404."""
    if code in STATUS_OF:
        return STATUS_OF[code]
    return 404 if code.startswith("unknown_") else REFUSED_BY_A_RULE
