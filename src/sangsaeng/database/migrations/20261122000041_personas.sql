-- migrate:up
-- A book that is a demonstration, and whom a visitor may be in it. A book of earnest has no row here and cannot get one: only a
-- sandbox is marked, an empty book only becomes a sandbox, and a persona and its sessions need the mark.
CREATE TABLE parties.demonstration (
    the_one boolean PRIMARY KEY DEFAULT true CHECK (the_one),
    marked_at timestamptz NOT NULL
);
CREATE FUNCTION parties.demonstration_is_sandbox() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM jobs.installation i WHERE i.sandbox) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'only a sandbox is a demonstration' USING errcode = '23514', constraint = 'demonstration_is_sandbox';
END $$;
CREATE TRIGGER demonstration_is_sandbox BEFORE INSERT OR UPDATE ON parties.demonstration
    FOR EACH ROW EXECUTE FUNCTION parties.demonstration_is_sandbox();
-- position: the order in which they are shown. title_code: the sentence that says who it is.
CREATE TABLE parties.persona (
    person_id bigint PRIMARY KEY REFERENCES parties.person,
    company_id bigint NOT NULL REFERENCES parties.company,
    position int NOT NULL UNIQUE,
    title_code text NOT NULL CHECK (title_code <> ''),
    the_one boolean NOT NULL DEFAULT true REFERENCES parties.demonstration
);
ALTER TABLE parties.session DROP CONSTRAINT session_how_check;
ALTER TABLE parties.session ADD CONSTRAINT session_how_check
    CHECK (how IN ('passkey', 'password_totp', 'oidc', 'invitation', 'recovery', 'demo'));
-- In a demonstration nights pass in seconds, and a visitor stays who it is.
ALTER TABLE parties.session DROP CONSTRAINT session_is_short;
ALTER TABLE parties.session ADD CONSTRAINT session_is_short
    CHECK (ends_at <= began_at + interval '13 hours' OR how = 'demo');
CREATE FUNCTION parties.demo_session_of_persona() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM parties.persona p WHERE p.person_id = NEW.person_id) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'nobody but a persona is let in unproved' USING errcode = '23514', constraint = 'demo_session_of_persona';
END $$;
CREATE TRIGGER demo_session_of_persona BEFORE INSERT OR UPDATE OF person_id, how ON parties.session
    FOR EACH ROW WHEN (NEW.how = 'demo') EXECUTE FUNCTION parties.demo_session_of_persona();
-- A persona has no passkey of its own: that the book is a demonstration stands for it.
CREATE OR REPLACE FUNCTION parties.signs_in_strongly(p_person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.passkey k WHERE k.person_id = p_person AND k.removed_at IS NULL)
        OR EXISTS (SELECT FROM parties.person p WHERE p.person_id = p_person AND p.password_hash IS NOT NULL AND p.totp_sealed IS NOT NULL)
        OR EXISTS (SELECT FROM parties.persona a WHERE a.person_id = p_person);
REVOKE EXECUTE ON FUNCTION parties.demonstration_is_sandbox(), parties.demo_session_of_persona() FROM PUBLIC;
SELECT parties.guard(t::regclass, NULL) FROM unnest(ARRAY['parties.demonstration', 'parties.persona']) AS t;
SELECT parties.open_door(t::regclass) FROM unnest(ARRAY['parties.demonstration', 'parties.persona']) AS t;
GRANT SELECT, INSERT ON parties.demonstration, parties.persona TO sangsaeng_app;
GRANT SELECT ON parties.demonstration, parties.persona TO sangsaeng_door;
-- migrate:down
