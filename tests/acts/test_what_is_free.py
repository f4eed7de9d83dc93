"""What is called sellable and passable is what selling and passing on take, to the won."""

from __future__ import annotations

from collections import Counter

from readings_world import World

from freedom import list_of, passable_of, sellable_of
from sangsaeng.acts.shape import Page


def test_every_company_is_told_what_it_could_sell_and_pass_on(world: World) -> None:
    book, seen = world.book, Counter[str]()
    for name, me in world.everyone.items():
        rows = {
            (row["programme_id"], row["receivable_id"]): row
            for row in world.rows(me, "receivables.held")
        }
        sums = Counter[str]()
        payee = "R1" if name != "R1" else "R2"
        for held in list_of(book, me):
            key = (held.programme_id, held.receivable_id)
            told = {what: rows[key][what] for what in ("sellable_won", "passable_won")}
            true = {
                "sellable_won": sellable_of(book, held, world.at),
                "passable_won": passable_of(book, held, payee),
            }
            assert told == true, (name, rows[key])
            sums.update(told)
            seen.update({what: 1 for what, won in told.items() if won})
            seen["neither"] += not any(told.values())
        page = world.ask(me, "money.summary")
        assert isinstance(page, Page)
        assert {what: page.rows[0][what] for what in sums} == sums, name
        for what, least in (("sellable_won", 1), ("passable_won", 1)):
            found = world.rows(me, "receivables.held", 3, **{f"least_{what}": least})
            assert sum(row[what] for row in found) == sums[what], (name, what)
            assert all(row[what] >= least for row in found)
    assert min(seen[what] for what in ("sellable_won", "passable_won", "neither")) > 0
