-- name: orders_one_by_one
-- Orders are rare, and the end of one may be the gain of another: one is served or released at a time.
SELECT pg_advisory_xact_lock(23, 3);

-- name: no_order_meanwhile
-- No order is served or released before this transaction ends; others that ask the same go on beside it.
SELECT pg_advisory_xact_lock_shared(23, 3);

-- name: sum_missing
-- What the orders against a company that stand have not found.
SELECT coalesce(sum(a.amount_won - coalesce((SELECT sum(l.locked_won) FROM receivables.lock l
    WHERE l.attachment_id = a.attachment_id AND l.released_on IS NULL), 0)), 0)::bigint AS won
FROM receivables.attachment a WHERE a.company_id = %(company_id)s AND a.released_on IS NULL;

-- name: list_holding_programmes
-- Programmes in which a company holds anything that its creditors might reach.
SELECT DISTINCT programme_id FROM receivables.receivable
WHERE holder_id = %(company_id)s AND cancelled_on IS NULL AND retained_won > locked_won ORDER BY programme_id;

-- name: lock_reachable
-- What a company retains, free and its own (claimed, and in the hands of no run), locked in one order (G6).
SELECT r.programme_id, r.receivable_id, r.matures_on, r.retained_won - r.locked_won AS free_won
FROM unnest(%(programmes)s::int[], %(closed_through)s::date[]) AS g(programme_id, closed_through)
JOIN receivables.receivable r ON r.programme_id = g.programme_id AND r.holder_id = %(company_id)s
WHERE r.cancelled_on IS NULL AND r.retained_won > r.locked_won AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
    AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.root_id
        AND f.settles_on <= g.closed_through AND r.matures_on <= g.closed_through)
ORDER BY r.programme_id, r.receivable_id FOR UPDATE OF r;

-- name: add_attachment
-- An order as it was served; the same order of a company is not recorded twice.
INSERT INTO receivables.attachment (attachment_id, company_id, kind, reference, amount_won, served_on)
VALUES (%(attachment_id)s, %(company_id)s, %(kind)s, %(reference)s, %(amount_won)s, %(served_on)s)
ON CONFLICT ON CONSTRAINT one_order DO NOTHING;

-- name: change_locked
-- What is locked of receivables rises or falls; never above what is retained (a constraint).
UPDATE receivables.receivable r SET locked_won = r.locked_won + n.won
FROM unnest(%(programme_id)s::int[], %(receivable_id)s::bigint[], %(won)s::bigint[]) AS n(programme_id, receivable_id, won)
WHERE r.programme_id = n.programme_id AND r.receivable_id = n.receivable_id;

-- name: add_locks
-- Which order locks how much of which receivable; a trigger looks at whose they are.
INSERT INTO receivables.lock (programme_id, lock_id, receivable_id, attachment_id, locked_won, locked_on)
SELECT n.programme_id, n.lock_id, n.receivable_id, n.attachment_id, n.locked_won, %(day)s
FROM unnest(%(programme_id)s::int[], %(lock_id)s::bigint[], %(receivable_id)s::bigint[], %(attachment_id)s::bigint[],
    %(locked_won)s::bigint[]) AS n(programme_id, lock_id, receivable_id, attachment_id, locked_won);

-- name: get_attachment
-- One order.
SELECT attachment_id, company_id, kind, reference, amount_won, served_on, released_on
FROM receivables.attachment WHERE attachment_id = %(attachment_id)s;

-- name: list_attachments
-- Orders against a company, or all, in the order they were served.
SELECT attachment_id, company_id, kind, reference, amount_won, served_on, released_on
FROM receivables.attachment WHERE %(company_id)s::bigint IS NULL OR company_id = %(company_id)s ORDER BY attachment_id;

-- name: list_locks
-- What orders lock.
SELECT l.attachment_id, l.programme_id, l.lock_id, l.receivable_id, l.locked_won, l.released_on
FROM receivables.lock l WHERE l.attachment_id = ANY(%(attachment_ids)s::bigint[]) ORDER BY l.lock_id;

-- name: list_lock_programmes
-- Programmes in which an order locks anything.
SELECT DISTINCT programme_id FROM receivables.lock
WHERE attachment_id = %(attachment_id)s AND released_on IS NULL ORDER BY programme_id;

-- name: lock_locked
-- What an order locks, its receivables locked in one order, and whether a run has had them in hand.
SELECT l.lock_id, l.programme_id, l.receivable_id, l.locked_won, r.matures_on, EXISTS (
    SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.root_id
        AND f.settles_on <= g.closed_through AND r.matures_on <= g.closed_through) AS was_in_hand
FROM unnest(%(programmes)s::int[], %(closed_through)s::date[]) AS g(programme_id, closed_through)
JOIN receivables.lock l ON l.programme_id = g.programme_id AND l.attachment_id = %(attachment_id)s AND l.released_on IS NULL
JOIN receivables.receivable r ON r.programme_id = l.programme_id AND r.receivable_id = l.receivable_id
ORDER BY l.programme_id, l.receivable_id, l.lock_id FOR UPDATE OF r;

-- name: release_attachment
-- An order is at its end.
UPDATE receivables.attachment SET released_on = %(day)s WHERE attachment_id = %(attachment_id)s;

-- name: list_later_orders
-- Later orders against the same company that stand, the earliest first.
SELECT attachment_id, amount_won FROM receivables.attachment
WHERE company_id = %(company_id)s AND attachment_id > %(attachment_id)s AND released_on IS NULL ORDER BY attachment_id;

-- name: sum_locks
-- How much orders lock.
SELECT attachment_id, sum(locked_won)::bigint AS won FROM receivables.lock
WHERE attachment_id = ANY(%(attachment_ids)s::bigint[]) AND released_on IS NULL GROUP BY attachment_id;

-- name: release_locks
-- Locks are at their end; what a run left in the book because of them is to be paid.
UPDATE receivables.lock l SET released_on = %(day)s, to_pay_won = n.to_pay_won
FROM unnest(%(programme_id)s::int[], %(lock_id)s::bigint[], %(to_pay_won)s::bigint[]) AS n(programme_id, lock_id, to_pay_won)
WHERE l.programme_id = n.programme_id AND l.lock_id = n.lock_id;

-- name: sum_locked_of
-- What creditors hold locked of each company.
SELECT a.company_id, sum(l.locked_won)::bigint AS won
FROM receivables.lock l JOIN receivables.attachment a ON a.attachment_id = l.attachment_id
WHERE l.released_on IS NULL AND a.company_id = ANY(%(company_ids)s::bigint[]) GROUP BY a.company_id;
