-- migrate:up
-- Pay for success: who is called and chosen, what was promised and reserved, what was found, paid, kept and taken back.
CREATE SCHEMA outcomes;
GRANT USAGE ON SCHEMA outcomes TO sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- Chart and kinds: one programme's money lies in one bank account; its books balance by themselves.
ALTER TABLE ledger.account_kind DROP CONSTRAINT account_kind_owned_by_check,
    ADD CONSTRAINT account_kind_owned_by_check CHECK (owned_by IN ('own_account', 'receivable', 'programme', 'company', 'award'));
INSERT INTO ledger.account_kind VALUES
    (150, 'commitment', 'debit', 'programme'),
    (151, 'stage1_advance', 'debit', 'award'),
    (152, 'clawback_due', 'debit', 'award'),
    (260, 'pool', 'credit', 'programme'),
    (261, 'running_reserve', 'credit', 'programme'),
    (262, 'stage1_reserve', 'credit', 'award'),
    (263, 'success_reserve', 'credit', 'award'),
    (264, 'party_payable', 'credit', 'company'),
    (265, 'retention', 'credit', 'award');
INSERT INTO ledger.line_kind VALUES
    (50, 'committed'), (51, 'commitment_paid'), (52, 'running_reserved'), (53, 'stage1_reserved'), (54, 'success_reserved'),
    (55, 'advanced'), (56, 'cost_covered'), (57, 'cost_payable'), (58, 'stage1_released'), (59, 'advance_repaid'),
    (60, 'reward_earned'), (61, 'reward_retained'), (62, 'success_released'), (63, 'party_paid'), (64, 'fee_earned'),
    (65, 'running_released'), (66, 'retention_released'), (67, 'retention_forfeited'), (68, 'clawback_refund'), (69, 'clawback_penalty'),
    (70, 'clawback_paid'), (71, 'clawback_lost'), (72, 'paid_by_receivable'), (73, 'pool_returned'), (74, 'commitment_ended'),
    (75, 'advance_lost'), (76, 'payable_ended'), (77, 'receivable_ended'), (78, 'retention_restored');
ALTER TABLE programmes.own_account DROP CONSTRAINT own_account_purpose_check,
    ADD CONSTRAINT own_account_purpose_check CHECK (purpose IN ('settlement', 'deposit', 'operating', 'funding', 'outcomes'));
ALTER TABLE payouts.payout DROP CONSTRAINT payout_purpose_check,
    ADD CONSTRAINT payout_purpose_check CHECK (purpose BETWEEN 1 AND 13);
-- The two schemes' programmes share the journal: their numbers must never meet.
ALTER TABLE programmes.programme ADD CONSTRAINT below_outcomes CHECK (programme_id < 1000000000);
ALTER TABLE parties.power DROP CONSTRAINT power_role_check,
    ADD CONSTRAINT power_role_check CHECK (role IN ('viewer', 'enterer', 'approver', 'administrator', 'operations', 'credit', 'treasury',
        'auditor', 'foundation', 'ministry', 'programme_officer', 'assessor', 'verifier', 'worker_representative'));

CREATE SEQUENCE outcomes.programme_no AS int START 1000000001 MINVALUE 1000000001;
-- A programme: KOSME administers, KB pays. call and rules: the shapes of outcomes/model_call.py.
CREATE TABLE outcomes.programme (
    programme_id int PRIMARY KEY DEFAULT nextval('outcomes.programme_no') CONSTRAINT above_payments CHECK (programme_id > 1000000000),
    administrator_id bigint NOT NULL REFERENCES parties.company,
    payer_id bigint NOT NULL REFERENCES parties.company,
    own_account_id int UNIQUE REFERENCES programmes.own_account,
    name_ko text NOT NULL CHECK (name_ko <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    budget_won bigint NOT NULL CHECK (budget_won > 0),
    running_won bigint NOT NULL CHECK (running_won >= 0),
    call jsonb NOT NULL,
    rules jsonb NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed', 'ended')),
    CONSTRAINT running_within_budget CHECK (running_won < budget_won),
    CONSTRAINT call_opens_first CHECK (opens_at < closes_at),
    CONSTRAINT payer_does_not_administer CHECK (administrator_id <> payer_id),
    CONSTRAINT account_before_open CHECK (state = 'draft' OR own_account_id IS NOT NULL)
);
-- When results are observed and claimed; the shares of a reward's cap add up to 1 (held when the call opens).
CREATE TABLE outcomes.period (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    period_no smallint NOT NULL CHECK (period_no > 0),
    observed_from date NOT NULL,
    observed_until date NOT NULL,
    claim_until date NOT NULL,
    share numeric NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (programme_id, period_no),
    CONSTRAINT observed_then_claimed CHECK (observed_from < observed_until AND observed_until < claim_until)
);
-- Every change of state of anything here, and why. Append-only: it is what auditors read.
CREATE TABLE outcomes.event (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    event_id bigint NOT NULL,
    subject text NOT NULL, -- the table's name without its schema
    subject_id bigint NOT NULL,
    award_id bigint,
    to_state text NOT NULL,
    reason text, -- a stable code
    facts jsonb NOT NULL DEFAULT '{}',
    act_id bigint,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, event_id)
);
CREATE INDEX event_of_subject ON outcomes.event (programme_id, subject, subject_id);

CREATE TABLE outcomes.application (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    application_id bigint NOT NULL,
    supplier_id bigint NOT NULL REFERENCES parties.company,
    plan jsonb NOT NULL, -- the shape of outcomes/model_call.py: technology, proof, KPI, prices, policy fund
    stage1_won bigint NOT NULL CHECK (stage1_won > 0),
    success_won bigint NOT NULL CHECK (success_won >= 0),
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'eligible', 'ineligible', 'scored', 'recommended',
        'reserve', 'rejected', 'funded', 'declined')),
    reason text,
    submitted_at timestamptz,
    mean_points numeric,
    rank int,
    PRIMARY KEY (programme_id, application_id),
    CONSTRAINT one_application UNIQUE (programme_id, supplier_id),
    CONSTRAINT submitted_with_its_time CHECK ((state = 'draft') = (submitted_at IS NULL))
);
-- Before the closing second; the database says so whatever the faces do.
CREATE FUNCTION outcomes.submitted_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM outcomes.programme p WHERE p.programme_id = NEW.programme_id
        AND (NEW.submitted_at >= p.closes_at OR NEW.submitted_at < p.opens_at)) THEN
        RAISE EXCEPTION 'outside the call' USING errcode = '23514', constraint = 'submitted_in_time';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.submitted_in_time() FROM PUBLIC;
CREATE TRIGGER submitted_in_time BEFORE INSERT OR UPDATE OF submitted_at ON outcomes.application
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION outcomes.submitted_in_time();
-- Who stands behind a supplier, a site or a verifier: owners, officers, agents, accounts. Names sealed; matched by digest.
CREATE TABLE outcomes.related_party (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    related_id bigint NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    relation text NOT NULL CHECK (relation IN ('owner', 'officer', 'family', 'agent', 'account', 'company')),
    named_digest bytea NOT NULL,
    named_sealed bytea NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, related_id)
);
CREATE INDEX related_by_digest ON outcomes.related_party (programme_id, named_digest);
CREATE INDEX related_of_company ON outcomes.related_party (programme_id, company_id);
-- Which pairs of companies are tied, and how: the one look of every step that wants strangers. A company is known by whom it named
-- (people, accounts, companies), by its own number (p_digests, of p_companies, since keys are no database's), by its accounts, and by
-- the people who act for it.
CREATE FUNCTION outcomes.ties(p_programme int, p_ones bigint[], p_others bigint[], p_companies bigint[], p_digests bytea[])
    RETURNS TABLE (one_id bigint, other_id bigint, way text) LANGUAGE sql STABLE SET search_path = pg_catalog
BEGIN ATOMIC
    WITH pair AS (
        SELECT DISTINCT p.one_id, p.other_id FROM unnest(p_ones, p_others) AS p (one_id, other_id)
    ), side AS (
        SELECT p.one_id AS company_id FROM pair p UNION SELECT p.other_id FROM pair p
    ), told AS MATERIALIZED (
        SELECT r.company_id, CASE WHEN r.relation IN ('account', 'company') THEN r.relation ELSE 'name' END AS way,
            r.named_digest AS known_by
        FROM side s JOIN outcomes.related_party r ON r.programme_id = p_programme AND r.company_id = s.company_id
        UNION SELECT c.company_id, 'company', c.digest FROM unnest(p_companies, p_digests) AS c (company_id, digest)
        UNION SELECT b.company_id, 'account', b.account_digest FROM side s JOIN parties.bank_account b ON b.company_id = s.company_id
            WHERE b.account_digest IS NOT NULL
        UNION SELECT w.company_id, 'person', int8send(w.person_id) FROM side s
            JOIN parties.power w ON w.company_id = s.company_id AND w.ended_at IS NULL
        UNION SELECT r.company_id, 'person', int8send(r.person_id) FROM side s JOIN parties.representative r ON r.company_id = s.company_id
    )
    SELECT DISTINCT p.one_id, p.other_id, one.way FROM pair p
    JOIN told one ON one.company_id = p.one_id
    JOIN told other ON other.company_id = p.other_id AND other.way = one.way AND other.known_by = one.known_by;
END;
REVOKE EXECUTE ON FUNCTION outcomes.ties(int, bigint[], bigint[], bigint[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outcomes.ties(int, bigint[], bigint[], bigint[], bytea[]) TO sangsaeng_app, sangsaeng_desk;
-- An assessor's word on whether it is free to judge; without it no score counts.
CREATE TABLE outcomes.conflict (
    programme_id int NOT NULL,
    application_id bigint NOT NULL,
    person_id bigint NOT NULL REFERENCES parties.person,
    conflicted boolean NOT NULL,
    statement text NOT NULL,
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, application_id, person_id),
    FOREIGN KEY (programme_id, application_id) REFERENCES outcomes.application
);
CREATE TABLE outcomes.score (
    programme_id int NOT NULL,
    application_id bigint NOT NULL,
    person_id bigint NOT NULL,
    criterion text NOT NULL,
    points int NOT NULL CHECK (points >= 0),
    locked_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, application_id, person_id, criterion),
    CONSTRAINT scored_by_the_free FOREIGN KEY (programme_id, application_id, person_id) REFERENCES outcomes.conflict
);

-- What was granted. award_id = application_id. G14: the whole success cap is reserved in the same transaction.
CREATE TABLE outcomes.award (
    programme_id int NOT NULL,
    award_id bigint NOT NULL,
    supplier_id bigint NOT NULL REFERENCES parties.company,
    instrument text NOT NULL CHECK (instrument IN ('grant', 'loan', 'guarantee', 'investment')),
    instrument_terms jsonb NOT NULL DEFAULT '{}', -- terms and triggers of a loan, guarantee, investment; the bank's system has the money
    policy_reference text, -- KOSME's policy fund or a guarantee the award is linked to
    stage1_won bigint NOT NULL CHECK (stage1_won >= 0),
    success_cap_won bigint NOT NULL CHECK (success_cap_won >= 0),
    state text NOT NULL DEFAULT 'funded' CHECK (state IN ('funded', 'agreed', 'accepted', 'tail', 'closed', 'terminated')),
    awarded_at timestamptz NOT NULL,
    tail_until date,
    PRIMARY KEY (programme_id, award_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.application,
    -- Money runs here for grants only.
    CONSTRAINT money_of_grants CHECK (instrument = 'grant' OR (stage1_won = 0 AND success_cap_won = 0))
);
CREATE TABLE outcomes.reserve (
    programme_id int NOT NULL,
    award_id bigint NOT NULL,
    part text NOT NULL CHECK (part IN ('stage1', 'success')),
    reserved_won bigint NOT NULL CHECK (reserved_won >= 0),
    spent_won bigint NOT NULL DEFAULT 0 CHECK (spent_won >= 0), -- owed, paid or retained
    released_won bigint NOT NULL DEFAULT 0 CHECK (released_won >= 0), -- back to the pool
    PRIMARY KEY (programme_id, award_id, part),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    CONSTRAINT g14_reserved_reward CHECK (spent_won + released_won <= reserved_won)
);
CREATE FUNCTION outcomes.award_is_reserved() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF (SELECT count(*) FROM outcomes.reserve r WHERE r.programme_id = NEW.programme_id AND r.award_id = NEW.award_id
        AND r.reserved_won = CASE r.part WHEN 'stage1' THEN NEW.stage1_won ELSE NEW.success_cap_won END) <> 2 THEN
        RAISE EXCEPTION 'an award without its reserve' USING errcode = '23514', constraint = 'g14_reserved_reward';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.award_is_reserved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER award_is_reserved AFTER INSERT OR UPDATE ON outcomes.award
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION outcomes.award_is_reserved();

-- Who verifies an award; its nonce's digest is put down before there is a claim, so that no sample can be chosen.
CREATE TABLE outcomes.assignment (
    programme_id int NOT NULL,
    award_id bigint NOT NULL,
    verifier_id bigint NOT NULL REFERENCES parties.company,
    nonce_digest bytea NOT NULL CHECK (length(nonce_digest) = 32),
    assigned_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (programme_id, award_id, verifier_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award
);
CREATE UNIQUE INDEX one_verifier ON outcomes.assignment (programme_id, award_id) WHERE ended_at IS NULL;

CREATE TABLE outcomes.site (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    site_id bigint NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    name text NOT NULL CHECK (name <> ''),
    workplace_number text NOT NULL CHECK (workplace_number ~ '^[0-9]{11}$'), -- COMWEL's 사업장관리번호
    industry_code text NOT NULL CHECK (industry_code ~ '^[A-Z][0-9]{2,5}$'),
    region text NOT NULL,
    headcount int NOT NULL CHECK (headcount > 0),
    hazards text[] NOT NULL CHECK (cardinality(hazards) > 0), -- accident types: fire, caught_in, collision, fall
    state text NOT NULL DEFAULT 'registered' CHECK (state IN ('registered', 'consented', 'withdrawn', 'closed')),
    consent_digest bytea, -- of the text both signed
    owner_person_id bigint REFERENCES parties.person,
    worker_person_id bigint REFERENCES parties.person,
    consented_at timestamptz,
    closed_on date,
    PRIMARY KEY (programme_id, site_id),
    CONSTRAINT one_registration UNIQUE (programme_id, workplace_number),
    -- The owner's word and the workers' are two people's.
    CONSTRAINT g13_four_eyes CHECK (owner_person_id <> worker_person_id),
    CONSTRAINT consented_by_both CHECK (state <> 'consented' OR (consent_digest IS NOT NULL AND owner_person_id IS NOT NULL
        AND worker_person_id IS NOT NULL))
);
-- A site drawn for an award through the gateway: from how many, by which seed.
CREATE TABLE outcomes.match (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    award_id bigint NOT NULL,
    site_id bigint NOT NULL,
    hazard text NOT NULL,
    drawn_from int NOT NULL CHECK (drawn_from > 0),
    seed bytea NOT NULL,
    drawn_at timestamptz NOT NULL,
    supplier_at timestamptz, -- confirmed by each side
    site_at timestamptz,
    state text NOT NULL DEFAULT 'drawn' CHECK (state IN ('drawn', 'confirmed', 'refused', 'installed', 'accepted', 'left', 'closed')),
    reason text,
    PRIMARY KEY (programme_id, match_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    FOREIGN KEY (programme_id, site_id) REFERENCES outcomes.site,
    CONSTRAINT confirmed_by_both CHECK (state IN ('drawn', 'refused', 'left', 'closed') OR (supplier_at IS NOT NULL AND site_at IS NOT NULL))
);
CREATE UNIQUE INDEX one_match_a_site ON outcomes.match (programme_id, site_id) WHERE state NOT IN ('refused', 'closed');

-- What the supplier undertakes, version by version: metric, weight, direction, size relative to the baseline; unit prices.
CREATE TABLE outcomes.target (
    programme_id int NOT NULL,
    award_id bigint NOT NULL,
    version smallint NOT NULL CHECK (version > 0),
    text text NOT NULL, -- canonical JSON of outcomes/model_target.py
    digest bytea NOT NULL,
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'refused', 'superseded')),
    proposed_at timestamptz NOT NULL,
    decided_at timestamptz,
    PRIMARY KEY (programme_id, award_id, version),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    CONSTRAINT digest_of_its_text CHECK (digest = sha256(convert_to(text, 'UTF8')))
);
CREATE UNIQUE INDEX one_approved_target ON outcomes.target (programme_id, award_id) WHERE state = 'approved';
-- What no target may be softer than: the level of a metric that sites of a stratum reach anyway, and where it is from.
CREATE TABLE outcomes.reference (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    stratum text NOT NULL CHECK (stratum ~ '^([A-Z][0-9]{0,5}|\*)$'), -- what an industry code begins with; '*': every site
    metric text NOT NULL,
    value numeric NOT NULL CHECK (value >= 0),
    source text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, stratum, metric)
);
-- How things stood before the works, a metric a match; locked by the verifier, then never changed.
CREATE TABLE outcomes.baseline (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    metric text NOT NULL,
    numerator numeric NOT NULL CHECK (numerator >= 0),
    denominator numeric NOT NULL CHECK (denominator > 0),
    from_on date NOT NULL,
    until_on date NOT NULL,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    locked_at timestamptz,
    PRIMARY KEY (programme_id, match_id, metric),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match,
    CONSTRAINT baseline_span CHECK (from_on < until_on)
);
-- Hazards found at a site, and what became of them.
CREATE TABLE outcomes.hazard (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    hazard_no smallint NOT NULL,
    kind text NOT NULL,
    risk_before smallint NOT NULL CHECK (risk_before BETWEEN 1 AND 25),
    risk_after smallint CHECK (risk_after BETWEEN 1 AND 25),
    abated_on date,
    PRIMARY KEY (programme_id, match_id, hazard_no),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match
);
-- Signed by supplier, administrator, payer and sites. The rule of payment is frozen here (G11, G15).
CREATE TABLE outcomes.agreement (
    programme_id int NOT NULL,
    award_id bigint NOT NULL,
    rule_version smallint NOT NULL CHECK (rule_version > 0),
    rule_text text NOT NULL, -- the contract as canonical JSON (outcomes/contracts)
    rule_digest bytea NOT NULL,
    highest_won bigint NOT NULL CHECK (highest_won >= 0),
    bond_reference text, -- 이행보증보험
    bond_won bigint NOT NULL DEFAULT 0 CHECK (bond_won >= 0),
    advance_won bigint NOT NULL CHECK (advance_won >= 0),
    reason text, -- why it was amended
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, award_id, rule_version),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    CONSTRAINT digest_of_its_text CHECK (rule_digest = sha256(convert_to(rule_text, 'UTF8'))),
    CONSTRAINT advance_is_bonded CHECK (advance_won = 0 OR (bond_reference IS NOT NULL AND bond_won >= advance_won))
);
CREATE FUNCTION outcomes.highest_is_reserved() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.highest_won > (SELECT r.reserved_won FROM outcomes.reserve r WHERE r.programme_id = NEW.programme_id
        AND r.award_id = NEW.award_id AND r.part = 'success') THEN
        RAISE EXCEPTION 'more promised than reserved' USING errcode = '23514', constraint = 'g14_reserved_reward';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.highest_is_reserved() FROM PUBLIC;
CREATE TRIGGER highest_is_reserved BEFORE INSERT ON outcomes.agreement FOR EACH ROW EXECUTE FUNCTION outcomes.highest_is_reserved();
CREATE FUNCTION outcomes.agreement_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'what was signed stays' USING errcode = '23514', constraint = 'agreement_stays';
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.agreement_stays() FROM PUBLIC;
CREATE TRIGGER agreement_stays BEFORE UPDATE OR DELETE ON outcomes.agreement FOR EACH ROW EXECUTE FUNCTION outcomes.agreement_stays();

-- Works at a site: invoice, transfer and units; accepted by the owner and the workers' representative.
CREATE TABLE outcomes.works (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    invoice_number text NOT NULL,
    invoice_won bigint NOT NULL CHECK (invoice_won > 0),
    transfer_reference text,
    cost_won bigint NOT NULL CHECK (cost_won > 0),
    installed_on date NOT NULL,
    submitted_at timestamptz NOT NULL,
    owner_person_id bigint REFERENCES parties.person,
    worker_person_id bigint REFERENCES parties.person,
    accepted_at timestamptz,
    PRIMARY KEY (programme_id, match_id),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match,
    CONSTRAINT one_invoice UNIQUE (invoice_number, match_id),
    CONSTRAINT cost_within_invoice CHECK (cost_won <= invoice_won),
    CONSTRAINT g13_four_eyes CHECK (owner_person_id <> worker_person_id),
    CONSTRAINT accepted_by_both CHECK (accepted_at IS NULL OR (owner_person_id IS NOT NULL AND worker_person_id IS NOT NULL))
);
-- Works that were accepted stay, and so do their devices, and those of other subsidies.
CREATE FUNCTION outcomes.accepted_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM outcomes.works w WHERE w.programme_id = OLD.programme_id AND w.match_id = OLD.match_id
        AND w.accepted_at IS NULL) THEN
        RAISE EXCEPTION 'accepted works stay' USING errcode = '23514', constraint = 'accepted_stays';
    END IF;
    RETURN OLD;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.accepted_stays() FROM PUBLIC;
CREATE TRIGGER accepted_stays BEFORE DELETE ON outcomes.works FOR EACH ROW EXECUTE FUNCTION outcomes.accepted_stays();
-- A device is paid for once, whichever programme or subsidy pays: its serial number is taken by one.
CREATE TABLE outcomes.serial (
    maker text NOT NULL, -- folded: upper case, letters and digits
    serial text NOT NULL,
    model text NOT NULL,
    scheme text NOT NULL, -- 'outcomes', or another subsidy's name
    reference text NOT NULL,
    programme_id int,
    match_id bigint,
    price_won bigint CHECK (price_won > 0),
    taken_at timestamptz NOT NULL,
    CONSTRAINT one_serial_one_payer PRIMARY KEY (maker, serial),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match,
    CONSTRAINT of_a_match CHECK ((scheme = 'outcomes') = (match_id IS NOT NULL))
);
CREATE TRIGGER accepted_stays BEFORE DELETE ON outcomes.serial FOR EACH ROW EXECUTE FUNCTION outcomes.accepted_stays();
CREATE INDEX serial_of_match ON outcomes.serial (programme_id, match_id) WHERE match_id IS NOT NULL;
CREATE TABLE outcomes.price_band (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    model text NOT NULL,
    least_won bigint NOT NULL CHECK (least_won > 0),
    most_won bigint NOT NULL,
    source text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, model),
    CONSTRAINT band_in_order CHECK (least_won <= most_won)
);
-- What the site, or the maker, says the works cost, asked directly: it is set against the invoice. The first word counts.
CREATE TABLE outcomes.contract_word (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    said_by text NOT NULL CHECK (said_by IN ('site', 'maker')),
    amount_won bigint NOT NULL CHECK (amount_won >= 0),
    said_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, match_id, said_by),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match
);
-- What is measured month by month. A correction is a new version; the last counts.
CREATE TABLE outcomes.observation (
    programme_id int NOT NULL,
    match_id bigint NOT NULL,
    metric text NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    version smallint NOT NULL CHECK (version > 0),
    numerator numeric NOT NULL CHECK (numerator >= 0),
    denominator numeric NOT NULL CHECK (denominator >= 0),
    headcount int CHECK (headcount >= 0),
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, match_id, metric, month, version),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match
);

-- Files with where they come from. late: outside the window it was wanted in; kept, not counted.
CREATE TABLE outcomes.evidence_file (
    sha256 bytea PRIMARY KEY,
    content bytea NOT NULL,
    CONSTRAINT hash_of_its_content CHECK (sha256 = sha256(content))
);
CREATE TABLE outcomes.evidence (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    evidence_id bigint NOT NULL,
    award_id bigint,
    match_id bigint,
    kind text NOT NULL CHECK (kind IN ('photo_before', 'photo_after', 'invoice', 'transfer', 'training_list', 'test_sheet', 'hazard_list',
        'incident_report', 'visit_note', 'other')),
    sha256 bytea NOT NULL REFERENCES outcomes.evidence_file,
    size_bytes int NOT NULL CHECK (size_bytes > 0),
    media_type text NOT NULL,
    taken_at timestamptz NOT NULL,
    latitude numeric CHECK (latitude BETWEEN -90 AND 90),
    longitude numeric CHECK (longitude BETWEEN -180 AND 180),
    device text,
    company_id bigint NOT NULL REFERENCES parties.company,
    person_id bigint REFERENCES parties.person,
    added_at timestamptz NOT NULL,
    late boolean NOT NULL DEFAULT false,
    PRIMARY KEY (programme_id, evidence_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match,
    CONSTRAINT taken_before_added CHECK (taken_at <= added_at)
);
CREATE INDEX evidence_by_hash ON outcomes.evidence (sha256);
-- A worker says on a phone, by a link, whether the device is there and used. No sign-in, no name.
CREATE TABLE outcomes.confirmation (
    programme_id int NOT NULL,
    confirmation_id bigint NOT NULL,
    match_id bigint NOT NULL,
    token_digest bytea NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    answered_at timestamptz,
    in_use boolean,
    trained boolean,
    note_sealed bytea,
    PRIMARY KEY (programme_id, confirmation_id),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match,
    CONSTRAINT answered_whole CHECK ((answered_at IS NULL) = (in_use IS NULL))
);
-- Notes of the hotline; the text is sealed, only the administrator reads it.
CREATE TABLE outcomes.hotline (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    note_id bigint NOT NULL,
    match_id bigint,
    text_sealed bytea NOT NULL,
    received_at timestamptz NOT NULL,
    answered_at timestamptz,
    PRIMARY KEY (programme_id, note_id)
);
-- Accidents at a site: gates and pooled outcomes, never a price. approved_on: COMWEL's word, often late.
CREATE TABLE outcomes.incident (
    programme_id int NOT NULL,
    incident_id bigint NOT NULL,
    match_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('injury', 'death', 'serious', 'disease')),
    happened_on date NOT NULL,
    reported_on date, -- the injury report form; NULL: nobody reported it
    approved_on date,
    concealed boolean NOT NULL DEFAULT false,
    attributable boolean NOT NULL DEFAULT false, -- to a defect of what was installed
    lost_days int NOT NULL DEFAULT 0 CHECK (lost_days >= 0),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, incident_id),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match
);

CREATE TABLE outcomes.claim (
    programme_id int NOT NULL,
    claim_id bigint NOT NULL,
    award_id bigint NOT NULL,
    period_no smallint NOT NULL,
    lines jsonb NOT NULL, -- [{match_id, metric, numerator, denominator}]
    digest bytea NOT NULL,
    state text NOT NULL DEFAULT 'submitted' CHECK (state IN ('submitted', 'checked', 'drawn', 'verified', 'determined', 'refused')),
    submitted_at timestamptz NOT NULL,
    moved_from smallint, -- the period whose window it missed
    PRIMARY KEY (programme_id, claim_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    FOREIGN KEY (programme_id, period_no) REFERENCES outcomes.period
);
CREATE UNIQUE INDEX one_claim_a_period ON outcomes.claim (programme_id, award_id, period_no) WHERE state <> 'refused';
-- A verifier's draw (seed published with it) and what it found, line by line.
CREATE TABLE outcomes.verification (
    programme_id int NOT NULL,
    claim_id bigint NOT NULL,
    verifier_id bigint NOT NULL REFERENCES parties.company,
    nonce bytea NOT NULL,
    seed bytea NOT NULL,
    drawn jsonb NOT NULL, -- match numbers, in the order drawn
    drawn_from int NOT NULL,
    drawn_at timestamptz NOT NULL,
    found jsonb, -- [{match_id, metric, numerator, denominator, visited_on, reason}]
    error_share numeric CHECK (error_share >= 0), -- the largest of its metrics'
    duties_met boolean, -- the sites' duties under the law, as the verifier saw them: a gate
    fee_won bigint NOT NULL CHECK (fee_won >= 0), -- said before the draw: it does not hang on the result
    reported_at timestamptz,
    -- Every report and correction in order, kept by the trigger: for_version (of the determination it is for), found, error_share, duties_met.
    versions jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (programme_id, claim_id),
    FOREIGN KEY (programme_id, claim_id) REFERENCES outcomes.claim
);
-- A correction stands as the newest; what was found before stays beside it.
CREATE FUNCTION outcomes.found_is_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    next_version int;
BEGIN
    SELECT coalesce(max(d.version), 0) + 1 INTO next_version FROM outcomes.determination d
    WHERE d.programme_id = NEW.programme_id AND d.claim_id = NEW.claim_id;
    -- Once it is reported it is put right by a new determination only: one version of it each.
    IF OLD.reported_at IS NOT NULL AND (NEW.reported_at IS DISTINCT FROM OLD.reported_at OR NEW.found IS NULL
        OR (OLD.versions -> -1 ->> 'for_version')::int = next_version) THEN
        RAISE EXCEPTION 'what was reported stays' USING errcode = '23514', constraint = 'found_is_kept';
    END IF;
    NEW.versions := coalesce(OLD.versions, '[]');
    IF NEW.found IS NOT NULL AND (NEW.found, NEW.error_share, NEW.duties_met) IS DISTINCT FROM (OLD.found, OLD.error_share, OLD.duties_met) THEN
        NEW.versions := NEW.versions || jsonb_build_object('for_version', next_version, 'found', NEW.found,
            'error_share', NEW.error_share::text, 'duties_met', NEW.duties_met);
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.found_is_kept() FROM PUBLIC;
CREATE TRIGGER found_is_kept BEFORE INSERT OR UPDATE ON outcomes.verification FOR EACH ROW EXECUTE FUNCTION outcomes.found_is_kept();
-- G15: what was decided, by which rule on which input, for ever. Append-only; a later one supersedes.
CREATE TABLE outcomes.determination (
    programme_id int NOT NULL,
    determination_id bigint NOT NULL,
    award_id bigint NOT NULL,
    claim_id bigint NOT NULL,
    version smallint NOT NULL CHECK (version > 0),
    rule_version smallint NOT NULL,
    rule_digest bytea NOT NULL,
    input_text text NOT NULL,
    input_digest bytea NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won >= 0),
    explanation jsonb NOT NULL, -- every line of the amount: clause, sentence's code, inputs
    reason text, -- of a later version: dispute, late_accident, found_error
    determined_at timestamptz NOT NULL,
    window_until date NOT NULL,
    PRIMARY KEY (programme_id, determination_id),
    FOREIGN KEY (programme_id, award_id, rule_version) REFERENCES outcomes.agreement,
    FOREIGN KEY (programme_id, claim_id) REFERENCES outcomes.claim,
    CONSTRAINT one_version UNIQUE (programme_id, claim_id, version),
    CONSTRAINT g15_replayable_determination CHECK (input_digest = sha256(convert_to(input_text, 'UTF8')))
);
-- What a period may pay at most: its share of the success cap, rounded down; the last period takes the rest.
CREATE FUNCTION outcomes.period_cap_won(p_programme int, p_period smallint, p_cap_won bigint) RETURNS bigint
    LANGUAGE sql STABLE SET search_path = pg_catalog
    RETURN (SELECT CASE WHEN p_period = max(p.period_no)
            THEN p_cap_won - coalesce(sum(floor(p.share * p_cap_won)) FILTER (WHERE p.period_no <> p_period), 0)
            ELSE max(floor(p.share * p_cap_won)) FILTER (WHERE p.period_no = p_period) END::bigint
        FROM outcomes.period p WHERE p.programme_id = p_programme);
CREATE FUNCTION outcomes.determined_by_its_rule() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP <> 'INSERT' OR NEW.rule_digest IS DISTINCT FROM (SELECT a.rule_digest FROM outcomes.agreement a
        WHERE a.programme_id = NEW.programme_id AND a.award_id = NEW.award_id AND a.rule_version = NEW.rule_version) THEN
        RAISE EXCEPTION 'a determination is by its agreed rule and stands for ever'
            USING errcode = '23514', constraint = 'g15_replayable_determination';
    END IF;
    IF NOT EXISTS (SELECT FROM outcomes.claim c
        JOIN outcomes.award w ON w.programme_id = c.programme_id AND w.award_id = c.award_id
        JOIN outcomes.verification v ON v.programme_id = c.programme_id AND v.claim_id = c.claim_id
        CROSS JOIN LATERAL (SELECT outcomes.period_cap_won(c.programme_id, c.period_no, w.success_cap_won) AS won) cap
        WHERE c.programme_id = NEW.programme_id AND c.claim_id = NEW.claim_id AND c.award_id = NEW.award_id
            AND c.state IN ('verified', 'determined') AND v.reported_at IS NOT NULL AND v.found IS NOT NULL
            AND NEW.amount_won <= cap.won AND NEW.input_text::jsonb @> jsonb_build_object('award_id', NEW.award_id,
                'claim_id', NEW.claim_id, 'period_no', c.period_no, 'cap_won', cap.won)
            AND NEW.rule_version = (SELECT max(g.rule_version) FROM outcomes.agreement g WHERE g.programme_id = c.programme_id
                AND g.award_id = c.award_id AND g.signed_at <= c.submitted_at)) THEN
        RAISE EXCEPTION 'a determination is of a verified claim, within its period''s cap'
            USING errcode = '23514', constraint = 'determined_as_verified';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.determined_by_its_rule() FROM PUBLIC;
CREATE TRIGGER determined_by_its_rule BEFORE INSERT OR UPDATE OR DELETE ON outcomes.determination
    FOR EACH ROW EXECUTE FUNCTION outcomes.determined_by_its_rule();
CREATE TABLE outcomes.dispute (
    programme_id int NOT NULL,
    dispute_id bigint NOT NULL,
    determination_id bigint NOT NULL,
    ground text NOT NULL CHECK (ground <> ''),
    evidence_ids jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    decided_at timestamptz,
    upheld boolean,
    answer text,
    PRIMARY KEY (programme_id, dispute_id),
    FOREIGN KEY (programme_id, determination_id) REFERENCES outcomes.determination,
    CONSTRAINT one_dispute UNIQUE (programme_id, determination_id),
    CONSTRAINT decided_whole CHECK ((decided_at IS NULL) = (upheld IS NULL) AND (decided_at IS NULL) = (answer IS NULL))
);
-- The money of a determination, once its window has passed: owed, kept back, released, taken back out of what is kept. A later
-- version puts down only what it adds or takes back.
CREATE TABLE outcomes.earning (
    programme_id int NOT NULL,
    claim_id bigint NOT NULL,
    determination_id bigint NOT NULL,
    award_id bigint NOT NULL,
    owed_won bigint NOT NULL CHECK (owed_won >= 0),
    retained_won bigint NOT NULL CHECK (retained_won >= 0),
    released_won bigint NOT NULL CHECK (released_won >= 0),
    taken_back_won bigint NOT NULL DEFAULT 0 CHECK (taken_back_won >= 0),
    clawback_won bigint NOT NULL DEFAULT 0 CHECK (clawback_won >= 0), -- asked for by a clawback
    restored_won bigint NOT NULL DEFAULT 0 CHECK (restored_won >= 0), -- taken back by an earlier version, kept back again
    booked_on date NOT NULL,
    PRIMARY KEY (programme_id, determination_id),
    FOREIGN KEY (programme_id, determination_id) REFERENCES outcomes.determination,
    FOREIGN KEY (programme_id, claim_id) REFERENCES outcomes.claim
);
CREATE INDEX earning_of_claim ON outcomes.earning (programme_id, claim_id);
CREATE FUNCTION outcomes.earned_as_determined() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP <> 'INSERT' OR NOT EXISTS (SELECT FROM outcomes.determination d WHERE d.programme_id = NEW.programme_id
        AND d.determination_id = NEW.determination_id AND d.claim_id = NEW.claim_id AND d.award_id = NEW.award_id
        AND NEW.owed_won + NEW.retained_won <= d.amount_won) THEN
        RAISE EXCEPTION 'nothing is earned but by a determination' USING errcode = '23514', constraint = 'earned_as_determined';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.earned_as_determined() FROM PUBLIC;
CREATE TRIGGER earned_as_determined BEFORE INSERT OR UPDATE OR DELETE ON outcomes.earning
    FOR EACH ROW EXECUTE FUNCTION outcomes.earned_as_determined();
-- What is kept back until the tail ends.
CREATE TABLE outcomes.retention (
    programme_id int NOT NULL,
    claim_id bigint NOT NULL,
    award_id bigint NOT NULL,
    retained_won bigint NOT NULL CHECK (retained_won > 0),
    until_on date NOT NULL,
    released_won bigint NOT NULL DEFAULT 0 CHECK (released_won >= 0),
    forfeited_won bigint NOT NULL DEFAULT 0 CHECK (forfeited_won >= 0),
    PRIMARY KEY (programme_id, claim_id),
    FOREIGN KEY (programme_id, claim_id) REFERENCES outcomes.claim,
    CONSTRAINT within_retained CHECK (released_won + forfeited_won <= retained_won)
);
-- Looks at the site in the tail: is it still there and used, was anything found later.
CREATE TABLE outcomes.inspection (
    programme_id int NOT NULL,
    inspection_id bigint NOT NULL,
    match_id bigint NOT NULL,
    inspected_on date NOT NULL,
    in_use boolean NOT NULL,
    announced boolean NOT NULL,
    note text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, inspection_id),
    FOREIGN KEY (programme_id, match_id) REFERENCES outcomes.match
);
-- Whom the programme owes what, until two people of the payer pay it.
CREATE TABLE outcomes.payable (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    payable_id bigint NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    award_id bigint,
    purpose text NOT NULL CHECK (purpose IN ('advance', 'stage1', 'reward', 'fee', 'retention', 'pool', 'reimbursement', 'reopened')),
    source_id bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    owed_on date NOT NULL,
    paid_on date,
    paid_by text CHECK (paid_by IN ('account', 'receivable')),
    receivable_programme_id int,
    receivable_id bigint,
    ended_on date, -- a confirmed fraud ended the award before it was paid, or the root it was promised by was cancelled
    PRIMARY KEY (programme_id, payable_id),
    CONSTRAINT ended_unpaid CHECK (ended_on IS NULL OR paid_on IS NULL),
    CONSTRAINT owed_once UNIQUE (programme_id, purpose, source_id, company_id),
    CONSTRAINT paid_in_one_way CHECK ((paid_on IS NULL) = (paid_by IS NULL)),
    CONSTRAINT receivable_named CHECK ((paid_by IS NOT DISTINCT FROM 'receivable') = (receivable_id IS NOT NULL) OR ended_on IS NOT NULL)
);
CREATE INDEX payable_promised ON outcomes.payable (programme_id, payable_id) WHERE paid_by = 'receivable';
CREATE INDEX receivable_replaced ON receivables.receivable (programme_id, replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX payable_open ON outcomes.payable (programme_id, payable_id) WHERE paid_on IS NULL AND ended_on IS NULL;

-- Money taken back: refund and penalty are two lines; nobody is charged twice for one ground.
CREATE TABLE outcomes.clawback (
    programme_id int NOT NULL,
    clawback_id bigint NOT NULL,
    award_id bigint NOT NULL,
    ground text NOT NULL, -- outcomes/clawbacks.yaml names the article
    state text NOT NULL DEFAULT 'opened' CHECK (state IN ('opened', 'heard', 'decided', 'dropped', 'recovered', 'lost')),
    statement text NOT NULL,
    base_won bigint NOT NULL CHECK (base_won >= 0), -- what was paid of what the ground reaches
    hearing_on date NOT NULL,
    heard text, -- what the supplier said
    refund_won bigint CHECK (refund_won >= 0),
    penalty_won bigint CHECK (penalty_won >= 0),
    recovered_won bigint NOT NULL DEFAULT 0 CHECK (recovered_won >= 0),
    lost_won bigint NOT NULL DEFAULT 0 CHECK (lost_won >= 0),
    bar_until date,
    opened_at timestamptz NOT NULL,
    decided_at timestamptz,
    PRIMARY KEY (programme_id, clawback_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    CONSTRAINT decided_whole CHECK ((decided_at IS NULL) = (refund_won IS NULL) AND (refund_won IS NULL) = (penalty_won IS NULL)),
    CONSTRAINT within_decided CHECK (recovered_won + lost_won <= coalesce(refund_won + penalty_won, 0))
);
CREATE TABLE outcomes.bar (
    company_id bigint NOT NULL REFERENCES parties.company,
    bar_id bigint NOT NULL,
    ground text NOT NULL,
    until_on date NOT NULL,
    since_on date NOT NULL,
    PRIMARY KEY (company_id, bar_id)
);
-- What a control found; it is settled by a person, never deleted.
CREATE TABLE outcomes.finding (
    programme_id int NOT NULL REFERENCES outcomes.programme,
    finding_id bigint NOT NULL,
    control text NOT NULL, -- the code of one of outcomes/controls
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    award_id bigint,
    facts jsonb NOT NULL,
    cause_digest bytea NOT NULL DEFAULT '', -- of the facts that make the cause: settled once, a new cause is found anew
    stops boolean NOT NULL, -- nothing of the award is determined or paid before it is settled
    found_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_as text CHECK (settled_as IN ('cleared', 'confirmed')),
    answer text,
    PRIMARY KEY (programme_id, finding_id),
    CONSTRAINT one_finding UNIQUE (programme_id, control, subject, subject_id, cause_digest),
    CONSTRAINT settled_whole CHECK ((settled_at IS NULL) = (settled_as IS NULL))
);

-- What came of an award beyond the programme: sales to other sites, policy funds, guarantees, the technology used again.
CREATE TABLE outcomes.follow_on (
    programme_id int NOT NULL,
    follow_on_id bigint NOT NULL,
    award_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('sale', 'policy_fund', 'guarantee', 'investment', 'reuse')),
    amount_won bigint NOT NULL CHECK (amount_won >= 0),
    sites int NOT NULL CHECK (sites >= 0),
    source text NOT NULL CHECK (source <> ''), -- the paper that shows it
    happened_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (programme_id, follow_on_id),
    FOREIGN KEY (programme_id, award_id) REFERENCES outcomes.award,
    CONSTRAINT once_told UNIQUE (programme_id, award_id, kind, source)
);

-- Every running programme is looked over once a day.
INSERT INTO jobs.chore (chore, every) VALUES ('run_outcome_controls', '1 day'), ('settle_outcomes', '1 day'), ('reopen_payables', '1 day');

-- G12. Administrator and payer see their programme; a supplier its application and award; a verifier what it verifies;
-- a site's company its site. A call is public.
CREATE FUNCTION outcomes.mine() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(p.programme_id) FROM outcomes.programme p WHERE parties.me() IN (p.administrator_id, p.payer_id)), '{}');
CREATE FUNCTION outcomes.administered() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(p.programme_id) FROM outcomes.programme p WHERE parties.me() = p.administrator_id), '{}');
CREATE FUNCTION outcomes.my_awards() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(x.award_id) FROM (
        SELECT a.award_id FROM outcomes.award a WHERE a.supplier_id = parties.me()
        UNION SELECT v.award_id FROM outcomes.assignment v WHERE v.verifier_id = parties.me() AND v.ended_at IS NULL) x), '{}');
CREATE FUNCTION outcomes.my_sites() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(s.site_id) FROM outcomes.site s WHERE s.company_id = parties.me()), '{}');
CREATE FUNCTION outcomes.my_matches() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(m.match_id) FROM outcomes.match m
        WHERE m.award_id = ANY (outcomes.my_awards()) OR m.site_id = ANY (outcomes.my_sites())), '{}');
-- Sites drawn for an award that is mine.
CREATE FUNCTION outcomes.my_drawn_sites() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(m.site_id) FROM outcomes.match m WHERE m.award_id = ANY (outcomes.my_awards())), '{}');
SELECT parties.guard(t::regclass, sees) FROM (VALUES
    ('outcomes.programme', $$state <> 'draft' OR programme_id = ANY ((SELECT outcomes.mine())::int[])$$),
    ('outcomes.period', 'programme_id IN (SELECT p.programme_id FROM outcomes.programme p)'),
    -- What controls found is for who watches: a supplier that reads it walks round it.
    ('outcomes.event', $$programme_id = ANY ((SELECT outcomes.mine())::int[])
        OR (subject <> 'finding' AND award_id = ANY ((SELECT outcomes.my_awards())::bigint[]))
        OR (subject = 'application' AND (programme_id, subject_id) IN (SELECT a.programme_id, a.application_id FROM outcomes.application a
            WHERE a.supplier_id = (SELECT parties.me())))$$),
    ('outcomes.application', $$supplier_id = (SELECT parties.me()) OR (programme_id = ANY ((SELECT outcomes.mine())::int[]) AND state <> 'draft')$$),
    ('outcomes.related_party', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT outcomes.administered())::int[])$$),
    ('outcomes.conflict', $$programme_id = ANY ((SELECT outcomes.mine())::int[])$$),
    -- Scores are sealed until the ranking: an assessor sees its own.
    ('outcomes.score', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) AND (person_id = (SELECT parties.my_person())
        OR (programme_id, application_id) IN (SELECT a.programme_id, a.application_id FROM outcomes.application a WHERE a.rank IS NOT NULL))
        OR (programme_id, application_id) IN (SELECT a.programme_id, a.application_id FROM outcomes.application a
            WHERE a.rank IS NOT NULL AND a.supplier_id = (SELECT parties.me()))$$),
    ('outcomes.award', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.reserve', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.assignment', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.site', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT outcomes.mine())::int[])
        OR site_id = ANY ((SELECT outcomes.my_drawn_sites())::bigint[])$$),
    ('outcomes.match', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.target', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.reference', 'programme_id IN (SELECT p.programme_id FROM outcomes.programme p)'),
    ('outcomes.baseline', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.hazard', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.agreement', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])
        OR award_id IN (SELECT m.award_id FROM outcomes.match m WHERE m.match_id = ANY ((SELECT outcomes.my_matches())::bigint[]) AND m.state NOT IN ('drawn', 'refused'))$$),
    ('outcomes.works', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.serial', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])
        OR (scheme <> 'outcomes' AND cardinality((SELECT outcomes.mine())::int[]) > 0)$$),
    ('outcomes.price_band', $$programme_id = ANY ((SELECT outcomes.mine())::int[])$$),
    ('outcomes.contract_word', $$programme_id = ANY ((SELECT outcomes.mine())::int[])
        OR match_id IN (SELECT m.match_id FROM outcomes.match m WHERE m.site_id = ANY ((SELECT outcomes.my_sites())::bigint[]))$$),
    ('outcomes.observation', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.evidence_file', $$sha256 IN (SELECT e.sha256 FROM outcomes.evidence e)$$),
    ('outcomes.evidence', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT outcomes.mine())::int[])
        OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.confirmation', $$programme_id = ANY ((SELECT outcomes.administered())::int[])
        OR match_id IN (SELECT m.match_id FROM outcomes.match m WHERE m.award_id IN (SELECT v.award_id FROM outcomes.assignment v
            WHERE v.verifier_id = (SELECT parties.me())))$$),
    ('outcomes.hotline', $$programme_id = ANY ((SELECT outcomes.administered())::int[])$$),
    ('outcomes.incident', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.claim', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.verification', $$(programme_id, claim_id) IN (SELECT c.programme_id, c.claim_id FROM outcomes.claim c)$$),
    ('outcomes.determination', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.dispute', $$(programme_id, determination_id) IN (SELECT d.programme_id, d.determination_id FROM outcomes.determination d)$$),
    ('outcomes.earning', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.retention', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.inspection', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR match_id = ANY ((SELECT outcomes.my_matches())::bigint[])$$),
    ('outcomes.payable', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT outcomes.mine())::int[])$$),
    ('outcomes.clawback', $$programme_id = ANY ((SELECT outcomes.mine())::int[])
        OR award_id IN (SELECT a.award_id FROM outcomes.award a WHERE a.supplier_id = (SELECT parties.me()))$$),
    ('outcomes.bar', $$company_id = (SELECT parties.me()) OR cardinality((SELECT outcomes.mine())::int[]) > 0$$),
    ('outcomes.follow_on', $$programme_id = ANY ((SELECT outcomes.mine())::int[]) OR award_id = ANY ((SELECT outcomes.my_awards())::bigint[])$$),
    ('outcomes.finding', $$programme_id = ANY ((SELECT outcomes.mine())::int[])$$)
) AS g(t, sees);
-- Who administers a programme asks verifiers to agree, by their numbers (before: institutions and the operator).
CREATE OR REPLACE FUNCTION parties.to_agree(p_number text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN (SELECT c.company_id FROM parties.company c WHERE c.business_number = p_number AND EXISTS (SELECT FROM parties.office o
        WHERE o.company_id = parties.me() AND o.office IN ('institution', 'operator', 'programme')));
-- Whom somebody knows by name: administrators and payers of calls (which are public), suppliers and verifiers of an own programme or
-- award, companies of sites there.
CREATE FUNCTION outcomes.known() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(x.company_id) FROM (
        SELECT p.administrator_id AS company_id FROM outcomes.programme p WHERE p.state <> 'draft' OR parties.me() IN (p.administrator_id, p.payer_id)
        UNION SELECT p.payer_id FROM outcomes.programme p WHERE p.state <> 'draft' OR parties.me() IN (p.administrator_id, p.payer_id)
        UNION SELECT a.supplier_id FROM outcomes.application a WHERE a.state <> 'draft' AND a.programme_id = ANY (outcomes.mine())
        UNION SELECT s.company_id FROM outcomes.site s WHERE s.programme_id = ANY (outcomes.mine()) OR s.site_id = ANY (outcomes.my_drawn_sites())
        UNION SELECT w.supplier_id FROM outcomes.award w WHERE w.award_id = ANY (outcomes.my_awards()) OR w.award_id IN
            (SELECT m.award_id FROM outcomes.match m WHERE m.site_id = ANY (outcomes.my_sites()))
        UNION SELECT v.verifier_id FROM outcomes.assignment v WHERE v.award_id = ANY (outcomes.my_awards()) OR v.programme_id = ANY (outcomes.mine())) x), '{}');
CREATE POLICY sees_outcomes ON parties.company FOR SELECT TO sangsaeng_web USING (company_id = ANY ((SELECT outcomes.known())::bigint[]));
-- Administrator and payer see the journal of their programme and what is paid of it; the numbers never meet those of payments.
CREATE POLICY sees_outcomes ON ledger.line FOR SELECT TO sangsaeng_web USING (programme_id = ANY ((SELECT outcomes.mine())::int[]));
CREATE POLICY sees_outcomes ON payouts.payout FOR SELECT TO sangsaeng_web USING (programme_id = ANY ((SELECT outcomes.mine())::int[]));
CREATE POLICY sees_outcomes ON payouts.attempt FOR SELECT TO sangsaeng_web USING (programme_id = ANY ((SELECT outcomes.mine())::int[]));
CREATE POLICY sees_outcomes ON ledger.guarded FOR SELECT TO sangsaeng_web USING (programme_id = ANY ((SELECT outcomes.mine())::int[]));

GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA outcomes TO sangsaeng_app, sangsaeng_desk;
GRANT USAGE ON SEQUENCE outcomes.programme_no TO sangsaeng_app, sangsaeng_desk;
-- What may change after it was written, and nothing else.
GRANT UPDATE (own_account_id, name_ko, name_en, budget_won, running_won, call, rules, opens_at, closes_at, state) ON outcomes.programme TO sangsaeng_app, sangsaeng_desk;
-- A draft is drawn up again as a whole; once a call is open its periods stay.
GRANT DELETE ON outcomes.period TO sangsaeng_app, sangsaeng_desk;
CREATE FUNCTION outcomes.periods_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM outcomes.programme p WHERE p.programme_id IN (OLD.programme_id, NEW.programme_id) AND p.state <> 'draft') THEN
        RAISE EXCEPTION 'the periods of an open call stay' USING errcode = '23514', constraint = 'periods_stay';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.periods_stay() FROM PUBLIC;
CREATE TRIGGER periods_stay BEFORE INSERT OR UPDATE OR DELETE ON outcomes.period
    FOR EACH ROW EXECUTE FUNCTION outcomes.periods_stay();
-- So does all that was called out: who pays and administers, the budget, the rules, the account, the closing time. Only the state goes on.
CREATE FUNCTION outcomes.programme_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state'
        OR array_position('{draft,open,closed,ended}'::text[], NEW.state) < array_position('{draft,open,closed,ended}'::text[], OLD.state) THEN
        RAISE EXCEPTION 'an open call stays as it is' USING errcode = '23514', constraint = 'programme_stays';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.programme_stays() FROM PUBLIC;
CREATE TRIGGER programme_stays BEFORE UPDATE ON outcomes.programme FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION outcomes.programme_stays();
GRANT UPDATE (plan, stage1_won, success_won, state, reason, submitted_at, mean_points, rank) ON outcomes.application TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (named_sealed) ON outcomes.related_party TO sangsaeng_app; -- when a key is replaced
GRANT UPDATE (state, tail_until) ON outcomes.award TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (spent_won, released_won) ON outcomes.reserve TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (ended_at) ON outcomes.assignment TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (headcount, state, consent_digest, owner_person_id, worker_person_id, consented_at, closed_on) ON outcomes.site TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (supplier_at, site_at, state, reason) ON outcomes.match TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (state, decided_at) ON outcomes.target TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (value, source, set_at) ON outcomes.reference TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (numerator, denominator, from_on, until_on, source, recorded_at, locked_at) ON outcomes.baseline TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (risk_after, abated_on) ON outcomes.hazard TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (transfer_reference, owner_person_id, worker_person_id, accepted_at) ON outcomes.works TO sangsaeng_app, sangsaeng_desk;
GRANT DELETE ON outcomes.works, outcomes.serial TO sangsaeng_app, sangsaeng_desk; -- of works that their site refuses
GRANT UPDATE (least_won, most_won, source, set_at) ON outcomes.price_band TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (answered_at, in_use, trained, note_sealed) ON outcomes.confirmation TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (answered_at) ON outcomes.hotline TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (text_sealed) ON outcomes.hotline TO sangsaeng_app; -- when a key is replaced
GRANT UPDATE (reported_on, approved_on, concealed, attributable, lost_days) ON outcomes.incident TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (state) ON outcomes.claim TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (found, error_share, duties_met, reported_at) ON outcomes.verification TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (decided_at, upheld, answer) ON outcomes.dispute TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (retained_won, released_won, forfeited_won) ON outcomes.retention TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (paid_on, paid_by, receivable_programme_id, receivable_id, ended_on) ON outcomes.payable TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (state, heard, refund_won, penalty_won, recovered_won, lost_won, bar_until, decided_at) ON outcomes.clawback TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (settled_at, settled_as, answer) ON outcomes.finding TO sangsaeng_app, sangsaeng_desk;

-- A locked baseline stays: later numbers would make yesterday's reward another.
CREATE FUNCTION outcomes.baseline_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'a locked baseline is not changed' USING errcode = '23514', constraint = 'baseline_locked';
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.baseline_stays() FROM PUBLIC;
CREATE TRIGGER baseline_stays BEFORE UPDATE ON outcomes.baseline FOR EACH ROW WHEN (OLD.locked_at IS NOT NULL)
    EXECUTE FUNCTION outcomes.baseline_stays();

-- A worker's word comes in by a link's token alone, once and before the link ends; a note to the hotline by the programme's number.
CREATE FUNCTION outcomes.answer_confirmation(p_token_digest bytea, p_in_use boolean, p_trained boolean, p_note_sealed bytea, p_at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE outcomes.confirmation SET answered_at = p_at, in_use = p_in_use, trained = p_trained, note_sealed = p_note_sealed
    WHERE token_digest = p_token_digest AND answered_at IS NULL AND p_at < ends_at;
    RETURN FOUND;
END $$;
CREATE FUNCTION outcomes.asked_by_link(p_token_digest bytea, p_at timestamptz)
    RETURNS TABLE (programme_ko text, programme_en text, site text, supplier text, ends_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT o.name_ko, o.name_en, s.name, c.name, f.ends_at FROM outcomes.confirmation f
    JOIN outcomes.programme o ON o.programme_id = f.programme_id
    JOIN outcomes.match m ON m.programme_id = f.programme_id AND m.match_id = f.match_id
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    JOIN parties.company c ON c.company_id = a.supplier_id
    WHERE f.token_digest = p_token_digest AND f.answered_at IS NULL AND p_at < f.ends_at;
END;
CREATE FUNCTION outcomes.note_to_hotline(p_programme int, p_match bigint, p_text_sealed bytea, p_at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM outcomes.programme o WHERE o.programme_id = p_programme AND o.state <> 'draft') THEN
        RETURN false;
    END IF;
    -- Who writes does not hear whether a site of this number is in the programme; a wrong one is left out.
    INSERT INTO outcomes.hotline (programme_id, note_id, match_id, text_sealed, received_at)
    VALUES (p_programme, nextval('ledger.item'), (SELECT m.match_id FROM outcomes.match m WHERE m.programme_id = p_programme
        AND m.match_id = p_match), p_text_sealed, p_at);
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION outcomes.answer_confirmation(bytea, boolean, boolean, bytea, timestamptz), outcomes.asked_by_link(bytea, timestamptz),
    outcomes.note_to_hotline(int, bigint, bytea, timestamptz) FROM PUBLIC;
GRANT USAGE ON SCHEMA outcomes TO sangsaeng_door;
GRANT EXECUTE ON FUNCTION outcomes.answer_confirmation(bytea, boolean, boolean, bytea, timestamptz), outcomes.asked_by_link(bytea, timestamptz),
    outcomes.note_to_hotline(int, bigint, bytea, timestamptz) TO sangsaeng_door, sangsaeng_app;
-- migrate:down
