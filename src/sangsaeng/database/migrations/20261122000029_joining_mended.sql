-- migrate:up
-- Who is let in by a link, and when a company is its own: a link proves that somebody was asked, not that it is the company.

-- The act that made an invitation, put down by the database. NULL: it was made on the console.
ALTER TABLE parties.invitation ADD COLUMN made_by_act bigint REFERENCES parties.act;
CREATE FUNCTION parties.invitation_of_its_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.made_by_act := nullif(current_setting('sangsaeng.act', true), '')::bigint;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION parties.invitation_of_its_act() FROM PUBLIC;
CREATE TRIGGER invitation_of_its_act BEFORE INSERT ON parties.invitation FOR EACH ROW EXECUTE FUNCTION parties.invitation_of_its_act();

-- G13: whether a person would give itself a power by a link: who entered or approved the act that made it, or has power there.
CREATE FUNCTION parties.gains_by_its_own(p_invitation parties.invitation, p_person bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.act a WHERE a.act_id = p_invitation.made_by_act AND parties.entered_as(a) = p_person)
        OR EXISTS (SELECT FROM parties.act_decision d WHERE d.act_id = p_invitation.made_by_act AND d.person_id = p_person)
        OR EXISTS (SELECT FROM parties.power w WHERE w.company_id = p_invitation.company_id AND w.person_id = p_person AND w.ended_at IS NULL);

-- As before, but a link tells no more than who invites knows itself: what it promised or passed on, or what is in a programme
-- that it runs. On the console everything is known.
CREATE OR REPLACE FUNCTION parties.waits_for(p_token_digest bytea, p_at timestamptz, OUT waiting_won bigint, OUT waiting bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT coalesce(sum(r.face_won), 0)::bigint, count(r.receivable_id)
    FROM parties.invitation i
    JOIN parties.company c ON c.company_id = i.company_id AND c.joined_on IS NULL
    JOIN receivables.receivable r ON r.holder_id = i.company_id AND r.cancelled_on IS NULL
    WHERE i.token_digest = p_token_digest AND parties.invitation_leads_in(i, p_at)
        AND (i.invited_by IN (r.issuer_id, i.company_id) OR EXISTS (SELECT FROM programmes.programme p
            WHERE p.programme_id = r.programme_id AND i.invited_by IN (p.institution_id, p.foundation_id)));
END;

-- What waited is the company's own from this day; how many receivables.
CREATE FUNCTION parties.claim_what_waits(p_company bigint, p_on date) RETURNS bigint LANGUAGE sql SET search_path = pg_catalog AS $$
    WITH claimed AS (
        UPDATE receivables.receivable r SET claimed_on = p_on
        WHERE r.holder_id = p_company AND r.claim_by IS NOT NULL AND r.claimed_on IS NULL AND r.cancelled_on IS NULL RETURNING 1)
    SELECT count(*) FROM claimed
$$;

-- As before, but a company is on the system only by a link from the console; every other link gives a power there, and the
-- company waits until it is known to be itself (parties.confirm_company). NULL also where a person would give itself the power.
CREATE OR REPLACE FUNCTION parties.come_in(p_token_digest bytea, p_person bigint, p_name text, p_size text, p_at timestamptz, p_on date)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    asked parties.invitation;
    by_hand boolean;
BEGIN
    SELECT * INTO asked FROM parties.invitation i WHERE i.token_digest = p_token_digest FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    -- Two invitations taken at once wait for each other here: one of them is the first.
    PERFORM FROM parties.company c WHERE c.company_id = asked.company_id FOR UPDATE;
    IF NOT parties.invitation_leads_in(asked, p_at) OR parties.gains_by_its_own(asked, p_person) THEN RETURN NULL; END IF;
    UPDATE parties.invitation SET accepted_at = p_at, accepted_by = p_person WHERE invitation_id = asked.invitation_id;
    by_hand := asked.invited_by = asked.company_id AND asked.made_by_act IS NULL;
    UPDATE parties.company SET name = p_name, size = p_size, joined_on = CASE WHEN by_hand THEN p_on END
    WHERE company_id = asked.company_id AND joined_on IS NULL;
    INSERT INTO parties.power (power_id, person_id, company_id, role, limit_won, granted_at)
    VALUES (nextval('ledger.item'), p_person, asked.company_id, asked.role, asked.limit_won, p_at)
    ON CONFLICT (person_id, company_id, role) WHERE ended_at IS NULL DO NOTHING;
    RETURN CASE WHEN by_hand THEN parties.claim_what_waits(asked.company_id, p_on) ELSE 0 END;
END $$;

-- The company is itself: a bank said by its business number that an account it named is its own, or the operator saw that one of
-- its people may bind it. From now on it is on the system, and what waited is its own; how many receivables. Otherwise nothing.
CREATE FUNCTION parties.confirm_company(p_company bigint, p_on date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE parties.company c SET joined_on = p_on
    WHERE c.company_id = p_company AND c.joined_on IS NULL
        AND EXISTS (SELECT FROM parties.power w WHERE w.company_id = p_company AND w.ended_at IS NULL)
        AND (EXISTS (SELECT FROM parties.bank_account b JOIN parties.holder_check h ON h.bank_account_id = b.bank_account_id
                WHERE b.company_id = p_company AND b.usable_from IS NOT NULL AND h.outcome = 'matched')
            OR EXISTS (SELECT FROM parties.representative r
                JOIN parties.power w ON w.company_id = r.company_id AND w.person_id = r.person_id AND w.ended_at IS NULL
                JOIN parties.office o ON o.company_id = r.confirmed_by AND o.office = 'operator' WHERE r.company_id = p_company));
    RETURN CASE WHEN FOUND THEN parties.claim_what_waits(p_company, p_on) ELSE 0 END;
END $$;

REVOKE EXECUTE ON FUNCTION parties.gains_by_its_own(parties.invitation, bigint), parties.claim_what_waits(bigint, date),
    parties.confirm_company(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties.gains_by_its_own(parties.invitation, bigint) TO sangsaeng_door;
GRANT EXECUTE ON FUNCTION parties.confirm_company(bigint, date) TO sangsaeng_app, sangsaeng_desk;
-- migrate:down
