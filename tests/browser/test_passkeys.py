"""Passkeys by the browser's own virtual authenticator: register, sign in, prove anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from browser.living import Living
from browser.surfing import Surfer

# Longer than a proof lasts, shorter than a session does.
_PROOF_IS_OVER = timedelta(minutes=20)


def give_authenticator(surfer: Surfer) -> None:
    """A device that keeps keys for people and always recognises its owner."""
    session = surfer.context.new_cdp_session(surfer.page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_person_registers_a_passkey_signs_in_with_it_and_proves_itself(
    surf: Callable[..., Surfer], lived: Living
) -> None:
    owner = surf("ko")
    owner.be_in_earnest("persona_tier_2_owner")
    give_authenticator(owner)
    owner.open("/me")
    owner.page.locator("[name=label]").fill("사무실 노트북")
    owner.tap(owner.button("me_passkey_add"))
    owner.page.get_by_text("사무실 노트북").wait_for()
    owner.page.locator(".me summary").click()
    owner.page.locator(".me__out").click()
    owner.page.wait_for_url("**/sign-in")
    owner.page.get_by_role("button", name=owner.say("sign_in_passkey")).click()
    owner.page.wait_for_url(re.compile(f"^{owner.living.url}/$"))
    # What moves money asks for the passkey again when the last proof is old.
    lived.moments.push(_PROOF_IS_OVER)
    owner.open("/me")
    owner.tap(owner.button("me_prove"))
    owner.page.locator("[data-passkey=step-up]").click()
    owner.page.get_by_role("button", name=owner.say("me_passkey_add")).wait_for()
    # The page that asks for the proof is itself a refusal.
    refused = [one for one in owner.complaints if "403 (Forbidden)" in one]
    assert owner.complaints == refused
    owner.complaints.clear()
