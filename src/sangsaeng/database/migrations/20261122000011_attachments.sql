-- migrate:up
-- G6: creditors of a company reach what it retains itself and has not been paid; never what it passed on or sold.
ALTER TABLE receivables.receivable ADD COLUMN locked_won bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT g6_ring_fenced CHECK (locked_won BETWEEN 0 AND retained_won);

-- A court's attachment order (압류) or provisional attachment (가압류) against a company.
CREATE TABLE receivables.attachment (
    attachment_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    kind text NOT NULL CHECK (kind IN ('attachment', 'provisional_attachment')),
    reference text NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    served_on date NOT NULL,
    released_on date,
    CONSTRAINT one_order UNIQUE (company_id, reference)
);
-- What an order locks of one receivable, until it is released.
CREATE TABLE receivables.lock (
    programme_id int NOT NULL,
    lock_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    attachment_id bigint NOT NULL REFERENCES receivables.attachment,
    locked_won bigint NOT NULL CHECK (locked_won > 0),
    locked_on date NOT NULL,
    released_on date,
    PRIMARY KEY (programme_id, lock_id),
    CONSTRAINT one_lock UNIQUE (attachment_id, programme_id, receivable_id),
    FOREIGN KEY (programme_id, receivable_id) REFERENCES receivables.receivable
);
CREATE INDEX lock_of_receivable ON receivables.lock (programme_id, receivable_id);
CREATE INDEX lock_released ON receivables.lock (released_on) WHERE released_on IS NOT NULL;
GRANT SELECT, INSERT ON receivables.attachment, receivables.lock TO sangsaeng_app;
GRANT UPDATE (released_on) ON receivables.attachment, receivables.lock TO sangsaeng_app;
GRANT UPDATE (locked_won) ON receivables.receivable TO sangsaeng_app;

-- As before, with what is locked.
DROP FUNCTION settlement.payable(int, bigint, bigint, date, date);
CREATE FUNCTION settlement.payable(p_programme int, p_from bigint, p_to bigint, p_previous date, p_day date)
RETURNS TABLE (receivable_id bigint, root_id bigint, parent_id bigint, holder_id bigint, face_won bigint,
    retained_won bigint, locked_won bigint, matures_on date, terms_id bigint, parked_since date, unclaimed boolean)
LANGUAGE sql STABLE AS $$
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.locked_won, r.matures_on, r.terms_id, r.parked_since, false
    FROM receivables.receivable r
    WHERE r.programme_id = p_programme AND r.root_id BETWEEN p_from AND p_to
        AND r.matures_on = ANY(ARRAY(SELECT generate_series(p_previous + 1, p_day, interval '1 day')::date))
        AND r.parent_id IS NOT NULL AND r.retained_won > 0 AND r.cancelled_on IS NULL
    UNION ALL
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.locked_won, r.matures_on, r.terms_id, r.parked_since, false
    FROM settlement.funded_root f
    JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.root_id = f.root_id AND r.parent_id IS NOT NULL
    WHERE f.programme_id = p_programme AND f.root_id BETWEEN p_from AND p_to
        AND f.settles_on > p_previous AND f.settles_on <= p_day AND f.covered_on > f.matures_on
        AND r.matures_on <= p_previous AND r.retained_won > 0 AND r.cancelled_on IS NULL
    UNION ALL
    SELECT r.receivable_id, r.root_id, r.parent_id, r.holder_id, r.face_won, r.retained_won, r.locked_won, r.matures_on, r.terms_id, r.parked_since, true
    FROM receivables.receivable r
    WHERE r.cancel_reason = 'unclaimed_parked' AND r.cancelled_on > p_previous AND r.cancelled_on <= p_day
        AND r.programme_id = p_programme AND r.root_id BETWEEN p_from AND p_to
$$;
ALTER TABLE settlement.chunk ADD COLUMN sold_won bigint NOT NULL DEFAULT 0;
GRANT UPDATE (sold_won) ON settlement.chunk TO sangsaeng_app;
-- migrate:down
