"""Writing pain.001.001.09, the customer's credit transfer file.

One payment block for each paying account and day, entries booked singly so that the statement
names every payment. Fixed element order, no clock, no random: the same batch is the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape

from sangsaeng.payouts.rails.model import Batch, Instruction, OwnAccount

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def block_ids(batch: Batch) -> dict[str, str]:
    """End-to-end id -> the id of the payment block that carries it.

    A bank that refuses one block of a file names it by this id (`BatchRejected.block_id`).
    """
    return {
        instruction.end_to_end_id: block_id
        for block_id, instructions in _blocks(batch)
        for instruction in instructions
    }


def render(batch: Batch) -> bytes:
    """The file, UTF-8. Texts have passed `validate`, so escaping is all they need."""
    instructions = batch.instructions
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn><GrpHdr>',
        f"<MsgId>{batch.message_id}</MsgId>",
        f"<CreDtTm>{batch.created_at.isoformat(timespec='seconds')}</CreDtTm>",
        _totals(instructions),
        f"<InitgPty><Nm>{escape(instructions[0].debtor.name)}</Nm></InitgPty></GrpHdr>",
    ]
    for block_id, members in _blocks(batch):
        parts.append(_block_head(block_id, members))
        parts.extend(map(_transaction, members))
        parts.append("</PmtInf>")
    parts.append("</CstmrCdtTrfInitn></Document>\n")
    return "".join(parts).encode()


def _blocks(batch: Batch) -> list[tuple[str, list[Instruction]]]:
    grouped: dict[tuple[OwnAccount, date], list[Instruction]] = {}
    for instruction in batch.instructions:
        key = (instruction.debtor, instruction.execute_on)
        grouped.setdefault(key, []).append(instruction)
    return [
        (f"{batch.message_id[:30]}-{number:04d}", members)
        for number, members in enumerate(grouped.values(), start=1)
    ]


def _totals(instructions: Iterable[Instruction]) -> str:
    amounts = [instruction.amount_won for instruction in instructions]
    return f"<NbOfTxs>{len(amounts)}</NbOfTxs><CtrlSum>{sum(amounts)}</CtrlSum>"


def _block_head(block_id: str, members: list[Instruction]) -> str:
    debtor = members[0].debtor
    return (
        f"<PmtInf><PmtInfId>{block_id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>"
        f"{_totals(members)}"
        f"<ReqdExctnDt><Dt>{members[0].execute_on.isoformat()}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{escape(debtor.name)}</Nm></Dbtr>"
        f"<DbtrAcct>{_account(debtor.account_number)}<Ccy>KRW</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_agent(debtor.bank_code)}</DbtrAgt>"
    )


def _transaction(instruction: Instruction) -> str:
    number = instruction.payee_business_number
    identity = (
        f"<Id><OrgId><Othr><Id>{number}</Id><SchmeNm><Prtry>BRN</Prtry></SchmeNm></Othr></OrgId></Id>"
        if number
        else ""
    )
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{instruction.end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="KRW">{instruction.amount_won}</InstdAmt></Amt>'
        f"<CdtrAgt>{_agent(instruction.payee_bank_code)}</CdtrAgt>"
        f"<Cdtr><Nm>{escape(instruction.payee_name)}</Nm>{identity}</Cdtr>"
        f"<CdtrAcct>{_account(instruction.payee_account_number)}</CdtrAcct>"
        f"<RmtInf><Ustrd>{escape(instruction.purpose_text)}</Ustrd></RmtInf></CdtTrfTxInf>"
    )


def _agent(bank_code: str) -> str:
    return (
        "<FinInstnId><ClrSysMmbId><ClrSysId><Prtry>KFTC</Prtry></ClrSysId>"
        f"<MmbId>{bank_code}</MmbId></ClrSysMmbId></FinInstnId>"
    )


def _account(number: str) -> str:
    """Korean accounts have no IBAN: a domestic number goes under `Othr`."""
    return f"<Id><Othr><Id>{number}</Id></Othr></Id>"
