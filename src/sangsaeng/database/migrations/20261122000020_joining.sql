-- migrate:up
-- Coming on the system. The door knows people, not money: what it must say or do of money it does through functions
-- that answer only to a live invitation.

-- The key terms as they were shown: the very text, so that what was accepted can be read again for ever.
CREATE TABLE parties.agreement_opening (
    opening_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    version text NOT NULL,
    language text NOT NULL CHECK (language IN ('ko', 'en')),
    shown text NOT NULL,
    digest text NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT digest_of_shown CHECK (digest = encode(sha256(convert_to(shown, 'UTF8')), 'hex'))
);
CREATE INDEX opening_of_company ON parties.agreement_opening (company_id, version, digest);
SELECT parties.guard('parties.agreement_opening'::regclass, 'company_id = (SELECT parties.me())');
SELECT parties.open_door('parties.agreement_opening'::regclass);
GRANT SELECT, INSERT ON parties.agreement_opening TO sangsaeng_app, sangsaeng_door;

-- Nothing is accepted that was not shown before, word for word.
CREATE FUNCTION parties.accepted_as_shown() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM parties.agreement_opening o WHERE o.company_id = NEW.company_id AND o.version = NEW.version
        AND o.digest = NEW.digest AND o.language = NEW.language AND o.opened_at = NEW.opened_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'terms that were never shown to company %', NEW.company_id
            USING errcode = '23514', constraint = 'accepted_as_shown';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accepted_as_shown BEFORE INSERT ON parties.agreement_acceptance
    FOR EACH ROW EXECUTE FUNCTION parties.accepted_as_shown();

-- Two people of an institution have seen that this person may bind the company.
CREATE TABLE parties.representative (
    company_id bigint NOT NULL REFERENCES parties.company,
    person_id bigint NOT NULL REFERENCES parties.person,
    confirmed_by bigint NOT NULL REFERENCES parties.company,
    confirmed_by_act bigint NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, person_id)
);
SELECT parties.guard('parties.representative'::regclass, 'company_id = (SELECT parties.me()) OR confirmed_by = (SELECT parties.me())');
GRANT SELECT, INSERT ON parties.representative TO sangsaeng_app, sangsaeng_desk;

-- G13: a mandate lets one person act alone, so that nothing but the act of two people of an institution makes one.
CREATE FUNCTION parties.mandate_by_two() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM parties.act a JOIN parties.office o ON o.company_id = a.company_id AND o.office IN ('institution', 'operator')
    WHERE a.act_id = NEW.given_by_act AND a.action = 'mandates.give' AND a.executing_xid = ledger.this_xid()
        AND cardinality(a.needed_of) > 0 AND a.company_id <> NEW.company_id;
    IF NOT FOUND AND NOT EXISTS (SELECT FROM parties.rehearsal r WHERE r.xid = ledger.this_xid()) THEN
        RAISE EXCEPTION 'a mandate is given by two people of an institution' USING errcode = '23514', constraint = 'g13_mandate';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mandate_by_two BEFORE INSERT ON parties.mandate
    FOR EACH ROW WHEN (current_user = 'sangsaeng_desk') EXECUTE FUNCTION parties.mandate_by_two();

-- Into a company that has people already leads only its own invitation; the first of all leads the first person in.
CREATE FUNCTION parties.invitation_leads_in(p_invitation parties.invitation, p_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN p_invitation.accepted_at IS NULL AND p_invitation.withdrawn_at IS NULL AND p_at < p_invitation.ends_at
        AND (p_invitation.invited_by = p_invitation.company_id OR NOT EXISTS (SELECT FROM parties.power w
            WHERE w.company_id = p_invitation.company_id AND w.ended_at IS NULL));

-- What waits for the company that a live invitation asks, while it is not on the system: whole won, and how many
-- receivables. Of a company that is on it, a link tells nothing.
CREATE FUNCTION parties.waits_for(p_token_digest bytea, p_at timestamptz, OUT waiting_won bigint, OUT waiting bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT coalesce(sum(r.face_won), 0)::bigint, count(r.receivable_id)
    FROM parties.invitation i
    JOIN parties.company c ON c.company_id = i.company_id AND c.joined_on IS NULL
    JOIN receivables.receivable r ON r.holder_id = i.company_id AND r.cancelled_on IS NULL
    WHERE i.token_digest = p_token_digest AND parties.invitation_leads_in(i, p_at);
END;

-- The person takes the invitation: the company is on the system, the person has its role there, and what waited is the
-- company's own; how many receivables. NULL: the invitation leads in no more.
CREATE FUNCTION parties.come_in(p_token_digest bytea, p_person bigint, p_name text, p_size text, p_at timestamptz, p_on date)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    asked parties.invitation;
    claimed bigint;
BEGIN
    SELECT * INTO asked FROM parties.invitation i WHERE i.token_digest = p_token_digest FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    -- Two invitations taken at once wait for each other here: one of them is the first.
    PERFORM FROM parties.company c WHERE c.company_id = asked.company_id FOR UPDATE;
    IF NOT parties.invitation_leads_in(asked, p_at) THEN RETURN NULL; END IF;
    UPDATE parties.invitation SET accepted_at = p_at, accepted_by = p_person WHERE invitation_id = asked.invitation_id;
    UPDATE parties.company SET joined_on = p_on, name = p_name, size = p_size
    WHERE company_id = asked.company_id AND joined_on IS NULL;
    INSERT INTO parties.power (power_id, person_id, company_id, role, limit_won, granted_at)
    VALUES (nextval('ledger.item'), p_person, asked.company_id, asked.role, asked.limit_won, p_at)
    ON CONFLICT (person_id, company_id, role) WHERE ended_at IS NULL DO NOTHING;
    UPDATE receivables.receivable r SET claimed_on = p_on
    WHERE r.holder_id = asked.company_id AND r.claim_by IS NOT NULL AND r.claimed_on IS NULL AND r.cancelled_on IS NULL;
    GET DIAGNOSTICS claimed = ROW_COUNT;
    RETURN claimed;
END $$;

-- Who owes, who runs, and what happens if the buyer does not pay, in each agreement that a company takes part in.
CREATE FUNCTION parties.key_facts(p_company bigint)
    RETURNS TABLE (programme_id int, buyer text, institution text, foundation text, variant text, default_policy text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT p.programme_id, b.name, i.name, f.name, p.variant, p.default_policy
    FROM programmes.participant t
    JOIN programmes.programme p ON p.programme_id = t.programme_id
    JOIN parties.company b ON b.company_id = p.buyer_id
    JOIN parties.company i ON i.company_id = p.institution_id
    JOIN parties.company f ON f.company_id = p.foundation_id
    WHERE t.company_id = p_company ORDER BY p.programme_id;
END;

-- Whether a person has a passkey, or a password with a code: all that an act needs to know of how somebody signs in.
CREATE FUNCTION parties.signs_in_strongly(p_person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.passkey k WHERE k.person_id = p_person AND k.removed_at IS NULL)
        OR EXISTS (SELECT FROM parties.person p WHERE p.person_id = p_person AND p.password_hash IS NOT NULL AND p.totp_sealed IS NOT NULL);

REVOKE EXECUTE ON FUNCTION parties.invitation_leads_in(parties.invitation, timestamptz), parties.waits_for(bytea, timestamptz),
    parties.come_in(bytea, bigint, text, text, timestamptz, date), parties.key_facts(bigint), parties.signs_in_strongly(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties.invitation_leads_in(parties.invitation, timestamptz), parties.waits_for(bytea, timestamptz),
    parties.come_in(bytea, bigint, text, text, timestamptz, date), parties.key_facts(bigint) TO sangsaeng_door;
GRANT EXECUTE ON FUNCTION parties.signs_in_strongly(bigint) TO sangsaeng_desk, sangsaeng_app;
-- The door gives nobody a power but by an invitation.
REVOKE INSERT ON parties.power FROM sangsaeng_door;
REVOKE UPDATE (accepted_at, accepted_by, withdrawn_at) ON parties.invitation FROM sangsaeng_door;
-- migrate:down
