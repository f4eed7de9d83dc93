-- migrate:up
-- G13: one person's word lets nobody in again. A company's word is that of two people, neither of them who comes back.
ALTER TABLE parties.recovery_approval DROP CONSTRAINT recovery_approval_pkey;
ALTER TABLE parties.recovery_approval ADD PRIMARY KEY (recovery_id, company_id, approved_by);
CREATE INDEX recovery_approved_by ON parties.recovery_approval (approved_by);
-- A recovery is withdrawn before it is used, or for a day after: what was set up by it ends.
ALTER TABLE parties.recovery
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_by bigint REFERENCES parties.person,
    ADD CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    ADD CONSTRAINT used_before_withdrawn CHECK (used_at <= withdrawn_at);
GRANT UPDATE (withdrawn_at, withdrawn_by) ON parties.recovery TO sangsaeng_app, sangsaeng_door;

-- Whether a company gave its word.
CREATE FUNCTION parties.vouched(p_recovery bigint, p_company bigint) RETURNS boolean LANGUAGE sql STABLE
    RETURN (SELECT count(*) >= 2 FROM parties.recovery_approval a WHERE a.recovery_id = p_recovery AND a.company_id = p_company);
-- Who may speak for a person at a company: its other administrators, and where there are fewer than two the operator's operations
-- people as well. Who came back itself within seven days speaks for nobody.
CREATE FUNCTION parties.may_vouch(p_by bigint, p_person bigint, p_company bigint, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE
    RETURN (SELECT bool_or(v.person_id = p_by AND (v.of_the_company OR v.others < 2)) FROM (
        SELECT s.person_id, s.of_the_company, count(*) FILTER (WHERE s.of_the_company) OVER () AS others FROM (
            SELECT w.person_id, bool_or(w.company_id = p_company AND w.role = 'administrator') AS of_the_company
            FROM parties.power w JOIN parties.person q ON q.person_id = w.person_id AND q.disabled_at IS NULL
            WHERE w.ended_at IS NULL AND w.person_id <> p_person
                AND (w.company_id = p_company AND w.role = 'administrator' OR w.person_id = p_by AND w.role = 'operations'
                    AND EXISTS (SELECT FROM parties.office o WHERE o.company_id = w.company_id AND o.office = 'operator'))
                AND NOT EXISTS (SELECT FROM parties.recovery r WHERE r.person_id = w.person_id AND r.used_at > p_at - interval '7 days')
            GROUP BY w.person_id) s) v);

CREATE FUNCTION parties.vouches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF parties.may_vouch(NEW.approved_by, NEW.person_id, NEW.company_id, NEW.approved_at) IS NOT TRUE
        OR NOT EXISTS (SELECT FROM parties.power w WHERE w.person_id = NEW.person_id AND w.company_id = NEW.company_id AND w.ended_at IS NULL)
        OR EXISTS (SELECT FROM parties.recovery r WHERE r.recovery_id = NEW.recovery_id AND r.withdrawn_at IS NOT NULL)
    THEN RAISE EXCEPTION 'recovery %: not for this person to approve', NEW.recovery_id
        USING errcode = '23514', constraint = 'g13_recovered_by_others';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vouches BEFORE INSERT ON parties.recovery_approval FOR EACH ROW EXECUTE FUNCTION parties.vouches();
CREATE FUNCTION parties.recovered_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM parties.recovery_approval a
        WHERE a.recovery_id = NEW.recovery_id AND parties.vouched(a.recovery_id, a.company_id))
    THEN RAISE EXCEPTION 'recovery % is used without two people''s word', NEW.recovery_id
        USING errcode = '23514', constraint = 'g13_recovered_by_others';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recovered_by_two AFTER INSERT OR UPDATE ON parties.recovery
    FOR EACH ROW WHEN (NEW.used_at IS NOT NULL) EXECUTE FUNCTION parties.recovered_by_two();

-- G13: whoever recovered a colleague's account may own it. For seven days the two are not a first and a second person.
CREATE FUNCTION parties.vouched_lately(p_one bigint, p_other bigint, p_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.recovery r JOIN parties.recovery_approval a ON a.recovery_id = r.recovery_id
        WHERE r.used_at > p_at - interval '7 days' AND (r.person_id, a.approved_by) IN ((p_one, p_other), (p_other, p_one)));
-- The same for who asks.
CREATE FUNCTION parties.vouched_lately_with_me(p_person bigint, p_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN parties.vouched_lately(p_person, parties.my_person(), p_at);
CREATE FUNCTION parties.decided_by_a_stranger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.approved AND EXISTS (SELECT FROM parties.act a
        WHERE a.act_id = NEW.act_id AND parties.vouched_lately(parties.entered_as(a), NEW.person_id, NEW.decided_at))
    THEN RAISE EXCEPTION 'act %: one of the two let the other in again lately', NEW.act_id
        USING errcode = '23514', constraint = 'g13_four_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_by_a_stranger BEFORE INSERT ON parties.act_decision
    FOR EACH ROW EXECUTE FUNCTION parties.decided_by_a_stranger();
REVOKE EXECUTE ON FUNCTION parties.vouched_lately(bigint, bigint, timestamptz), parties.vouched_lately_with_me(bigint, timestamptz),
    parties.decided_by_a_stranger() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties.vouched_lately_with_me(bigint, timestamptz) TO sangsaeng_app, sangsaeng_desk;
-- migrate:down
