-- migrate:up
-- The chart: an account's number is kind x 10^15 + the number of its owner.
CREATE TABLE ledger.account_kind (
    kind smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    nature text NOT NULL CHECK (nature IN ('debit', 'credit')),
    owned_by text NOT NULL CHECK (owned_by IN ('own_account', 'receivable', 'programme', 'company')),
    -- G5: nobody can have a claim on a supplier: a company never owns an account that is debited.
    CONSTRAINT g5_no_recourse CHECK (NOT (owned_by = 'company' AND nature = 'debit'))
);
INSERT INTO ledger.account_kind VALUES
    (101, 'bank', 'debit', 'own_account'),
    (102, 'incoming', 'debit', 'own_account'),
    (110, 'undertaking', 'debit', 'receivable'),
    (130, 'incentive_cost', 'debit', 'programme'),
    (201, 'outgoing', 'credit', 'own_account'),
    (202, 'returned', 'credit', 'own_account'),
    (203, 'unidentified', 'credit', 'own_account'),
    (204, 'institution_funds', 'credit', 'own_account'),
    (210, 'claim', 'credit', 'receivable'),
    (211, 'sold', 'credit', 'receivable'),
    (212, 'parked', 'credit', 'receivable'),
    (213, 'funded', 'credit', 'receivable'),
    (220, 'buyer_money', 'credit', 'programme'),
    (221, 'buyer_deposit', 'credit', 'programme'),
    (230, 'incentive_due', 'credit', 'company');

CREATE TABLE ledger.line_kind (kind smallint PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO ledger.line_kind VALUES
    (1, 'issue'), (2, 'pass_on'), (3, 'pass_on_parked'), (4, 'cancel'), (5, 'receipt'),
    (6, 'allocate'), (7, 'deposit_capture'), (8, 'parking_transfer'), (9, 'payout_debited'),
    (10, 'transfer_credited'), (11, 'payout_returned'), (12, 'payout_rejected'),
    (13, 'payout_resent'), (14, 'incentive_paid_at_change'), (15, 'incentive'), (16, 'incentive_paid'),
    (17, 'identified'), (18, 'buyer_deposited'), (20, 'correction');

CREATE FUNCTION ledger.account(kind int, owner bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN kind * 1000000000000000 + owner;
CREATE FUNCTION ledger.kind_of(account bigint) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (account / 1000000000000000)::int;
CREATE FUNCTION ledger.owner_of(account bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN account % 1000000000000000;
CREATE FUNCTION ledger.this_xid() RETURNS bigint
    LANGUAGE sql VOLATILE RETURN pg_current_xact_id()::text::bigint;

-- A line moves an amount from one account to another: it cannot be unbalanced (G9). Append-only.
-- Its key is the item it belongs to and the kind, so a rerun writes the same row or none.
CREATE TABLE ledger.line (
    programme_id int NOT NULL,
    kind smallint NOT NULL,
    item_id bigint NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    receivable_id bigint,
    booked_on date NOT NULL,
    booked_at timestamptz NOT NULL DEFAULT now(),
    posted_xid bigint NOT NULL DEFAULT ledger.this_xid(),
    PRIMARY KEY (programme_id, kind, item_id),
    CONSTRAINT g9_books_balance CHECK (debit <> credit)
);
CREATE INDEX line_of_receivable ON ledger.line (receivable_id) WHERE receivable_id IS NOT NULL;
-- The tail after a checkpoint: transaction numbers grow with the pages, so BRIN finds it.
CREATE INDEX line_tail ON ledger.line USING brin (posted_xid) WITH (pages_per_range = 16, autosummarize = on);

-- Settlement, the bulk kind: one compound row a receivable and phase; its legs are the view below.
-- phase 1: the root's money is there: the root pays its holder, a child's part is parked for it.
-- phase 2: a child's own settlement day: its parked money is paid.
-- The key is the exactly-once lock (G7): a rerun cannot settle a receivable twice.
CREATE TABLE ledger.settled (
    programme_id int NOT NULL,
    receivable_id bigint NOT NULL,
    phase smallint NOT NULL CHECK (phase IN (1, 2)),
    is_root boolean NOT NULL,
    holder_id bigint NOT NULL, -- whose it was when it was settled
    own_account_id int NOT NULL,
    face_won bigint NOT NULL CHECK (face_won > 0),
    retained_won bigint NOT NULL CHECK (retained_won >= 0),
    sold_won bigint NOT NULL CHECK (sold_won >= 0),
    incentive_won bigint NOT NULL CHECK (incentive_won >= 0),
    incentive_owner_id bigint,
    run_id bigint NOT NULL,
    booked_on date NOT NULL,
    posted_xid bigint NOT NULL,
    PRIMARY KEY (programme_id, receivable_id, phase),
    CHECK (phase = 1 OR NOT is_root),
    CHECK (phase = 2 OR incentive_won = 0)
);
CREATE INDEX settled_tail ON ledger.settled USING brin (posted_xid) WITH (pages_per_range = 16, autosummarize = on);

-- A compound row taken apart. Sums of rows of one programme, phase and account come apart alike.
CREATE FUNCTION ledger.settled_legs(p_programme int, p_receivable bigint, p_phase smallint, p_is_root boolean, p_own int,
    p_face bigint, p_retained bigint, p_sold bigint, p_incentive bigint, p_incentive_owner bigint)
RETURNS TABLE (leg int, debit bigint, credit bigint, amount_won bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.leg, v.debit, v.credit, v.amount_won
    FROM (VALUES
        (1, ledger.account(213, p_receivable), ledger.account(110, p_receivable),
            CASE WHEN p_is_root THEN p_face ELSE 0 END),
        (2, ledger.account(CASE WHEN p_phase = 1 THEN 210 ELSE 212 END, p_receivable),
            CASE WHEN p_phase = 1 AND NOT p_is_root THEN ledger.account(212, p_receivable) ELSE ledger.account(201, p_own) END, p_retained),
        (3, ledger.account(211, p_receivable), ledger.account(201, p_own), CASE WHEN p_phase = 1 THEN p_sold ELSE 0 END),
        (4, ledger.account(130, p_programme), ledger.account(230, coalesce(p_incentive_owner, 0)), p_incentive)
    ) AS v(leg, debit, credit, amount_won)
    WHERE v.amount_won > 0
$$;

-- Every leg there is: two-legged lines as they are, and the compound rows taken apart.
CREATE VIEW ledger.leg AS
SELECT programme_id, kind::int, item_id, debit, credit, amount_won, receivable_id, booked_on, posted_xid
FROM ledger.line
UNION ALL
SELECT s.programme_id, 100 + v.leg, s.receivable_id, v.debit, v.credit, v.amount_won, s.receivable_id, s.booked_on, s.posted_xid
FROM ledger.settled s CROSS JOIN LATERAL ledger.settled_legs(s.programme_id, s.receivable_id, s.phase, s.is_root, s.own_account_id,
    s.face_won, s.retained_won, s.sold_won, s.incentive_won, s.incentive_owner_id) v;

-- Debit minus credit of a span of transactions. Accounts of receivables and companies are one a kind
-- (owner 0): millions of them end at zero. Compound rows are summed before they are taken apart.
CREATE FUNCTION ledger.folded(p_from bigint, p_to bigint)
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
    ) x JOIN ledger.account_kind k ON k.kind = ledger.kind_of(x.account)
    GROUP BY 1, 2
$$;

-- Balances: folded from rows of transactions that have surely ended, so a slow one is never lost.
CREATE TABLE ledger.checkpoint (
    programme_id int NOT NULL,
    account bigint NOT NULL,
    balance_won bigint NOT NULL,
    PRIMARY KEY (programme_id, account)
);
CREATE TABLE ledger.fold (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    horizon_xid bigint NOT NULL
);
INSERT INTO ledger.fold VALUES (true, 0);

-- After a dump is restored into another cluster its transaction numbers mean nothing there: new rows would
-- lie below the horizon and be in no balance. The owner starts the fold anew; `migrate` calls it each time.
CREATE FUNCTION ledger.rebase() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE next_xid bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
BEGIN
    IF (SELECT horizon_xid FROM ledger.fold) <= next_xid
       AND NOT EXISTS (SELECT FROM ledger.line WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.settled WHERE posted_xid > next_xid)
    THEN RETURN false;
    END IF;
    UPDATE ledger.line SET posted_xid = 0;
    UPDATE ledger.settled SET posted_xid = 0;
    DELETE FROM ledger.checkpoint;
    UPDATE ledger.fold SET horizon_xid = 0;
    UPDATE settlement.run SET first_xid = 0;
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION ledger.rebase() FROM PUBLIC;

-- Accounts with a floor: one row each, touched once a batch, in account order.
CREATE TABLE ledger.guarded (
    programme_id int NOT NULL,
    account bigint NOT NULL,
    balance_won bigint NOT NULL DEFAULT 0,
    held_won bigint NOT NULL DEFAULT 0 CHECK (held_won >= 0),
    PRIMARY KEY (programme_id, account),
    CONSTRAINT guarded_floor CHECK (balance_won >= held_won)
);
-- A hold sets money aside for an item; captures and releases together never pass it.
CREATE TABLE ledger.hold (
    programme_id int NOT NULL,
    hold_id bigint NOT NULL,
    account bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    placed_on date NOT NULL,
    captured_won bigint NOT NULL DEFAULT 0 CHECK (captured_won >= 0),
    released_won bigint NOT NULL DEFAULT 0 CHECK (released_won >= 0),
    PRIMARY KEY (programme_id, hold_id),
    CONSTRAINT hold_not_exceeded CHECK (captured_won + released_won <= amount_won)
);

-- Up to this day a programme's due receivables are in the hands of a settlement run: no change any more.
-- Written under the programme's exclusive gate, read under its shared gate (ledger/queries.sql).
CREATE TABLE ledger.day_closed (
    programme_id int NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (programme_id, day)
);

-- Keys, proven once a statement instead of once a row (row keys cost three quarters of the rate).
CREATE FUNCTION ledger.line_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT ledger.kind_of(debit) AS kind FROM fresh
                     UNION SELECT ledger.kind_of(credit) FROM fresh) used
        WHERE NOT EXISTS (SELECT FROM ledger.account_kind k WHERE k.kind = used.kind)
    ) OR EXISTS (SELECT FROM fresh WHERE NOT EXISTS (SELECT FROM ledger.line_kind k WHERE k.kind = fresh.kind))
    THEN RAISE EXCEPTION 'unknown account or line kind' USING errcode = '23503', constraint = 'ledger_keys';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_keys AFTER INSERT ON ledger.line
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger.line_keys();

GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO sangsaeng_app;
GRANT INSERT ON ledger.line, ledger.settled, ledger.checkpoint, ledger.guarded, ledger.hold, ledger.day_closed TO sangsaeng_app;
GRANT UPDATE ON ledger.checkpoint, ledger.fold TO sangsaeng_app;
GRANT UPDATE (balance_won, held_won) ON ledger.guarded TO sangsaeng_app;
GRANT UPDATE (captured_won, released_won) ON ledger.hold TO sangsaeng_app;
-- migrate:down
