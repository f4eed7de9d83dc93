"""Pay for success in its second stage: the first is paid, results come in, one claim is determined.

Some of it waits: works that the owner and the workers have not accepted, a claim whose sample is
drawn, one whose sum waits for the others, claims not sent in yet, and what the controls found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sangsaeng.cli.living.stage import Living
from sangsaeng.cli.safety import choosing, improving, installing, rewarding
from sangsaeng.cli.safety.cast import Size, cast
from sangsaeng.cli.safety.company import Award, Troupe, let_in
from sangsaeng.cli.safety.stage import Stage
from sangsaeng.outcomes.service_confirmations import Answered
from sangsaeng.signin.service_workers import answer_worker_link, send_to_hotline
from sangsaeng.signin.tokens import digest_of

# The story's day on which the visitor comes: two days after the first determination.
_NOW = date(2027, 1, 22)
_BEGINS = date(2026, 2, 24)
_LATE_ON = date(2027, 1, 18)
_ASKED_ON = date(2027, 1, 6)
_LINKS_LAST = timedelta(days=60)
# Places of suppliers: whose claims are in already, and the one that reached all it undertook.
_CLAIMED, _DETERMINED = (0, 1, 2, 4), 2


@dataclass
class Play:
    """The story's stage, moved so that it ends today, and its people."""

    stage: Stage
    size: Size
    troupes: list[Troupe] = field(default_factory=list)
    drawn: dict[int, Sequence[int]] = field(default_factory=dict)

    @property
    def troupe(self) -> Troupe:
        """Everybody, once they are let in."""
        return self.troupes[0]

    @property
    def late(self) -> Award:
        """The supplier that is late at one of its sites."""
        return self.troupe.awards[-2]

    @property
    def late_match(self) -> int:
        """That site."""
        return list(self.late.matches)[-1]

    @property
    def claimed(self) -> list[int]:
        """Whose claims are in, by their places: neither the late one's nor the fraud's."""
        return [order for order in _CLAIMED if order < self.size.suppliers - 2]

    @property
    def waits(self) -> Award:
        """Whose sum the verifier has entered and nobody has agreed to yet."""
        order = next(one for one in reversed(self.claimed) if one != _DETERMINED)
        return self.troupe.awards[order]

    @property
    def determined(self) -> Award:
        """Whose claim is determined."""
        return self.troupe.awards[_DETERMINED]

    def steps(self) -> list[tuple[date, Callable[[], None]]]:
        """Each step with its day; from the first results on a step keeps to its day."""
        told: tuple[tuple[date, Callable[[], None]], ...] = (
            (_BEGINS, self._begin),
            (date(2026, 3, 6), lambda: choosing.choose(self.stage, self.troupe)),
            (date(2026, 4, 2), lambda: improving.register_sites(self.stage, self.troupe)),
            (date(2026, 4, 6), lambda: improving.draw(self.stage, self.troupe)),
            (date(2026, 4, 8), lambda: improving.agree(self.stage, self.troupe)),
            (date(2026, 4, 29), self._install),
            (rewarding.OBSERVED_ON, lambda: rewarding.observe(self.stage, self.troupe)),
            (rewarding.CLAIMED_ON, self._claim),
            (_ASKED_ON, self._ask_workers),
            (rewarding.DRAWN_ON, self._draw),
            (rewarding.REPORTED_ON, self._report),
            (_LATE_ON, self._install_late),
            (rewarding.DETERMINED_ON, self._determine),
        )
        return [(self.stage.on(day), step) for day, step in told]

    def _begin(self) -> None:
        self.stage.set_day(_BEGINS, 9)
        self.troupes.append(let_in(self.stage, self.size))
        choosing.call(self.stage, self.troupe)

    def _install(self) -> None:
        installing.install(self.stage, self.troupe, self.late_match)

    def _claim(self) -> None:
        """Some have claimed so far, the others have some days left. What controls find of the bill
        that is ten times too high waits for the officers."""
        self.stage.set_day(rewarding.CLAIMED_ON)
        for order in self.claimed:
            rewarding.claim_award(self.stage, self.troupe, order, self.troupe.awards[order])
        named = {"programme_id": self.troupe.programme_id}
        self.stage.do("outcomes.controls.run", named, self.troupe.officers[0])
        for finding_id, award_id in self.stage.open_findings(self.troupe.programme_id):
            if award_id != self.troupe.fraud.award_id:
                rewarding.settle_finding(self.stage, self.troupe, finding_id, "cleared")

    def _ask_workers(self) -> None:
        """Two workers are asked by a link; one has answered, and somebody called the hotline."""
        self.stage.set_day(_ASKED_ON)
        stage, programme_id = self.stage, self.troupe.programme_id
        matches = stage.open_matches(self.determined.award_id)[:2]
        for match_id in matches:
            wanted = {
                "programme_id": programme_id,
                "match_id": match_id,
                "token_digest": digest_of(_token(match_id)).hex(),
                "ends_at": (stage.at + _LINKS_LAST).isoformat(),
            }
            stage.do("outcomes.confirmations.make", wanted, self.troupe.officers[0])
        said = Answered(in_use=True, trained=True)
        answered = answer_worker_link(stage.database, _token(matches[0]), said, stage.at, "")
        about, words = (programme_id, matches[0]), cast()["hotline"]
        noted = send_to_hotline(stage.database, about, words, stage.at, "")
        assert answered is None and noted is None, (answered, noted)

    def _draw(self) -> None:
        """Samples are drawn of what was claimed."""
        for order in self.claimed:
            award = self.troupe.awards[order]
            self.drawn[order] = rewarding.draw_award(self.stage, self.troupe, award)

    def _report(self) -> None:
        """All but the first were visited."""
        for order in self.claimed[1:]:
            award = self.troupe.awards[order]
            rewarding.report_award(self.stage, self.troupe, order, award, self.drawn[order])

    def _install_late(self) -> None:
        """The late site's devices are in; its owner and its workers have not accepted them yet."""
        self.stage.set_day(_LATE_ON)
        installed = _LATE_ON - timedelta(days=3)
        about = (self.stage, self.troupe, self.late, self.late_match)
        installing.submit_works(*about, installed)

    def _determine(self) -> None:
        """One claim is determined; the sum of another is entered and waits for the others."""
        self.stage.set_day(rewarding.DETERMINED_ON)
        done, waits = self.determined, self.waits
        act = "outcomes.determinations.determine"
        sides = (done.verifier.first, done.verifier.second, self.troupe.payer.second)
        answer = self.stage.agree(act, _of(self.troupe, done), *sides)
        assert isinstance(answer, Mapping), answer
        done.determination_id = answer["determination_id"]
        won = self.stage.sum_of(act, _of(self.troupe, waits), waits.verifier.first)
        named = {**_of(self.troupe, waits), "amount_won": won}
        self.stage.leave(act, named, waits.verifier.first)


def open_play(living: Living, size: Size) -> Play:
    """The story of the safety programme on the stage of the other scheme."""
    of_both, today = living.people, living.today
    stage = Stage(of_both.database, of_both.bank, of_both.desk, of_both.at, of_both.told)
    stage.shift = today - _NOW
    return Play(stage, size)


def _of(troupe: Troupe, award: Award) -> dict[str, int]:
    return {"programme_id": troupe.programme_id, "claim_id": award.claim_id}


def _token(match_id: int) -> str:
    """A link's token, known to everybody who reads this: the book is a demonstration."""
    return f"living-example-{match_id}"
