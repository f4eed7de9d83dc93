"""The company of players, complete: who administers, pays, supplies, verifies and has sites."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.cli.safety.cast import Size, cast, site_names, supplier_names
from sangsaeng.cli.safety.players import Player, Players
from sangsaeng.cli.safety.stage import ACCOUNT, BANK, Stage
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import AccountPurpose

_ENTERS = [Role.ENTERER, Role.APPROVER]
_APPROVES = [Role.APPROVER]


@dataclass
class Award:
    """A funded supplier of the story and what is known of it so far."""

    supplier: Player
    award_id: int
    verifier: Player
    nonce: str
    matches: dict[int, Player] = field(default_factory=dict)
    claim_id: int = 0
    determination_id: int = 0

    @property
    def nonce_digest(self) -> str:
        """What the verifier puts down before there is a claim."""
        return hashlib.sha256(bytes.fromhex(self.nonce)).hexdigest()


@dataclass
class Troupe:
    """Everybody, and the programme they play."""

    size: Size
    administrator: Player
    payer: Player
    verifiers: list[Player]
    suppliers: list[Player]
    sites: list[Player]
    own_account_id: int
    programme_id: int = 0
    awards: list[Award] = field(default_factory=list)

    @property
    def fraud(self) -> Award:
        """The supplier that bills ten times the price."""
        return self.awards[-1]

    @property
    def disputed(self) -> Award:
        """The supplier that is refused by mistake, and says so."""
        return self.awards[0]

    @property
    def closed(self) -> Award:
        """The supplier one of whose sites closes."""
        return self.awards[1]

    @property
    def officers(self) -> tuple[Caller, Caller]:
        """Two programme officers."""
        return self.administrator.first, self.administrator.second

    @property
    def keys(self) -> tuple[Caller, Caller]:
        """The payer's two keys."""
        return self.payer.first, self.payer.second


def let_in(stage: Stage, size: Size) -> Troupe:
    """Companies, people and the programme's bank account in an empty book."""
    players = Players(stage.database, stage.at)
    officer, assessor = [Role.PROGRAMME_OFFICER], [Role.ASSESSOR]
    names = cast()
    administrator = players.company(
        names["administrator"]["ko"],
        [officer, officer, assessor, assessor, assessor],
        frozenset({Office.PROGRAMME}),
        "public",
    )
    keys = [Role.CREDIT, Role.TREASURY]
    payer = players.company(
        names["payer"]["ko"], [keys, keys], frozenset({Office.INSTITUTION}), "large"
    )
    looks = [[Role.VERIFIER], [Role.VERIFIER]]
    verifiers = [
        players.company(one["ko"], looks, frozenset({Office.VERIFIER}))
        for one in names["verifiers"]
    ]
    # Two apply in vain for every ten that are funded.
    applying = size.suppliers + max(2, size.suppliers // 5)
    suppliers = [players.company(name, [_ENTERS, _APPROVES]) for name in supplier_names(applying)]
    at_sites = [_ENTERS, [Role.WORKER_REPRESENTATIVE], _APPROVES]
    sites = [
        players.company(name, at_sites, frozenset({Office.SITE})) for name in site_names(size.sites)
    ]
    with stage.database.transaction() as tx:
        own = programmes.record_own_account(
            tx, AccountPurpose.OUTCOMES, payer.company_id, BANK, ACCOUNT, names["payer"]["ko"]
        )
    return Troupe(size, administrator, payer, verifiers, suppliers, sites, own.own_account_id)
