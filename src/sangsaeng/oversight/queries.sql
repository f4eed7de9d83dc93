-- name: prove_g1_receivables
-- Every receivable: face = retained + passed on + sold.
SELECT coalesce(sum(face_won), 0)::bigint AS left_won, coalesce(sum(retained_won + passed_on_won + sold_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE face_won <> retained_won + passed_on_won + sold_won) AS wrong
FROM receivables.receivable;

-- name: prove_g1_trees
-- Every tree: the root's face = what is retained and sold over the whole tree.
SELECT coalesce(sum(face), 0)::bigint AS left_won, coalesce(sum(parts), 0)::bigint AS right_won, count(*) FILTER (WHERE face <> parts) AS wrong
FROM (SELECT sum(face_won) FILTER (WHERE parent_id IS NULL) AS face, sum(retained_won + sold_won) AS parts
      FROM receivables.receivable WHERE cancelled_on IS NULL OR cancel_reason = 'unclaimed_parked'
      GROUP BY programme_id, root_id) tree;

-- name: prove_g1_journal
-- What holders are owed in the book = what open receivables retain and have sold, and of settled ones what creditors hold.
SELECT (SELECT coalesce(sum(CASE WHEN ledger.kind_of(credit) IN (210, 211, 212) THEN amount_won ELSE 0 END)
             - sum(CASE WHEN ledger.kind_of(debit) IN (210, 211, 212) THEN amount_won ELSE 0 END), 0)::bigint FROM ledger.leg) AS left_won,
    coalesce(sum(r.retained_won + CASE WHEN s1.receivable_id IS NULL THEN r.sold_won ELSE 0 END), 0)::bigint
        + (SELECT coalesce(sum(locked_won), 0)::bigint FROM ledger.settled)
        - (SELECT coalesce(sum(amount_won), 0)::bigint FROM ledger.line WHERE kind = 36) AS right_won, 0 AS wrong
FROM receivables.receivable r
LEFT JOIN ledger.settled s1 ON s1.programme_id = r.programme_id AND s1.receivable_id = r.root_id AND s1.phase = 1
WHERE (r.cancelled_on IS NULL OR r.cancel_reason = 'unclaimed_parked')
    AND NOT EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
        AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END);

-- name: prove_g2
-- What was passed on = the faces of the children, parent by parent.
SELECT coalesce(sum(p.passed_on_won), 0)::bigint AS left_won, coalesce(sum(c.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE p.passed_on_won <> coalesce(c.won, 0)) AS wrong
FROM receivables.receivable p LEFT JOIN (
    SELECT programme_id, parent_id, sum(face_won) AS won FROM receivables.receivable
    WHERE parent_id IS NOT NULL AND (cancelled_on IS NULL OR cancel_reason = 'unclaimed_parked') GROUP BY 1, 2) c
ON c.programme_id = p.programme_id AND c.parent_id = p.receivable_id;

-- name: prove_g3
-- Children due no earlier than their parents, one tier below, inside the programme's tiers.
SELECT coalesce(sum(c.face_won), 0)::bigint AS left_won,
    coalesce(sum(c.face_won) FILTER (WHERE c.matures_on >= p.matures_on AND c.tier = p.tier + 1 AND c.tier <= g.max_tier), 0)::bigint AS right_won, 0 AS wrong
FROM receivables.receivable c
JOIN programmes.programme g ON g.programme_id = c.programme_id
LEFT JOIN receivables.receivable p ON p.programme_id = c.programme_id AND p.receivable_id = c.parent_id
WHERE c.parent_id IS NOT NULL;

-- name: prove_g4
-- What was cancelled = what its holder consented to, or nobody claimed in time.
SELECT coalesce(sum(r.face_won), 0)::bigint AS left_won,
    coalesce(sum(r.face_won) FILTER (WHERE r.retained_won = r.face_won AND (
        (r.cancel_reason IN ('unclaimed', 'unclaimed_parked') AND r.claim_by < r.cancelled_on AND r.claimed_on IS NULL)
        OR EXISTS (SELECT FROM receivables.consent c WHERE c.programme_id = r.programme_id AND c.receivable_id = r.receivable_id
                   AND c.company_id = r.holder_id))), 0)::bigint AS right_won, 0 AS wrong
FROM receivables.receivable r WHERE r.cancelled_on IS NOT NULL;

-- name: prove_g5
-- Nobody has a claim on a supplier: no account of a company stands in debit.
SELECT 0::bigint AS left_won, coalesce(sum(won) FILTER (WHERE won > 0), 0)::bigint AS right_won, 0 AS wrong
FROM (SELECT account, sum(won) AS won FROM (
        SELECT programme_id, debit AS account, amount_won AS won FROM ledger.leg
        UNION ALL SELECT programme_id, credit, -amount_won FROM ledger.leg) x
      JOIN ledger.account_kind k ON k.kind = ledger.kind_of(x.account) AND k.owned_by = 'company'
      GROUP BY programme_id, account) owed;

-- name: prove_g6_receivables
-- Parked money receivable by receivable: the book = what each one retains, or creditors hold of it after its day.
SELECT coalesce(sum(b.won), 0)::bigint AS left_won, coalesce(sum(r.retained_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE b.won IS DISTINCT FROM r.retained_won) AS wrong
FROM (SELECT programme_id, ledger.owner_of(account) AS receivable_id, sum(won) AS won FROM (
        SELECT programme_id, credit AS account, amount_won AS won FROM ledger.leg WHERE ledger.kind_of(credit) = 212
        UNION ALL SELECT programme_id, debit, -amount_won FROM ledger.leg WHERE ledger.kind_of(debit) = 212) x
      GROUP BY 1, 2 HAVING sum(won) <> 0) b
FULL JOIN (SELECT r.programme_id, r.receivable_id, r.retained_won FROM receivables.receivable r
      JOIN ledger.settled s ON s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1
      WHERE r.parent_id IS NOT NULL AND r.retained_won > 0 AND (r.cancelled_on IS NULL OR r.cancel_reason = 'unclaimed_parked')
      AND NOT EXISTS (SELECT FROM ledger.settled t WHERE t.programme_id = r.programme_id AND t.receivable_id = r.receivable_id AND t.phase = 2)
      UNION ALL
      SELECT t.programme_id, t.receivable_id, t.locked_won - coalesce(sum(l.amount_won), 0)
      FROM ledger.settled t LEFT JOIN ledger.line l ON l.programme_id = t.programme_id AND l.receivable_id = t.receivable_id AND l.kind = 36
      WHERE t.phase = 2 AND t.locked_won > 0 GROUP BY t.programme_id, t.receivable_id, t.locked_won
      HAVING t.locked_won > coalesce(sum(l.amount_won), 0)) r
    ON r.programme_id = b.programme_id AND r.receivable_id = b.receivable_id;

-- name: prove_g7_payouts
-- What was settled = what is ordered to be paid, receivable by receivable, to whom it belongs and not before its day;
-- with what creditors hold of it, it is all that was retained.
SELECT coalesce(sum(s.retained_won), 0)::bigint AS left_won, coalesce(sum(p.amount_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE s.retained_won IS DISTINCT FROM coalesce(p.amount_won, 0) OR s.retained_won + s.locked_won IS DISTINCT FROM s.kept_won
        OR (s.retained_won > 0 AND s.owed_to IS DISTINCT FROM p.payee_id) OR s.booked_on < s.due_on) AS wrong
FROM (SELECT s.programme_id, s.receivable_id, s.retained_won, s.locked_won, r.retained_won AS kept_won, s.booked_on, coalesce(r.cancelled_on, r.matures_on) AS due_on,
        CASE WHEN r.cancel_reason IS NULL THEN r.holder_id ELSE parent.holder_id END AS owed_to
      FROM ledger.settled s
      LEFT JOIN receivables.receivable r ON r.programme_id = s.programme_id AND r.receivable_id = s.receivable_id
      LEFT JOIN receivables.receivable parent ON parent.programme_id = r.programme_id AND parent.receivable_id = r.parent_id
      WHERE (s.is_root OR s.phase = 2) AND s.retained_won + s.locked_won > 0) s
FULL JOIN (SELECT programme_id, source_id, amount_won, payee_id FROM payouts.payout WHERE purpose = 1) p
    ON p.programme_id = s.programme_id AND p.source_id = s.receivable_id;

-- name: prove_g7_other
-- Incentives, parking transfers, and what pay for success owes: the journal's lines = the orders to pay, one by one.
SELECT coalesce(sum(l.amount_won), 0)::bigint AS left_won, coalesce(sum(p.amount_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE l.amount_won IS DISTINCT FROM p.amount_won OR (p.payee_id IS NOT NULL AND p.purpose <> 11 AND ledger.owner_of(l.debit) IS DISTINCT FROM p.payee_id)
        OR l.credit IS DISTINCT FROM ledger.account(201, p.own_account_id)
        OR (p.payee_own_account_id IS NOT NULL AND l.debit IS DISTINCT FROM ledger.account(102, p.payee_own_account_id))) AS wrong
FROM (SELECT programme_id, k.purpose, item_id, amount_won, debit, credit
      FROM ledger.line l JOIN (VALUES (8, 4), (14, 2), (16, 3), (26, 7), (27, 8), (31, 9), (33, 10), (39, 12), (36, 11), (63, 13)) k(kind, purpose) ON k.kind = l.kind) l
FULL JOIN (SELECT programme_id, purpose, source_id, amount_won, payee_id, payee_own_account_id, own_account_id
      FROM payouts.payout WHERE purpose NOT IN (1, 5, 6)) p
    ON p.programme_id = l.programme_id AND p.purpose = l.purpose AND p.source_id = l.item_id;

-- name: prove_g7_funded
-- Roots that count as funded = what buyers' money, deposits or the institution's advances were given to them in the journal,
-- each as the root says, and no buyer's money below nothing.
SELECT coalesce(sum(f.won), 0)::bigint AS left_won, coalesce(sum(l.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE f.won IS DISTINCT FROM l.won OR f.how IS DISTINCT FROM l.how)
    + (SELECT count(*) FROM (SELECT programme_id, sum(won) AS won FROM (
          SELECT programme_id, amount_won AS won FROM ledger.leg WHERE ledger.kind_of(debit) IN (220, 221)
          UNION ALL SELECT programme_id, -amount_won FROM ledger.leg WHERE ledger.kind_of(credit) IN (220, 221)) x
        GROUP BY programme_id) below WHERE below.won > 0) AS wrong
FROM (SELECT f.programme_id, f.root_id, f.how, r.face_won AS won FROM settlement.funded_root f
      JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.root_id) f
FULL JOIN (SELECT l.programme_id, l.item_id, k.how, sum(l.amount_won) AS won
      FROM ledger.line l JOIN (VALUES (6, 220, 'buyer_money'), (7, 221, 'buyer_deposit'), (30, 140, 'institution_advance')) k(kind, debited, how)
          ON k.kind = l.kind AND l.debit = ledger.account(k.debited, CASE l.kind WHEN 30 THEN l.item_id ELSE l.programme_id END)
      GROUP BY 1, 2, 3) l
    ON l.programme_id = f.programme_id AND l.item_id = f.root_id;

-- name: prove_g8_sold
-- A won is sold once: what each receivable says is sold = its sales that stand = what funders or the deposit bought of it.
SELECT coalesce(sum(r.sold_won), 0)::bigint AS left_won, coalesce(sum(s.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(r.sold_won, 0) <> coalesce(s.won, 0) OR coalesce(s.won, 0) <> coalesce(s.bought_won, 0)) AS wrong
FROM (SELECT programme_id, receivable_id, sold_won FROM receivables.receivable WHERE sold_won > 0) r
FULL JOIN (SELECT s.programme_id, s.receivable_id, sum(s.amount_won) AS won, sum(p.won) AS bought_won
    FROM early_payment.sale s
    LEFT JOIN (SELECT programme_id, sale_id, sum(amount_won) AS won FROM ledger.purchase GROUP BY 1, 2) p
        ON p.programme_id = s.programme_id AND p.sale_id = s.sale_id
    WHERE s.cancelled_at IS NULL GROUP BY 1, 2) s
    ON s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id;

-- name: prove_g5_booked
-- What is a holder's own was never booked to a funder, to an institution's claim or to its income.
SELECT 0::bigint AS left_won, coalesce(sum(amount_won), 0)::bigint AS right_won, count(*) AS wrong
FROM ledger.leg WHERE ledger.kind_of(debit) IN (210, 212, 230, 231) AND ledger.kind_of(credit) IN (120, 130, 140, 141, 204, 240, 241, 242, 243);

-- name: prove_g7_proceeds
-- What was bought up to the last cut-off = the orders to pay its sellers, one by one; nothing for a sale taken back.
SELECT coalesce(sum(p.won), 0)::bigint AS left_won, coalesce(sum(o.amount_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE p.won IS DISTINCT FROM o.amount_won OR p.seller_id IS DISTINCT FROM o.payee_id
        OR p.own_account_id IS DISTINCT FROM o.own_account_id) AS wrong
FROM (SELECT p.programme_id, p.purchase_id, p.amount_won - p.interest_won AS won, p.own_account_id, s.seller_id
      FROM ledger.purchase p JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
      WHERE p.amount_won > p.interest_won AND p.booked_on <= (SELECT max(day) FROM early_payment.cut_off)) p
FULL JOIN (SELECT programme_id, source_id, amount_won, payee_id, own_account_id FROM payouts.payout WHERE purpose = 5) o
    ON o.programme_id = p.programme_id AND o.source_id = p.purchase_id;

-- name: prove_g7_repaid
-- What funders bought in funded trees = what they were repaid, one by one; and run by run = the transfers from the
-- settlement account to the account of each funder.
SELECT coalesce(sum(p.amount_won), 0)::bigint AS left_won,
    ((SELECT coalesce(sum(amount_won), 0) FROM payouts.payout WHERE purpose = 6)
     + (SELECT coalesce(sum(amount_won), 0) FROM ledger.line WHERE kind = 40))::bigint AS right_won,
    count(*) FILTER (WHERE p.amount_won IS DISTINCT FROM x.amount_won OR p.own_account_id IS DISTINCT FROM x.own_account_id
        OR p.interest_won IS DISTINCT FROM x.earned_won + x.fee_won + x.refund_won)
    + (SELECT count(*) FROM (SELECT s.programme_id, s.receivable_id FROM ledger.settled s
        LEFT JOIN ledger.repaid x ON x.programme_id = s.programme_id AND x.receivable_id = s.receivable_id
        WHERE s.phase = 1 AND s.sold_won > 0 GROUP BY s.programme_id, s.receivable_id, s.sold_won
        HAVING s.sold_won <> coalesce(sum(x.amount_won), 0)) short)
    + (SELECT count(*) FROM (SELECT programme_id, run_id, own_account_id AS funder_account_id, sum(amount_won) AS won
          FROM ledger.repaid WHERE NOT set_off GROUP BY 1, 2, 3) owed
        FULL JOIN (SELECT o.programme_id, o.run_id, o.payee_own_account_id AS funder_account_id, sum(o.amount_won) AS won,
                bool_and(o.own_account_id = g.settlement_account_id) AS from_settlement
            FROM payouts.payout o JOIN programmes.programme g ON g.programme_id = o.programme_id WHERE o.purpose = 6 GROUP BY 1, 2, 3) sent
          ON sent.programme_id = owed.programme_id AND sent.run_id = owed.run_id AND sent.funder_account_id = owed.funder_account_id
        WHERE owed.won IS DISTINCT FROM sent.won OR NOT sent.from_settlement) AS wrong
FROM (SELECT p.programme_id, p.purchase_id, p.amount_won, p.interest_won, p.own_account_id
      FROM ledger.purchase p
      JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
      JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id
      JOIN ledger.settled f ON f.programme_id = r.programme_id AND f.receivable_id = r.root_id AND f.phase = 1
      WHERE NOT p.from_deposit) p
FULL JOIN ledger.repaid x ON x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id;

-- name: prove_g9_interest
-- Over all history: interest taken from sellers = earned by funders + system fee + refunded + not yet earned; and the
-- last is what stands as unearned in the journal.
WITH taken AS (
    SELECT p.interest_won, p.from_deposit, p.booked_on, EXISTS (SELECT FROM ledger.repaid x
        WHERE x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id) AS is_repaid
    FROM ledger.purchase p
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
), sums AS (
    SELECT coalesce(sum(interest_won), 0) AS all_won,
        coalesce(sum(interest_won) FILTER (WHERE NOT from_deposit AND NOT is_repaid), 0) AS unearned_won,
        coalesce(sum(interest_won) FILTER (WHERE from_deposit AND booked_on > coalesce(
            (SELECT max(day) FROM early_payment.cut_off), date '1900-01-01')), 0) AS sold_today_won
    FROM taken
)
SELECT all_won::bigint AS left_won,
    (unearned_won + sold_today_won + (SELECT coalesce(sum(earned_won + fee_won + refund_won), 0) FROM ledger.repaid)
     + (SELECT coalesce(sum(amount_won), 0) FROM ledger.line WHERE kind = 25))::bigint AS right_won,
    (unearned_won <> (SELECT coalesce(sum(CASE WHEN ledger.kind_of(credit) = 240 THEN amount_won ELSE -amount_won END), 0)
        FROM ledger.leg WHERE (ledger.kind_of(credit) = 240) <> (ledger.kind_of(debit) = 240)))::int AS wrong
FROM sums;

-- name: prove_g9_facilities
-- Per facility to purchase: blocked and used = what it bought and was not repaid, before and after the cut-off.
SELECT coalesce(sum(f.blocked_won + f.used_won), 0)::bigint AS left_won, coalesce(sum(b.blocked_won + b.used_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE f.blocked_won <> coalesce(b.blocked_won, 0) OR f.used_won <> coalesce(b.used_won, 0)) AS wrong
FROM programmes.facility f
LEFT JOIN (SELECT k.facility_id,
        coalesce(sum(p.amount_won) FILTER (WHERE p.booked_on > cut.day), 0) AS blocked_won,
        coalesce(sum(p.amount_won) FILTER (WHERE p.booked_on <= cut.day), 0) AS used_won
      -- What each counts: its own purchases, and a cap those of every facility below it. Two keys, two joins.
      FROM (SELECT facility_id, facility_id AS counted_id FROM programmes.facility
            UNION SELECT cap.facility_id, below.facility_id FROM programmes.facility cap
            JOIN programmes.facility below ON below.kind = cap.kind AND below.provider_id = cap.provider_id AND below.buyer_id = cap.buyer_id
            WHERE cap.programme_id IS NULL) k
      JOIN ledger.purchase p ON p.facility_id = k.counted_id
      JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
      CROSS JOIN (SELECT coalesce(max(day), date '1900-01-01') AS day FROM early_payment.cut_off) cut
      WHERE NOT EXISTS (SELECT FROM ledger.repaid x WHERE x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id)
      GROUP BY 1) b ON b.facility_id = f.facility_id
WHERE f.kind = 'purchase';

-- name: prove_g10
-- Every sale's interest = what its root's terms, the day's base rate, the tenor and the day make it, whoever sold; one base rate and one auction's rate a day.
SELECT coalesce(sum(s.interest_won), 0)::bigint AS left_won, coalesce(sum(ledger.interest_won(s.amount_won, x.rate, s.days, t.rounding)), 0)::bigint AS right_won,
    count(*) FILTER (WHERE s.rate_annual <> x.rate OR s.days <> r.matures_on - s.sold_on OR s.fee_rate_annual <> least(t.system_fee_rate_annual, x.rate)
        OR s.auction_rate_annual IS DISTINCT FROM CASE WHEN t.auction THEN a.rate_annual END)
    + (SELECT count(*) FROM (SELECT sold_on FROM early_payment.sale WHERE base_rate_annual IS NOT NULL
        GROUP BY sold_on HAVING count(DISTINCT base_rate_annual) > 1) two) AS wrong
FROM early_payment.sale s
JOIN receivables.receivable r ON r.programme_id = s.programme_id AND r.receivable_id = s.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
LEFT JOIN early_payment.auction a ON a.programme_id = s.programme_id AND a.for_day = s.sold_on
CROSS JOIN LATERAL (SELECT early_payment.rate_of(t.follows_base_rate, t.early_payment_rate_annual, t.tenor_from_days, t.tenor_add_annual,
    t.auction, t.system_fee_rate_annual, s.days, s.base_rate_annual, s.auction_rate_annual) AS rate) x;

-- name: prove_g7_bank
-- What left our accounts for payouts, less what came back = what stands as credited or still uncertain at the bank.
SELECT coalesce((SELECT sum(CASE meaning WHEN 'payout' THEN amount_won ELSE -amount_won END) FROM payouts.bank_entry
        WHERE meaning IN ('payout', 'payout_return')), 0)::bigint AS left_won,
    coalesce(sum(a.amount_won) FILTER (WHERE a.state = 'credited' AND EXISTS (
        SELECT FROM payouts.bank_entry e WHERE e.meaning = 'payout' AND e.end_to_end_id = a.end_to_end_id)), 0)::bigint AS right_won,
    (SELECT count(*) FROM (SELECT FROM payouts.attempt WHERE state = 'credited'
        GROUP BY programme_id, purpose, source_id HAVING count(*) > 1) twice) AS wrong
FROM payouts.attempt a;

-- name: prove_g8
-- What is promised on each invoice = the faces of live receivables that rest on it, none above its total.
SELECT coalesce(sum(e.financed_won), 0)::bigint AS left_won, coalesce(sum(r.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(e.financed_won, 0) <> coalesce(r.won, 0) OR e.financed_won > e.total_won)
    + (SELECT count(*) FROM receivables.receivable WHERE parent_id IS NULL AND evidence_id IS NULL) AS wrong
FROM receivables.evidence e
FULL JOIN (SELECT evidence_id, sum(face_won) AS won FROM receivables.receivable
      WHERE evidence_id IS NOT NULL AND (cancelled_on IS NULL OR cancel_reason = 'unclaimed_parked') GROUP BY 1) r
    ON r.evidence_id = e.evidence_id;

-- name: prove_g9_lines
-- Every line's accounts and receivable are there.
SELECT count(*) AS left_won, count(*) FILTER (WHERE kd.kind IS NOT NULL AND kc.kind IS NOT NULL
        AND (l.receivable_id IS NULL OR r.receivable_id IS NOT NULL)) AS right_won, 0 AS wrong
FROM ledger.leg l
LEFT JOIN ledger.account_kind kd ON kd.kind = ledger.kind_of(l.debit)
LEFT JOIN ledger.account_kind kc ON kc.kind = ledger.kind_of(l.credit)
LEFT JOIN receivables.receivable r ON r.programme_id = l.programme_id AND r.receivable_id = l.receivable_id;

-- name: prove_g9_checkpoint
-- Checkpoint and tail = all legs summed from the beginning: every account, compared one by one, over what stands in debit.
SELECT coalesce(sum(greatest(a.won, 0)), 0)::bigint AS left_won, coalesce(sum(greatest(b.won, 0)), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(a.won, 0) <> coalesce(b.won, 0)) AS wrong
FROM (SELECT programme_id, account, sum(balance_won) AS won FROM (
          SELECT programme_id, account, balance_won FROM ledger.checkpoint
          UNION ALL SELECT * FROM ledger.folded((SELECT horizon_xid FROM ledger.fold), 9223372036854775807)) kept
      GROUP BY 1, 2) a
FULL JOIN (SELECT programme_id, CASE WHEN k.owned_by IN ('receivable', 'company') THEN ledger.account(k.kind, 0) ELSE x.account END AS account,
               sum(x.won) AS won
           FROM (SELECT programme_id, debit AS account, amount_won AS won FROM ledger.leg
                 UNION ALL SELECT programme_id, credit, -amount_won FROM ledger.leg) x
           JOIN ledger.account_kind k ON k.kind = ledger.kind_of(x.account) GROUP BY 1, 2) b
    ON b.programme_id = a.programme_id AND b.account = a.account;

-- name: prove_g7_due
-- What fell due in funded trees up to the last released run = what was settled of it.
SELECT coalesce(sum(d.won), 0)::bigint AS left_won, coalesce(sum(d.won) FILTER (WHERE d.settled), 0)::bigint AS right_won,
    count(*) FILTER (WHERE NOT d.settled) AS wrong
FROM (
    SELECT r.face_won AS won, EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = f.programme_id
        AND s.receivable_id = f.root_id AND s.phase = 1) AS settled
    FROM settlement.funded_root f
    JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.root_id
    WHERE f.settles_on <= (SELECT max(day) FROM settlement.run WHERE state = 'released')
    UNION ALL
    SELECT r.retained_won, EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id
        AND s.receivable_id = r.receivable_id AND s.phase = 2)
    FROM receivables.receivable r
    JOIN settlement.funded_root f ON f.programme_id = r.programme_id AND f.root_id = r.root_id
        AND f.settles_on <= (SELECT max(day) FROM settlement.run WHERE state = 'released')
    WHERE r.parent_id IS NOT NULL AND r.retained_won > 0
        AND (r.cancelled_on IS NULL OR r.cancel_reason = 'unclaimed_parked')
        AND coalesce(r.cancelled_on, r.matures_on) <= (SELECT max(day) FROM settlement.run WHERE state = 'released')
) d;

-- name: prove_g9_banks
-- Each own account: the ledger's balance = the bank's entries; on its last statement's day also the bank's closing.
SELECT own.own_account_id,
    coalesce((SELECT sum(CASE WHEN debit = ledger.account(101, own.own_account_id) THEN amount_won ELSE -amount_won END)
        FROM ledger.line WHERE ledger.account(101, own.own_account_id) IN (debit, credit)), 0)::bigint AS ledger_won,
    coalesce((SELECT sum(CASE direction WHEN 'credit' THEN amount_won ELSE -amount_won END)
        FROM payouts.bank_entry e WHERE e.own_account_id = own.own_account_id), 0)::bigint AS entries_won,
    last.closing_won,
    (SELECT sum(CASE direction WHEN 'credit' THEN amount_won ELSE -amount_won END)::bigint
        FROM payouts.bank_entry e WHERE e.own_account_id = own.own_account_id AND e.booked_on <= last.to_on) AS on_that_day_won
FROM programmes.own_account own
LEFT JOIN LATERAL (SELECT closing_won, to_on FROM payouts.statement s WHERE s.own_account_id = own.own_account_id
    ORDER BY to_on DESC, statement_no DESC LIMIT 1) last ON true
ORDER BY own.own_account_id;

-- name: prove_g11
-- Faces of all receivables = faces of those whose cash-flow digest is still what it was at issue.
SELECT coalesce(sum(r.face_won), 0)::bigint AS left_won,
    coalesce(sum(r.face_won) FILTER (WHERE r.cash_flow_digest = encode(sha256(convert_to(concat_ws('|',
        r.programme_id, r.receivable_id, r.face_won, to_char(r.matures_on, 'YYYY-MM-DD'), t.early_payment_rate_annual,
        t.deposit_incentive_rate_annual, t.rounding, t.refund_owner, p.default_policy,
        nullif(concat_ws(';', t.follows_base_rate, t.auction, t.tenor_from_days, t.tenor_add_annual, t.system_fee_rate_annual),
            'f;f;{};{};0')), 'UTF8')), 'hex')), 0)::bigint AS right_won, 0 AS wrong
FROM receivables.receivable r
LEFT JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
LEFT JOIN programmes.programme p ON p.programme_id = r.programme_id;
