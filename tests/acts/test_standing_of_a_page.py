"""How a page of receivables stands and splits, told by one call: what is told of each by itself."""

from __future__ import annotations

from readings_world import World

from sangsaeng.database.connection import WEB, Asking


def test_a_page_stands_as_each_of_it_stands_and_tells_strangers_nothing(world: World) -> None:
    every = world.owner("SELECT programme_id, receivable_id FROM receivables.receivable")
    # What a page names twice, or names although it is not there, changes nothing.
    named = [*every, *every[:3], {"programme_id": 99, "receivable_id": 1}]
    wanted = {
        "p": [row["programme_id"] for row in named],
        "r": [row["receivable_id"] for row in named],
    }
    seen, hidden = set(), 0
    for me in (*world.everyone.values(), None):
        with world.database.asked_by(Asking(WEB, me)) as tx:
            told = tx.rows(
                "SELECT * FROM receivables.all_stand(%(p)s, %(r)s) ORDER BY 1, 2", **wanted
            )
            alone = tx.rows(
                "SELECT n.p AS programme_id, n.r AS receivable_id, s.*, x.retained_won,"
                " x.passed_on_won, x.sold_won, x.locked_won FROM"
                " (SELECT DISTINCT * FROM unnest(%(p)s::int[], %(r)s::bigint[]) AS n(p, r)) n"
                " CROSS JOIN LATERAL receivables.stands(n.p, n.r) s"
                " LEFT JOIN receivables.split x ON x.programme_id = n.p AND x.receivable_id = n.r"
                " ORDER BY 1, 2",
                **wanted,
            )
        assert told == alone
        assert bool(told) is (me is not None and bool(alone))
        seen |= {row["state"] for row in told}
        hidden += sum(row["retained_won"] is None for row in told)
    assert len(seen) > 2 and hidden > 0
