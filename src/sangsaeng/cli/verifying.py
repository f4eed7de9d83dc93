"""`verify`: every rule of the guarantee on the live book, one line a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import typer

from sangsaeng.cli.face import REFUSED, Face, Json, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.oversight.verify import Proof, guard

# What a proof compares -> its sentence. The deposit and statement proofs name a subject besides.
PROOF_SENTENCES: Mapping[str, str] = {
    "g1_receivables": "proof_g1_receivables",
    "g1_trees": "proof_g1_trees",
    "g1_journal": "proof_g1_journal",
    "g2": "proof_g2",
    "g3": "proof_g3",
    "g4": "proof_g4",
    "g5": "proof_g5",
    "g5_booked": "proof_g5_booked",
    "g6_receivables": "proof_g6_receivables",
    "g6_locks": "proof_g6_locks",
    "g6_deposits": "proof_g6_deposits",
    "g7_payouts": "proof_g7_payouts",
    "g7_bank": "proof_g7_bank",
    "g7_due": "proof_g7_due",
    "g7_funded": "proof_g7_funded",
    "g7_other": "proof_g7_other",
    "g7_proceeds": "proof_g7_proceeds",
    "g7_repaid": "proof_g7_repaid",
    "g7_guarantee": "proof_g7_guarantee",
    "g7_advances": "proof_g7_advances",
    "g7_late_interest": "proof_g7_late_interest",
    "g8": "proof_g8",
    "g8_sold": "proof_g8_sold",
    "g8_purchases": "proof_g8_purchases",
    "g9_lines": "proof_g9_lines",
    "g9_interest": "proof_g9_interest",
    "g9_facilities": "proof_g9_facilities",
    "g9_facility_changes": "proof_g9_facility_changes",
    "g9_owed": "proof_g9_owed",
    "g9_checkpoint": "proof_g9_checkpoint",
    "g9_trial_balance": "proof_g9_trial_balance",
    "g9_bank_ledger": "proof_g9_bank_ledger",
    "g9_bank_statement": "proof_g9_bank_statement",
    "g10": "proof_g10",
    "g10_base": "proof_g10_base",
    "g10_split": "proof_g10_split",
    "g11": "proof_g11",
    "g12_policies": "proof_g12_policies",
    "g12_participants": "proof_g12_participants",
    "g13_acts": "proof_g13_acts",
    "g13_chain": "proof_g13_chain",
    "g9_outcomes": "proof_g9_outcomes",
    "g14_reserves": "proof_g14_reserves",
    "g14_payables": "proof_g14_payables",
    "g14_retentions": "proof_g14_retentions",
    "g14_earnings": "proof_g14_earnings",
    "g14_clawbacks": "proof_g14_clawbacks",
    "g14_agreements": "proof_g14_agreements",
    "g15_determinations": "proof_g15_determinations",
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("verify", help="help_verify")(verify_command)


def verify_command(context: typer.Context, as_json: Json = False) -> None:
    """Prove the guarantee on the book; exit 1 when a proof fails, the first failure said first."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        proofs = guard(database, today())
    if as_json:
        print_json({"holds": all(p.holds for p in proofs), "proofs": [_as_data(p) for p in proofs]})
    else:
        print_proofs(face, proofs)
    if not all(proof.holds for proof in proofs):
        raise typer.Exit(REFUSED)


def print_proofs(face: Face, proofs: list[Proof]) -> None:
    """Every proof with both its sides in won; what is broken stands before all else."""
    broken = [proof for proof in proofs if not proof.holds]
    if broken:
        first = broken[0]
        face.say("verify_broken", rule=first.rule, what=_sentence(face, first))
    rows = [
        (
            proof.rule,
            _sentence(face, proof),
            proof.left_won,
            proof.right_won,
            face.text("verify_ok") if proof.holds else face.text("verify_not_ok"),
        )
        for proof in [*broken, *(proof for proof in proofs if proof.holds)]
    ]
    headings = ("heading_rule", "heading_what", "heading_left", "heading_right", "heading_verdict")
    face.print_table(headings, rows)
    if not broken:
        face.say("verify_holds", count=len(proofs))


def _sentence(face: Face, proof: Proof) -> str:
    said = face.text(PROOF_SENTENCES[proof.what])
    return said if proof.subject == "all" else f"{said} ({proof.subject})"


def _as_data(proof: Proof) -> dict[str, object]:
    code = PROOF_SENTENCES[proof.what]
    said: dict[str, str] = {language: sentence(code, language) for language in LANGUAGES}
    return {**asdict(proof), "holds": proof.holds, **said}
