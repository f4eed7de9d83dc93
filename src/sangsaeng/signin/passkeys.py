"""What an authenticator answers, checked by the webauthn library; what it cannot read is None."""

from __future__ import annotations

from collections.abc import Sequence

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from sangsaeng.signin.model import Json, Site
from sangsaeng.signin.rules import CHALLENGE_LASTS

_TIMEOUT_MS = int(CHALLENGE_LASTS.total_seconds() * 1000)
_HANDLE_BYTES = 8


def handle_of(person_id: int) -> bytes:
    """What an authenticator knows a person by: our number, nothing of the person's own."""
    return person_id.to_bytes(_HANDLE_BYTES, "big")


def render_registration(
    site: Site, challenge: bytes, person_id: int, name: str, known: Sequence[bytes]
) -> Json:
    """The options of `navigator.credentials.create()`: a passkey that needs no user name, and that
    asks its person for a finger, face or number. `known`: credentials the person has already."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.rp_name,
        user_id=handle_of(person_id),
        user_name=name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def render_proof(site: Site, challenge: bytes, allowed: Sequence[bytes] = ()) -> Json:
    """The options of `navigator.credentials.get()`; without `allowed` the person picks."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def read_challenge(credential: Json) -> bytes | None:
    """Which challenge an answer says it answers; nothing about it is proved yet."""
    try:
        data = base64url_to_bytes(credential["response"]["clientDataJSON"])
        client = parse_client_data_json(data)
        # A page inside a frame of somebody else's page is not ours.
        return None if client.cross_origin else bytes(client.challenge)
    except Exception:
        # Made by anybody: parsers break on hostile bytes in ways that no library lists.
        return None


def read_credential_id(credential: Json) -> bytes | None:
    """Which passkey an answer says it is of."""
    try:
        return parse_authentication_credential_json(credential).raw_id
    except Exception:
        return None


def check_registration(
    site: Site, credential: Json, challenge: bytes
) -> VerifiedRegistration | None:
    """A new passkey that answers the challenge on one of the site's pages, its person verified."""
    try:
        return webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except Exception:
        return None


def check_proof(
    site: Site, credential: Json, challenge: bytes, public_key: bytes, person_id: int
) -> VerifiedAuthentication | None:
    """A proof by a known passkey. Its count is left to the caller: a copied passkey signs rightly,
    and that it was copied is worth more than a refusal."""
    try:
        handle = parse_authentication_credential_json(credential).response.user_handle
        if handle is not None and bytes(handle) != handle_of(person_id):
            return None
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        return None
