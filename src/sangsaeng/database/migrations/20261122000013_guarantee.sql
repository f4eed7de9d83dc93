-- migrate:up
-- What of the late interest stands for the time since interest_from: however often it is counted in between,
-- a span of unchanged principal is rounded once.
ALTER TABLE settlement.advance ADD COLUMN span_interest_won bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT span_within_interest CHECK (span_interest_won BETWEEN 0 AND late_interest_won);
GRANT UPDATE (span_interest_won) ON settlement.advance TO sangsaeng_app;

-- What an institution guarantees of a buyer, in one programme or (NULL) in all of its own: blocked are the faces of
-- live roots that nobody has covered, used is what it advanced and has not recovered. A root whose face is held
-- out of the buyer's own cash needs no guarantee.
CREATE FUNCTION settlement.guaranteed(p_institution bigint, p_buyer bigint, p_programme int)
RETURNS TABLE (blocked_won bigint, used_won bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(x.blocked), 0)::bigint, coalesce(sum(x.used), 0)::bigint
    FROM programmes.programme p CROSS JOIN LATERAL (
        SELECT r.face_won AS blocked, 0 AS used FROM receivables.receivable r
        WHERE r.programme_id = p.programme_id AND r.parent_id IS NULL AND r.cancelled_on IS NULL
            AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
            AND NOT EXISTS (SELECT FROM ledger.hold h WHERE h.programme_id = r.programme_id AND h.hold_id = r.receivable_id)
        UNION ALL
        SELECT 0, a.amount_won - a.recovered_won FROM settlement.advance a WHERE a.programme_id = p.programme_id) x
    WHERE p.institution_id = p_institution AND p.buyer_id = p_buyer AND p.default_policy = 'institution_advances'
        AND (p_programme IS NULL OR p.programme_id = p_programme)
$$;

-- A facility that is set up late begins with the promises that stand: they are its own from then on, within its
-- limit or not.
CREATE FUNCTION programmes.begins_with_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'guarantee' THEN
        SELECT g.blocked_won, g.used_won INTO NEW.blocked_won, NEW.used_won
        FROM settlement.guaranteed(NEW.provider_id, NEW.buyer_id, NEW.programme_id) g;
    ELSIF NEW.programme_id IS NULL THEN
        SELECT coalesce(sum(f.blocked_won), 0), coalesce(sum(f.used_won), 0) INTO NEW.blocked_won, NEW.used_won
        FROM programmes.facility f
        WHERE f.kind = NEW.kind AND f.provider_id = NEW.provider_id AND f.buyer_id = NEW.buyer_id AND f.programme_id IS NOT NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins_with_what_stands BEFORE INSERT ON programmes.facility
    FOR EACH ROW EXECUTE FUNCTION programmes.begins_with_what_stands();
-- migrate:down
