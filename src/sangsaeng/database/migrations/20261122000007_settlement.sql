-- migrate:up
-- What a buyer owes for one day of one programme, and how that stands.
CREATE TABLE settlement.funding_call (
    programme_id int NOT NULL REFERENCES programmes.programme,
    call_id bigint NOT NULL,
    due_on date NOT NULL,
    called_won bigint NOT NULL CHECK (called_won > 0),
    reference text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('due', 'grace', 'unpaid', 'funded')),
    grace_until date,
    PRIMARY KEY (programme_id, call_id),
    CONSTRAINT one_call_a_day UNIQUE (programme_id, due_on)
);

-- A root whose face the buyer's money covers in full; settled on its settlement day. Append-only.
CREATE TABLE settlement.funded_root (
    programme_id int NOT NULL,
    root_id bigint NOT NULL,
    covered_on date NOT NULL,
    matures_on date NOT NULL,
    settles_on date NOT NULL GENERATED ALWAYS AS (greatest(covered_on, matures_on)) STORED,
    how text NOT NULL CHECK (how IN ('buyer_money', 'buyer_deposit')),
    PRIMARY KEY (programme_id, root_id)
);
CREATE INDEX funded_root_settles ON settlement.funded_root (settles_on);

-- One run a day. Steps in order; each can be done again and adds nothing.
CREATE TABLE settlement.run (
    run_id bigint PRIMARY KEY,
    day date NOT NULL,
    previous_day date,
    first_xid bigint NOT NULL DEFAULT ledger.this_xid(),
    state text NOT NULL CHECK (state IN ('opened', 'frozen', 'posted', 'proven', 'released', 'stopped')),
    stop_reason text,
    proof jsonb,
    opened_at timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz,
    CONSTRAINT one_run_a_day UNIQUE (day)
);
-- A chunk of trees: expected at the freeze, posted by one worker in one transaction.
CREATE TABLE settlement.chunk (
    run_id bigint NOT NULL REFERENCES settlement.run,
    chunk_no int NOT NULL,
    phase smallint NOT NULL CHECK (phase IN (1, 2)),
    programme_id int NOT NULL,
    item_id bigint NOT NULL DEFAULT nextval('ledger.item'),
    root_from bigint NOT NULL,
    root_to bigint NOT NULL,
    expected_count bigint NOT NULL,
    expected_won bigint NOT NULL,
    posted_count bigint,
    posted_won bigint,
    PRIMARY KEY (run_id, chunk_no),
    CONSTRAINT control_totals CHECK (posted_count IS NULL
        OR (posted_count = expected_count AND posted_won = expected_won))
);
-- What is to be paid below the root after one run's day up to another's, if its tree is funded: due in
-- these days; or due earlier in a tree whose money came late; or unclaimed and parked, for the parent's holder.
CREATE FUNCTION settlement.payable(p_programme int, p_from bigint, p_to bigint, p_previous date, p_day date)
RETURNS TABLE (receivable_id bigint, root_id bigint, parent_id bigint, holder_id bigint, face_won bigint,
    retained_won bigint, matures_on date, terms_id bigint, parked_since date, unclaimed boolean)
LANGUAGE sql STABLE AS $$
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.matures_on, r.terms_id, r.parked_since, false
    FROM receivables.receivable r
    WHERE r.programme_id = p_programme AND r.root_id BETWEEN p_from AND p_to
        AND r.matures_on = ANY(ARRAY(SELECT generate_series(p_previous + 1, p_day, interval '1 day')::date))
        AND r.parent_id IS NOT NULL AND r.retained_won > 0 AND r.cancelled_on IS NULL
    UNION ALL
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.matures_on, r.terms_id, r.parked_since, false
    FROM settlement.funded_root f
    JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.root_id = f.root_id AND r.parent_id IS NOT NULL
    WHERE f.programme_id = p_programme AND f.root_id BETWEEN p_from AND p_to
        AND f.settles_on > p_previous AND f.settles_on <= p_day AND f.covered_on > f.matures_on
        AND r.matures_on <= p_previous AND r.retained_won > 0 AND r.cancelled_on IS NULL
    UNION ALL
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.matures_on, r.terms_id, r.parked_since, true
    FROM receivables.receivable r
    WHERE r.cancel_reason = 'unclaimed_parked' AND r.cancelled_on > p_previous AND r.cancelled_on <= p_day
        AND r.programme_id = p_programme AND r.root_id BETWEEN p_from AND p_to
$$;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA settlement TO sangsaeng_app;
GRANT UPDATE (called_won, state, grace_until) ON settlement.funding_call TO sangsaeng_app;
GRANT UPDATE (state, stop_reason, proof, released_at) ON settlement.run TO sangsaeng_app;
GRANT UPDATE (posted_count, posted_won) ON settlement.chunk TO sangsaeng_app;
-- migrate:down
