-- migrate:up
-- Early payment and the buyer's default, in the journal.
INSERT INTO ledger.account_kind VALUES
    (120, 'purchased', 'debit', 'own_account'),        -- what a funder bought and was not yet repaid
    (140, 'advance', 'debit', 'receivable'),           -- the institution's claim on the buyer of a root it paid
    (141, 'late_interest_claim', 'debit', 'receivable'),
    (206, 'proceeds_due', 'credit', 'own_account'),    -- sold today, leaves this account at the cut-off
    (231, 'refund_due', 'credit', 'company'),
    (240, 'unearned', 'credit', 'own_account'),        -- interest taken in advance by a funder
    (241, 'earned', 'credit', 'own_account'),
    (242, 'fee', 'credit', 'programme'),
    (243, 'late_interest_earned', 'credit', 'programme'),
    (250, 'withheld_tax', 'credit', 'programme');
INSERT INTO ledger.line_kind VALUES
    (21, 'sale_cancelled'), (22, 'purchase_cancelled'), (23, 'discount_cancelled'), (24, 'proceeds_paid'),
    (25, 'deposit_sale_interest'), (26, 'refund_paid'), (27, 'fee_transfer'), (28, 'tax_withheld'),
    (29, 'tax_remitted'), (30, 'advance'), (31, 'advance_transfer'), (32, 'recovery'), (33, 'recovery_transfer'),
    (34, 'late_interest'), (35, 'late_interest_recovered'), (36, 'released_paid'), (37, 'incentive_tax_withheld'), (40, 'set_off');

-- G5: what is a holder's own is never booked away to a funder, an institution's claim or its income.
ALTER TABLE ledger.line ADD CONSTRAINT g5_no_recourse CHECK (NOT (
    debit / 1000000000000000 IN (210, 212, 230, 231)
    AND credit / 1000000000000000 IN (120, 130, 140, 141, 204, 240, 241, 242, 243)));

-- The one step that rounds, in SQL: amount x rate x days / 365 (kernel.money.interest_won is its oracle).
CREATE FUNCTION ledger.rounded_won(exact numeric, rounding text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE rounding WHEN 'truncate' THEN trunc(exact) ELSE round(exact) END::bigint;
CREATE FUNCTION ledger.interest_won(amount_won bigint, rate_annual numeric, days int, rounding text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ledger.rounded_won(amount_won * rate_annual * greatest(days, 0) / 365, rounding);

-- What stayed in the book of a settled receivable because creditors attached it (G6).
ALTER TABLE ledger.settled ADD COLUMN locked_won bigint NOT NULL DEFAULT 0 CHECK (locked_won >= 0);

-- A part of a sale that one funder bought, or that the deposit itself paid. Compound: its legs are in the view.
-- Append-only; a cancelled purchase has lines of kinds 21-23 against it.
CREATE TABLE ledger.purchase (
    programme_id int NOT NULL,
    purchase_id bigint NOT NULL,
    sale_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    from_deposit boolean NOT NULL,
    facility_id int,
    own_account_id int NOT NULL, -- pays the proceeds: the funder's account, or the deposit account
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    interest_won bigint NOT NULL CHECK (interest_won >= 0),
    booked_on date NOT NULL,
    posted_xid bigint NOT NULL DEFAULT ledger.this_xid(),
    PRIMARY KEY (programme_id, purchase_id),
    CHECK (interest_won <= amount_won), -- a last part of one won may be all interest
    CHECK (from_deposit = (facility_id IS NULL))
);
CREATE INDEX purchase_of_receivable ON ledger.purchase (programme_id, receivable_id);
CREATE INDEX purchase_tail ON ledger.purchase USING brin (posted_xid) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX purchase_of_day ON ledger.purchase USING brin (booked_on) WITH (pages_per_range = 16, autosummarize = on);

-- A purchase whose tree is funded: the funder has its money back, and what it has not earned is owed to its owner.
CREATE TABLE ledger.repaid (
    programme_id int NOT NULL,
    purchase_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    own_account_id int NOT NULL,
    facility_id int NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    earned_won bigint NOT NULL CHECK (earned_won >= 0),
    fee_won bigint NOT NULL CHECK (fee_won >= 0),
    refund_won bigint NOT NULL CHECK (refund_won >= 0),
    refund_owner_id bigint NOT NULL,
    set_off boolean NOT NULL DEFAULT false, -- the funder is the buyer the institution paid for: its money stays for what it owes
    run_id bigint NOT NULL,
    booked_on date NOT NULL,
    posted_xid bigint NOT NULL DEFAULT ledger.this_xid(),
    PRIMARY KEY (programme_id, purchase_id)
);
CREATE INDEX repaid_tail ON ledger.repaid USING brin (posted_xid) WITH (pages_per_range = 16, autosummarize = on);

CREATE FUNCTION ledger.purchase_legs(p_receivable bigint, p_from_deposit boolean, p_own int, p_amount bigint, p_interest bigint)
RETURNS TABLE (leg int, debit bigint, credit bigint, amount_won bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.leg, v.debit, v.credit, v.amount_won
    FROM (VALUES
        (1, ledger.account(CASE WHEN p_from_deposit THEN 212 ELSE 210 END, p_receivable),
            CASE WHEN p_from_deposit THEN ledger.account(206, p_own) ELSE ledger.account(211, p_receivable) END, p_amount),
        (2, ledger.account(120, p_own), ledger.account(206, p_own), CASE WHEN p_from_deposit THEN 0 ELSE p_amount - p_interest END),
        (3, ledger.account(120, p_own), ledger.account(240, p_own), CASE WHEN p_from_deposit THEN 0 ELSE p_interest END)
    ) AS v(leg, debit, credit, amount_won)
    WHERE v.amount_won > 0
$$;

CREATE FUNCTION ledger.repaid_legs(p_programme int, p_own int, p_owner bigint, p_amount bigint, p_earned bigint, p_fee bigint, p_refund bigint,
    p_set_off boolean)
RETURNS TABLE (leg int, debit bigint, credit bigint, amount_won bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.leg, v.debit, v.credit, v.amount_won
    FROM (VALUES
        (1, ledger.account(CASE WHEN p_set_off THEN 204 ELSE 102 END, p_own), ledger.account(120, p_own), p_amount),
        (2, ledger.account(240, p_own), ledger.account(241, p_own), p_earned),
        (3, ledger.account(240, p_own), ledger.account(242, p_programme), p_fee),
        (4, ledger.account(240, p_own), ledger.account(231, p_owner), p_refund)
    ) AS v(leg, debit, credit, amount_won)
    WHERE v.amount_won > 0
$$;

CREATE OR REPLACE VIEW ledger.leg AS
SELECT programme_id, kind::int, item_id, debit, credit, amount_won, receivable_id, booked_on, posted_xid
FROM ledger.line
UNION ALL
SELECT s.programme_id, 100 + v.leg, s.receivable_id, v.debit, v.credit, v.amount_won, s.receivable_id, s.booked_on, s.posted_xid
FROM ledger.settled s CROSS JOIN LATERAL ledger.settled_legs(s.programme_id, s.receivable_id, s.phase, s.is_root, s.own_account_id,
    s.face_won, s.retained_won, s.sold_won, s.incentive_won, s.incentive_owner_id) v
UNION ALL
SELECT p.programme_id, 110 + v.leg, p.purchase_id, v.debit, v.credit, v.amount_won, p.receivable_id, p.booked_on, p.posted_xid
FROM ledger.purchase p CROSS JOIN LATERAL ledger.purchase_legs(p.receivable_id, p.from_deposit, p.own_account_id, p.amount_won, p.interest_won) v
UNION ALL
SELECT r.programme_id, 120 + v.leg, r.purchase_id, v.debit, v.credit, v.amount_won, r.receivable_id, r.booked_on, r.posted_xid
FROM ledger.repaid r CROSS JOIN LATERAL ledger.repaid_legs(r.programme_id, r.own_account_id, r.refund_owner_id, r.amount_won,
    r.earned_won, r.fee_won, r.refund_won, r.set_off) v;

-- Debit minus credit of a span of transactions, as before, with the two new compound kinds.
CREATE OR REPLACE FUNCTION ledger.folded(p_from bigint, p_to bigint)
RETURNS TABLE (programme_id int, account bigint, balance_won bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT x.programme_id, CASE WHEN k.owned_by IN ('receivable', 'company') THEN ledger.account(k.kind, 0) ELSE x.account END,
        sum(x.won)::bigint
    FROM (
        SELECT l.programme_id, l.debit AS account, l.amount_won AS won
        FROM ledger.line l WHERE l.posted_xid >= p_from AND l.posted_xid < p_to
        UNION ALL
        SELECT l.programme_id, l.credit, -l.amount_won
        FROM ledger.line l WHERE l.posted_xid >= p_from AND l.posted_xid < p_to
        UNION ALL
        SELECT s.programme_id, side.account, side.won
        FROM (SELECT programme_id, phase, is_root, own_account_id, sum(face_won)::bigint AS face_won, sum(retained_won)::bigint AS retained_won,
                  sum(sold_won)::bigint AS sold_won, sum(incentive_won)::bigint AS incentive_won
              FROM ledger.settled WHERE posted_xid >= p_from AND posted_xid < p_to
              GROUP BY programme_id, phase, is_root, own_account_id) s
        CROSS JOIN LATERAL ledger.settled_legs(s.programme_id, 0, s.phase, s.is_root, s.own_account_id,
            s.face_won, s.retained_won, s.sold_won, s.incentive_won, 0) v
        CROSS JOIN LATERAL (VALUES (v.debit, v.amount_won), (v.credit, -v.amount_won)) side(account, won)
        UNION ALL
        SELECT p.programme_id, side.account, side.won
        FROM (SELECT programme_id, from_deposit, own_account_id, sum(amount_won)::bigint AS amount_won, sum(interest_won)::bigint AS interest_won
              FROM ledger.purchase WHERE posted_xid >= p_from AND posted_xid < p_to
              GROUP BY programme_id, from_deposit, own_account_id) p
        CROSS JOIN LATERAL ledger.purchase_legs(0, p.from_deposit, p.own_account_id, p.amount_won, p.interest_won) v
        CROSS JOIN LATERAL (VALUES (v.debit, v.amount_won), (v.credit, -v.amount_won)) side(account, won)
        UNION ALL
        SELECT r.programme_id, side.account, side.won
        FROM (SELECT programme_id, own_account_id, set_off, sum(amount_won)::bigint AS amount_won, sum(earned_won)::bigint AS earned_won,
                  sum(fee_won)::bigint AS fee_won, sum(refund_won)::bigint AS refund_won
              FROM ledger.repaid WHERE posted_xid >= p_from AND posted_xid < p_to
              GROUP BY programme_id, own_account_id, set_off) r
        CROSS JOIN LATERAL ledger.repaid_legs(r.programme_id, r.own_account_id, 0, r.amount_won, r.earned_won, r.fee_won, r.refund_won,
            r.set_off) v
        CROSS JOIN LATERAL (VALUES (v.debit, v.amount_won), (v.credit, -v.amount_won)) side(account, won)
    ) x JOIN ledger.account_kind k ON k.kind = ledger.kind_of(x.account)
    GROUP BY 1, 2
$$;

CREATE OR REPLACE FUNCTION ledger.rebase() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE next_xid bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
BEGIN
    IF (SELECT horizon_xid FROM ledger.fold) <= next_xid
       AND NOT EXISTS (SELECT FROM ledger.line WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.settled WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.purchase WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.repaid WHERE posted_xid > next_xid)
    THEN RETURN false;
    END IF;
    UPDATE ledger.line SET posted_xid = 0;
    UPDATE ledger.settled SET posted_xid = 0;
    UPDATE ledger.purchase SET posted_xid = 0;
    UPDATE ledger.repaid SET posted_xid = 0;
    DELETE FROM ledger.checkpoint;
    UPDATE ledger.fold SET horizon_xid = 0;
    UPDATE settlement.run SET first_xid = 0;
    RETURN true;
END $$;
GRANT SELECT, INSERT ON ledger.purchase, ledger.repaid TO sangsaeng_app;

-- What a payout pays grows by: 8 system fee to the operator, 9 an advance to the settlement account, 10 what was
-- recovered of it, 11 a portion released from attachment, 12 tax withheld.
ALTER TABLE payouts.payout DROP CONSTRAINT payout_purpose_check,
    ADD CONSTRAINT payout_purpose_check CHECK (purpose BETWEEN 1 AND 12);
-- migrate:down
