-- migrate:up
-- What one institution may know and do of others' (G12, G13).
-- The company of a number, for an institution or the operator that must ask its people to agree: its number in the book and
-- nothing else. Each look is an act that somebody entered, and an event of the log.
CREATE FUNCTION parties.to_agree(p_number text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN (SELECT c.company_id FROM parties.company c WHERE c.business_number = p_number AND EXISTS (SELECT FROM parties.office o
        WHERE o.company_id = parties.me() AND o.office IN ('institution', 'operator')));

-- A default proceeding reaches every programme of its buyer: what came of its steps is the operator's. Who runs a programme of the
-- buyer's sees how far it is.
ALTER POLICY sees ON settlement.playbook_step USING ((SELECT parties.i_operate()));
CREATE FUNCTION settlement.steps_done(p_playbook bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN (SELECT count(*) FROM settlement.playbook_step s JOIN settlement.playbook b ON b.playbook_id = s.playbook_id
        WHERE s.playbook_id = p_playbook AND (parties.i_operate() OR EXISTS (SELECT FROM programmes.programme p
            WHERE p.buyer_id = b.buyer_id AND parties.me() IN (p.institution_id, p.foundation_id))));

-- The proof of the newest run that is proven. Its equations are of the whole book: of every institution's programmes at once, for
-- the operator and the Foundation; to who runs a programme only what is proven of its own.
CREATE OR REPLACE FUNCTION settlement.newest_proof() RETURNS TABLE (run_id bigint, day date, state text, proof jsonb)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog AS $$
    SELECT r.run_id, r.day, r.state, CASE WHEN whole.seen THEN r.proof ELSE jsonb_build_object('equations', own.equations) END
    FROM settlement.run r
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM parties.office o WHERE o.company_id = parties.me()
        AND o.office IN ('operator', 'foundation')) AS seen) whole
    CROSS JOIN LATERAL (SELECT jsonb_agg(e.one ORDER BY e.place) AS equations
        FROM jsonb_array_elements(r.proof -> 'equations') WITH ORDINALITY e(one, place)
        WHERE e.one ->> 'what' IN (SELECT 'deposit_of_programme_' || n FROM unnest(programmes.mine()) n)) own
    WHERE r.proof IS NOT NULL AND (whole.seen OR own.equations IS NOT NULL) ORDER BY r.day DESC LIMIT 1
$$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['parties.to_agree(text)', 'settlement.steps_done(bigint)']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sangsaeng_web', made);
    END LOOP;
END $$;
-- migrate:down
