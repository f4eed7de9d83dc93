-- name: reserve_items
-- The next numbers of the one range for all items.
SELECT nextval('ledger.item') AS item_id FROM generate_series(1, %(count)s);

-- name: post_lines
-- All lines of one use case in one statement; a second posting of the same item is a broken key.
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT * FROM unnest(%(programme_id)s::int[], %(kind)s::smallint[], %(item_id)s::bigint[], %(debit)s::bigint[],
    %(credit)s::bigint[], %(amount_won)s::bigint[], %(receivable_id)s::bigint[], %(booked_on)s::date[]);

-- name: enter_gate
-- Shared: changes of a programme's receivables go on side by side, but not beside a freeze.
SELECT pg_advisory_xact_lock_shared(22, %(programme_id)s);

-- name: close_gates
-- Exclusive, in programme order: a freeze waits for the changes under way and lets no new one in.
SELECT pg_advisory_xact_lock(22, p) FROM unnest(%(programmes)s::int[]) AS p ORDER BY p;

-- name: closed_through
-- The last day whose due receivables a run has taken in hand; row 0 stands for programmes not yet open then.
SELECT max(day) AS day FROM ledger.day_closed WHERE programme_id IN (0, %(programme_id)s);

-- name: close_day
-- From here nothing due by this day changes in these programmes.
INSERT INTO ledger.day_closed (programme_id, day)
SELECT p, %(day)s FROM unnest(%(programmes)s::int[] || 0) AS p ON CONFLICT DO NOTHING;

-- name: is_posted
-- Whether a line of this kind stands for the item.
SELECT EXISTS (SELECT FROM ledger.line WHERE programme_id = %(programme_id)s AND kind = %(kind)s
    AND item_id = %(item_id)s) AS yes;

-- name: balance
-- Debit minus credit of one account: checkpoint and tail in one snapshot.
SELECT (coalesce((SELECT balance_won FROM ledger.checkpoint c
                  WHERE c.programme_id = %(programme_id)s AND c.account = %(account)s), 0)
      + coalesce((SELECT sum(CASE WHEN l.debit = %(account)s THEN l.amount_won ELSE -l.amount_won END)
                  FROM ledger.leg l WHERE l.programme_id = %(programme_id)s
                  AND l.posted_xid >= (SELECT horizon_xid FROM ledger.fold)
                  AND %(account)s IN (l.debit, l.credit)), 0))::bigint AS balance_won;

-- name: balances_by_kind
-- Debit minus credit of every programme and account kind; owners kept where they are own accounts.
SELECT e.programme_id, ledger.kind_of(e.account) AS kind,
    CASE WHEN k.owned_by = 'own_account' THEN ledger.owner_of(e.account) ELSE 0 END AS owner,
    sum(e.balance_won)::bigint AS balance_won
FROM (SELECT programme_id, account, balance_won FROM ledger.checkpoint
      UNION ALL
      SELECT * FROM ledger.folded((SELECT horizon_xid FROM ledger.fold), 9223372036854775807)) e
JOIN ledger.account_kind k ON k.kind = ledger.kind_of(e.account)
GROUP BY 1, 2, 3;

-- name: fold_lock
-- One writer folds; the horizon is the oldest transaction still under way.
SELECT horizon_xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS next_xid FROM ledger.fold FOR UPDATE;

-- name: sum_tail
-- What the surely ended rows add to each account; a plain reading, so that PostgreSQL can use both cores.
SELECT programme_id, account, balance_won FROM ledger.folded(%(from_xid)s, %(to_xid)s);

-- name: fold_tail
-- Add the sums to the checkpoint.
INSERT INTO ledger.checkpoint AS c (programme_id, account, balance_won)
SELECT * FROM unnest(%(programme_id)s::int[], %(account)s::bigint[], %(balance_won)s::bigint[])
ON CONFLICT (programme_id, account) DO UPDATE SET balance_won = c.balance_won + excluded.balance_won;

-- name: fold_done
-- The tail starts here from now on.
UPDATE ledger.fold SET horizon_xid = %(to_xid)s;

-- name: get_command
-- The answer already given under a key.
SELECT use_case, input, answer FROM ledger.command WHERE command_key = %(key)s;

-- name: record_command
-- The answer of a use case, once a key.
INSERT INTO ledger.command (command_key, use_case, input, answer)
VALUES (%(key)s, %(use_case)s, %(input)s, %(answer)s);

-- name: guard_change
-- Move a guarded account's balance and held part; the floor is a constraint.
INSERT INTO ledger.guarded AS g (programme_id, account, balance_won, held_won)
VALUES (%(programme_id)s, %(account)s, greatest(%(balance_won)s, 0), 0)
ON CONFLICT (programme_id, account) DO UPDATE
SET balance_won = g.balance_won + %(balance_won)s, held_won = g.held_won + %(held_won)s;

-- name: get_guarded
-- A guarded account, locked for change.
SELECT balance_won, held_won FROM ledger.guarded
WHERE programme_id = %(programme_id)s AND account = %(account)s FOR UPDATE;

-- name: place_hold
-- Set money of a guarded account aside for an item.
INSERT INTO ledger.hold (programme_id, hold_id, account, amount_won, placed_on)
VALUES (%(programme_id)s, %(hold_id)s, %(account)s, %(amount_won)s, %(placed_on)s);

-- name: get_hold
-- A hold, locked for change.
SELECT account, amount_won, captured_won, released_won FROM ledger.hold
WHERE programme_id = %(programme_id)s AND hold_id = %(hold_id)s FOR UPDATE;

-- name: resolve_hold
-- Capture and release parts of a hold; together they never pass it.
UPDATE ledger.hold SET captured_won = captured_won + %(captured_won)s, released_won = released_won + %(released_won)s
WHERE programme_id = %(programme_id)s AND hold_id = %(hold_id)s;

-- name: hold_gate
-- Exclusive: one programme's gate, held alone until the transaction ends.
SELECT pg_advisory_xact_lock(22, %(programme_id)s);
