-- name: list_due_roots
-- Roots of open trees due by a day that the buyer's money does not cover, in the order they are covered.
SELECT r.programme_id, r.receivable_id, r.face_won, r.matures_on
FROM receivables.receivable r
WHERE r.programme_id = %(programme_id)s AND r.parent_id IS NULL AND r.cancelled_on IS NULL AND r.matures_on <= %(day)s
    AND r.matures_on >= %(from_day)s
    AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
ORDER BY r.matures_on, r.receivable_id;

-- name: upsert_calls
-- What each buyer has to bring for each day up to a horizon; a paid call is left alone.
INSERT INTO settlement.funding_call AS c (programme_id, call_id, due_on, called_won, reference, state)
SELECT due.programme_id, nextval('ledger.item'), due.matures_on, due.won,
    'SF' || lpad(due.programme_id::text, 6, '0') || to_char(due.matures_on, 'YYYYMMDD'), 'due'
FROM (SELECT p.programme_id, d.day AS matures_on, sum(r.face_won) AS won
      FROM programmes.programme p
      CROSS JOIN (SELECT generate_series(%(from_day)s::date, %(to_day)s::date, interval '1 day')::date AS day) d
      JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.matures_on = d.day
          AND r.parent_id IS NULL AND r.cancelled_on IS NULL
      GROUP BY p.programme_id, d.day) due
ON CONFLICT (programme_id, due_on) DO UPDATE SET called_won = excluded.called_won
WHERE c.state = 'due' AND c.called_won <> excluded.called_won;

-- name: list_calls
-- Calls that are not closed, with what the buyer still owes: faces nobody covered, and what was advanced for it.
SELECT c.programme_id, c.call_id, c.due_on, c.called_won, c.reference, c.state, c.grace_until, p.buyer_id,
    settlement.missing_of(c.programme_id, c.due_on) AS missing_won
FROM settlement.funding_call c JOIN programmes.programme p ON p.programme_id = c.programme_id
WHERE c.state <> 'funded' AND c.due_on <= %(day)s ORDER BY c.programme_id, c.due_on;

-- name: set_call_state
-- DUE -> GRACE -> UNPAID, or FUNDED at any time.
UPDATE settlement.funding_call SET state = %(state)s, grace_until = %(grace_until)s
WHERE programme_id = %(programme_id)s AND call_id = %(call_id)s;

-- name: cover_roots
-- Roots that the money at hand covers whole: those of the day it was paid for (or these alone), then in order of
-- their days; the first that does not fit ends it. How many, how much.
WITH due AS (
    SELECT r.receivable_id, r.face_won, r.matures_on,
        sum(r.face_won) OVER (ORDER BY r.matures_on IS DISTINCT FROM %(first_day)s::date, r.matures_on, r.receivable_id) AS so_far
    FROM receivables.receivable r
    WHERE r.programme_id = %(programme_id)s AND r.parent_id IS NULL AND r.cancelled_on IS NULL
        AND r.matures_on >= %(from_day)s AND (NOT %(alone)s OR r.matures_on = %(first_day)s::date)
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
), covered AS (
    SELECT receivable_id, face_won, matures_on FROM due WHERE so_far <= %(available_won)s
), posted AS (
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
    SELECT %(programme_id)s, %(kind)s, receivable_id, ledger.account(220, %(programme_id)s), ledger.account(213, receivable_id),
        face_won, receivable_id, %(day)s FROM covered
), funded AS (
    INSERT INTO settlement.funded_root (programme_id, root_id, covered_on, matures_on, how)
    SELECT %(programme_id)s, receivable_id, %(covered_on)s, matures_on, 'buyer_money' FROM covered
)
SELECT count(*) AS roots, coalesce(sum(face_won), 0)::bigint AS won FROM covered;

-- name: cover_root
-- One root that a payment names; how many, how much.
WITH covered AS (
    SELECT r.receivable_id, r.face_won, r.matures_on FROM receivables.receivable r
    WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(root_id)s AND r.parent_id IS NULL
        AND r.cancelled_on IS NULL AND r.face_won <= %(available_won)s
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
), posted AS (
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
    SELECT %(programme_id)s, %(kind)s, receivable_id, ledger.account(220, %(programme_id)s), ledger.account(213, receivable_id),
        face_won, receivable_id, %(day)s FROM covered
), funded AS (
    INSERT INTO settlement.funded_root (programme_id, root_id, covered_on, matures_on, how)
    SELECT %(programme_id)s, receivable_id, %(covered_on)s, matures_on, 'buyer_money' FROM covered
)
SELECT count(*) AS roots, coalesce(sum(face_won), 0)::bigint AS won FROM covered;

-- name: cover_from_deposit
-- One root whose face is captured from the buyer's cash deposit.
INSERT INTO settlement.funded_root (programme_id, root_id, covered_on, matures_on, how)
VALUES (%(programme_id)s, %(root_id)s, %(covered_on)s, %(matures_on)s, 'buyer_deposit');

-- name: list_deposit_programmes
-- Programmes whose buyers deposit cash before they issue.
SELECT programme_id FROM programmes.programme WHERE variant = ANY(%(variants)s::text[]) ORDER BY programme_id;

-- name: list_programme_ids
-- All programmes.
SELECT programme_id FROM programmes.programme ORDER BY programme_id;

-- name: conduct_alone
-- Held by the conductor of a run until it is through or gone.
SELECT pg_advisory_xact_lock(23, 1);

-- name: day_before_first_due
-- The first run of a book looks back to the first day anything falls due.
SELECT coalesce(min(matures_on), %(day)s) - 1 AS day FROM receivables.receivable;

-- name: last_run
-- The newest run.
SELECT run_id, day, state, previous_day, stop_reason FROM settlement.run ORDER BY day DESC LIMIT 1;

-- name: get_run
-- The run of a day.
SELECT run_id, day, state, previous_day, first_xid, stop_reason, proof FROM settlement.run WHERE day = %(day)s;

-- name: lock_run
-- The run of a day, held by one conductor at a time.
SELECT run_id, day, state, previous_day, first_xid, stop_reason FROM settlement.run WHERE day = %(day)s FOR UPDATE;

-- name: open_run
-- One run a day.
INSERT INTO settlement.run (run_id, day, previous_day, state)
VALUES (nextval('ledger.item'), %(day)s, %(previous_day)s, 'opened') ON CONFLICT (day) DO NOTHING;

-- name: set_run_state
-- The step a run has reached.
UPDATE settlement.run SET state = %(state)s, stop_reason = %(stop_reason)s, proof = coalesce(%(proof)s, proof),
    released_at = CASE WHEN %(state)s = 'released' THEN now() ELSE released_at END
WHERE run_id = %(run_id)s;

-- name: freeze_funded_trees
-- Chunks of trees whose root is funded and due: expected are the trees' rows, and the roots' faces in won.
INSERT INTO settlement.chunk (run_id, chunk_no, phase, programme_id, root_from, root_to, expected_count, expected_won)
SELECT %(run_id)s, row_number() OVER (ORDER BY programme_id, bucket), 1, programme_id, min(root_id), max(root_id), sum(n), sum(face_won)
FROM (
    SELECT f.programme_id, f.root_id, r.face_won,
        1 + (SELECT count(*) FROM receivables.receivable c WHERE c.programme_id = f.programme_id AND c.root_id = f.root_id
             AND c.parent_id IS NOT NULL AND c.cancelled_on IS NULL AND c.retained_won + c.sold_won > 0) AS n,
        (row_number() OVER (PARTITION BY f.programme_id ORDER BY f.root_id) - 1) / %(trees_per_chunk)s AS bucket
    FROM settlement.funded_root f
    JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.root_id
    WHERE f.settles_on > %(previous_day)s AND f.settles_on <= %(day)s
) trees
GROUP BY programme_id, bucket;

-- name: freeze_due_children
-- Chunks of what is to be paid below the roots: expected are its rows and its retained won.
INSERT INTO settlement.chunk (run_id, chunk_no, phase, programme_id, root_from, root_to, expected_count, expected_won)
SELECT %(run_id)s, 1000000 + row_number() OVER (ORDER BY programme_id, bucket), 2, programme_id, min(root_id), max(root_id), sum(n), sum(won)
FROM (
    SELECT p.programme_id, d.root_id, count(*) AS n, sum(d.retained_won) AS won,
        (row_number() OVER (PARTITION BY p.programme_id ORDER BY d.root_id) - 1) / %(trees_per_chunk)s AS bucket
    FROM programmes.programme p
    CROSS JOIN LATERAL settlement.payable(p.programme_id, 0, 9223372036854775807, %(previous_day)s, %(day)s) d
    JOIN settlement.funded_root f ON f.programme_id = p.programme_id AND f.root_id = d.root_id AND f.settles_on <= %(day)s
    GROUP BY p.programme_id, d.root_id
) trees
GROUP BY programme_id, bucket;

-- name: claim_chunk
-- A chunk that nobody works on, of the phase whose turn it is.
SELECT chunk_no, phase, programme_id, item_id, root_from, root_to FROM settlement.chunk
WHERE run_id = %(run_id)s AND phase = %(phase)s AND posted_count IS NULL
ORDER BY chunk_no LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: post_funded_trees
-- Phase 1 of a chunk: roots pay their holders, children's parts are parked, one transfer moves the parked money.
WITH funded AS MATERIALIZED (
    SELECT f.root_id FROM settlement.funded_root f
    WHERE f.programme_id = %(programme_id)s AND f.root_id BETWEEN %(root_from)s AND %(root_to)s
        AND f.settles_on > %(previous_day)s AND f.settles_on <= %(day)s
), item AS MATERIALIZED (
    -- What creditors attached of a root stays in the book; below it is parked with the rest (G6).
    SELECT r.receivable_id, true AS is_root, r.holder_id, r.face_won, r.retained_won - r.locked_won AS retained_won, r.sold_won, r.locked_won
    FROM funded JOIN receivables.receivable r ON r.programme_id = %(programme_id)s AND r.receivable_id = funded.root_id
    WHERE r.cancelled_on IS NULL
    UNION ALL
    SELECT r.receivable_id, false, r.holder_id, r.face_won, r.retained_won, r.sold_won, 0
    FROM funded JOIN receivables.receivable r ON r.programme_id = %(programme_id)s AND r.root_id = funded.root_id AND r.parent_id IS NOT NULL
    WHERE r.cancelled_on IS NULL AND r.retained_won + r.sold_won > 0
), settled AS (
    INSERT INTO ledger.settled (programme_id, receivable_id, phase, is_root, holder_id, own_account_id, face_won, retained_won, sold_won,
        locked_won, incentive_won, run_id, booked_on, posted_xid)
    SELECT %(programme_id)s, receivable_id, 1, is_root, holder_id, %(settlement_account_id)s, face_won, retained_won, sold_won, locked_won, 0,
        %(run_id)s, %(day)s, (SELECT ledger.this_xid())
    FROM item
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT %(programme_id)s, 1, receivable_id, retained_won, holder_id, %(settlement_account_id)s, %(run_id)s, %(day)s
    FROM item WHERE is_root AND retained_won > 0
), parked AS MATERIALIZED (
    SELECT sum(retained_won) AS won FROM item WHERE NOT is_root HAVING sum(retained_won) > 0
), moved AS (
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
    SELECT %(programme_id)s, %(transfer_kind)s, %(item_id)s, ledger.account(102, %(deposit_account_id)s),
        ledger.account(201, %(settlement_account_id)s), won, %(day)s FROM parked
), transfer AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_own_account_id, own_account_id, run_id, booked_on)
    SELECT %(programme_id)s, 4, %(item_id)s, won, %(deposit_account_id)s, %(settlement_account_id)s, %(run_id)s, %(day)s FROM parked
)
UPDATE settlement.chunk SET posted_count = t.n, posted_won = t.won, sold_won = t.sold
FROM (SELECT count(*) AS n, coalesce(sum(retained_won + sold_won + locked_won), 0) AS won, coalesce(sum(sold_won), 0) AS sold FROM item) t
WHERE run_id = %(run_id)s AND chunk_no = %(chunk_no)s;

-- name: sold_in_chunk
-- Whether a chunk's trees had anything sold in them when they were funded.
SELECT sold_won FROM settlement.chunk WHERE run_id = %(run_id)s AND chunk_no = %(chunk_no)s;

-- name: post_repayments
-- What funders bought in a chunk's trees is repaid in full; of the interest they keep that of the days from the
-- sale to the funding (never more than they took), the system fee is inside it, and the rest goes back to its owner.
-- A buyer in whose place the institution paid is not repaid in money what it had bought itself: that is set off.
WITH open AS MATERIALIZED (
    SELECT p.purchase_id, p.receivable_id, p.own_account_id, p.facility_id, p.amount_won, p.interest_won, s.fee_rate_annual, s.rounding,
        least(%(day)s::date, s.matures_on) - s.sold_on AS days,
        CASE WHEN %(day)s >= s.matures_on THEN p.interest_won
            ELSE least(ledger.interest_won(p.amount_won, s.rate_annual, %(day)s::date - s.sold_on, s.rounding), p.interest_won) END AS kept_won,
        CASE t.refund_owner WHEN 'first_tier' THEN root.holder_id ELSE coalesce(parent.holder_id, root.holder_id) END AS owner_id,
        f.how = 'institution_advance' AND k.provider_id = g.buyer_id AS set_off
    FROM settlement.funded_root f
    JOIN programmes.programme g ON g.programme_id = f.programme_id
    JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.root_id = f.root_id AND r.sold_won > 0
    JOIN receivables.receivable root ON root.programme_id = f.programme_id AND root.receivable_id = f.root_id
    LEFT JOIN receivables.receivable parent ON parent.programme_id = r.programme_id AND parent.receivable_id = r.parent_id
    JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
    JOIN ledger.purchase p ON p.programme_id = r.programme_id AND p.receivable_id = r.receivable_id AND NOT p.from_deposit
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
    JOIN programmes.facility k ON k.facility_id = p.facility_id
    WHERE f.programme_id = %(programme_id)s AND f.root_id BETWEEN %(root_from)s AND %(root_to)s
        AND f.settles_on > %(previous_day)s AND f.settles_on <= %(day)s
), split AS MATERIALIZED (
    SELECT open.*, least(ledger.interest_won(amount_won, fee_rate_annual, days, rounding), kept_won) AS fee_won FROM open
)
INSERT INTO ledger.repaid (programme_id, purchase_id, receivable_id, own_account_id, facility_id, amount_won, earned_won, fee_won,
    refund_won, refund_owner_id, set_off, run_id, booked_on)
SELECT %(programme_id)s, purchase_id, receivable_id, own_account_id, facility_id, amount_won, kept_won - fee_won, fee_won,
    interest_won - kept_won, owner_id, set_off, %(run_id)s, %(day)s FROM split;

-- name: sum_repaid
-- What a run repaid: by funder's account and facility, and whose the unearned interest is.
SELECT x.programme_id, g.settlement_account_id, g.operating_account_id, x.own_account_id, x.facility_id, x.refund_owner_id AS owner_id,
    x.set_off, sum(x.amount_won)::bigint AS amount_won, sum(x.fee_won)::bigint AS fee_won, sum(x.refund_won)::bigint AS refund_won
FROM ledger.repaid x JOIN programmes.programme g ON g.programme_id = x.programme_id
WHERE x.run_id = %(run_id)s AND x.posted_xid >= %(first_xid)s
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 4, 5, 6;

-- name: post_due_children
-- Phase 2 of a chunk: parked money is paid, and what it earned while it lay there is owed to its owner.
WITH item AS MATERIALIZED (
    SELECT d.receivable_id, d.holder_id, d.face_won, d.retained_won - d.locked_won AS retained_won, d.locked_won,
        CASE WHEN d.unclaimed THEN parent.holder_id ELSE d.holder_id END AS payee_id,
        CASE t.refund_owner WHEN 'first_tier' THEN root.holder_id ELSE parent.holder_id END AS owner_id,
        -- Days up to the stated day: a closed day moves the payment, not the days that are counted.
        ledger.interest_won(d.retained_won, t.deposit_incentive_rate_annual,
            least(%(day)s::date, d.matures_on) - coalesce(d.parked_since, root.booked_on), t.rounding) AS incentive_won
    FROM settlement.payable(%(programme_id)s, %(root_from)s, %(root_to)s, %(previous_day)s, %(day)s) d
    JOIN ledger.settled root ON root.programme_id = %(programme_id)s AND root.receivable_id = d.root_id AND root.phase = 1
    JOIN programmes.terms t ON t.programme_id = %(programme_id)s AND t.terms_id = d.terms_id
    -- The parent is read only where it is the payee or the owner: a subquery a row for few rows.
    CROSS JOIN LATERAL (SELECT CASE WHEN d.unclaimed OR t.refund_owner <> 'first_tier' THEN (
        SELECT p.holder_id FROM receivables.receivable p
        WHERE p.programme_id = %(programme_id)s AND p.receivable_id = d.parent_id) END AS holder_id) parent
), settled AS (
    INSERT INTO ledger.settled (programme_id, receivable_id, phase, is_root, holder_id, own_account_id, face_won, retained_won, sold_won,
        locked_won, incentive_won, incentive_owner_id, run_id, booked_on, posted_xid)
    SELECT %(programme_id)s, receivable_id, 2, false, holder_id, %(deposit_account_id)s, face_won, retained_won, 0, locked_won, incentive_won,
        CASE WHEN incentive_won > 0 THEN owner_id END, %(run_id)s, %(day)s, (SELECT ledger.this_xid())
    FROM item
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT %(programme_id)s, 1, receivable_id, retained_won, payee_id, %(deposit_account_id)s, %(run_id)s, %(day)s
    FROM item WHERE retained_won > 0
)
UPDATE settlement.chunk SET posted_count = t.n, posted_won = t.won
FROM (SELECT count(*) AS n, coalesce(sum(retained_won + locked_won), 0) AS won FROM item) t
WHERE run_id = %(run_id)s AND chunk_no = %(chunk_no)s;

-- name: pay_incentives
-- What parked money earned, one payout an owner and day, from the institution's own account; one part of the programmes.
-- A programme is paid in one transaction: where a run was killed, those it had paid are left out whole.
WITH unpaid AS MATERIALIZED (
    SELECT p.programme_id, p.operating_account_id FROM programmes.programme p
    WHERE p.programme_id %% %(parts)s = %(part)s AND p.programme_id <> ALL(%(withholding)s::int[]) AND NOT EXISTS (SELECT FROM payouts.payout o
        WHERE o.run_id = %(run_id)s AND o.purpose = 3 AND o.programme_id = p.programme_id)
), earned AS MATERIALIZED (
    SELECT s.programme_id, s.incentive_owner_id AS owner_id, p.operating_account_id,
        s.incentive_owner_id * 100000 + (%(day)s::date - date '2000-01-01') AS source_id, sum(s.incentive_won)::bigint AS won
    FROM ledger.settled s JOIN unpaid p ON p.programme_id = s.programme_id
    WHERE s.run_id = %(run_id)s AND s.posted_xid >= %(first_xid)s AND s.incentive_won > 0
    GROUP BY 1, 2, 3
    ORDER BY 1, 4 -- in the order of the keys they are written under: 1.5 times the rate
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, 3, source_id, won, owner_id, operating_account_id, %(run_id)s, %(day)s FROM earned
)
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
SELECT programme_id, %(kind)s, source_id, ledger.account(230, owner_id), ledger.account(201, operating_account_id), won, %(day)s
FROM earned;

-- name: pay_incentives_at_changes
-- What parked money earned before it was passed on, one payout a change.
WITH earned AS MATERIALIZED (
    SELECT l.programme_id, l.item_id, l.credit, l.amount_won, p.operating_account_id
    FROM ledger.line l JOIN programmes.programme p ON p.programme_id = l.programme_id
    WHERE l.kind = %(incentive_kind)s AND l.booked_on BETWEEN %(previous_day)s AND %(day)s
        AND l.programme_id <> ALL(%(withholding)s::int[])
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, 2, item_id, amount_won, ledger.owner_of(credit), operating_account_id, %(run_id)s, %(day)s FROM earned
    ON CONFLICT DO NOTHING RETURNING programme_id, source_id, amount_won, payee_id, own_account_id
)
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
SELECT programme_id, %(kind)s, source_id, ledger.account(230, payee_id), ledger.account(201, own_account_id), amount_won, %(day)s
FROM paid;

-- name: prove_chunks
-- Control totals: what was expected, what the chunks posted, and how many are not posted.
SELECT coalesce(sum(expected_count), 0)::bigint AS expected_count, coalesce(sum(expected_won), 0)::bigint AS expected_won,
    coalesce(sum(posted_count), 0)::bigint AS posted_count, coalesce(sum(posted_won), 0)::bigint AS posted_won,
    count(*) FILTER (WHERE posted_count IS NULL) AS open_chunks
FROM settlement.chunk WHERE run_id = %(run_id)s;

-- name: prove_settled
-- The journal's side of a run: rows, won paid out to holders, won parked, faces discharged.
SELECT count(*) AS row_count,
    coalesce(sum(retained_won) FILTER (WHERE is_root OR phase = 2), 0)::bigint AS paid_won,
    coalesce(sum(retained_won) FILTER (WHERE phase = 1 AND NOT is_root), 0)::bigint AS parked_won,
    coalesce(sum(face_won) FILTER (WHERE is_root), 0)::bigint AS face_won,
    coalesce(sum(sold_won), 0)::bigint AS sold_won,
    coalesce(sum(locked_won), 0)::bigint AS locked_won,
    coalesce(sum(incentive_won), 0)::bigint AS incentive_won
FROM ledger.settled WHERE run_id = %(run_id)s AND posted_xid >= %(first_xid)s;

-- name: prove_payouts
-- The payouts' side of a run, by purpose.
SELECT count(*) AS payout_count,
    coalesce(sum(amount_won) FILTER (WHERE purpose = 1), 0)::bigint AS paid_won,
    coalesce(sum(amount_won) FILTER (WHERE purpose = 3), 0)::bigint AS incentive_won,
    coalesce(sum(amount_won) FILTER (WHERE purpose = 4), 0)::bigint AS transfer_won,
    coalesce(sum(amount_won) FILTER (WHERE purpose = 6), 0)::bigint AS repaid_won,
    (SELECT coalesce(sum(x.amount_won), 0)::bigint FROM ledger.repaid x WHERE x.run_id = %(run_id)s
        AND x.posted_xid >= %(first_xid)s) AS bought_won,
    (SELECT coalesce(sum(l.amount_won), 0)::bigint FROM ledger.line l WHERE l.kind = 40 AND l.posted_xid >= %(first_xid)s
        AND l.booked_on = (SELECT day FROM settlement.run WHERE run_id = %(run_id)s)) AS set_off_won
FROM payouts.payout WHERE run_id = %(run_id)s;
