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
-- What an order locks of one receivable, until it is released. What is released after a run had the receivable in
-- hand is no longer its to pay: to_pay_won stays in the book for the next run.
CREATE TABLE receivables.lock (
    programme_id int NOT NULL,
    lock_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    attachment_id bigint NOT NULL REFERENCES receivables.attachment,
    locked_won bigint NOT NULL CHECK (locked_won > 0),
    locked_on date NOT NULL,
    released_on date,
    to_pay_won bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (programme_id, lock_id),
    CONSTRAINT paid_when_released CHECK (to_pay_won BETWEEN 0 AND CASE WHEN released_on IS NULL THEN 0 ELSE locked_won END),
    FOREIGN KEY (programme_id, receivable_id) REFERENCES receivables.receivable
);
CREATE INDEX lock_of_receivable ON receivables.lock (programme_id, receivable_id);
CREATE INDEX lock_of_attachment ON receivables.lock (attachment_id);
CREATE INDEX lock_to_pay ON receivables.lock (programme_id, lock_id) WHERE to_pay_won > 0;

-- G6: an order reaches what its debtor holds, nobody else's, and no more than it was made for.
CREATE FUNCTION receivables.locks_own_portions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM fresh f
        JOIN receivables.attachment a ON a.attachment_id = f.attachment_id
        JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.receivable_id
    WHERE r.holder_id <> a.company_id OR r.cancelled_on IS NOT NULL OR a.amount_won < (
        SELECT sum(l.locked_won) FROM receivables.lock l
        WHERE l.attachment_id = a.attachment_id AND l.released_on IS NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'an attachment reaches only its debtor''s own portions'
            USING errcode = '23514', constraint = 'g6_own_portions';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER locks_own_portions AFTER INSERT ON receivables.lock
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION receivables.locks_own_portions();
GRANT SELECT, INSERT ON receivables.attachment, receivables.lock TO sangsaeng_app;
GRANT UPDATE (released_on) ON receivables.attachment TO sangsaeng_app;
GRANT UPDATE (released_on, to_pay_won) ON receivables.lock TO sangsaeng_app;
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
