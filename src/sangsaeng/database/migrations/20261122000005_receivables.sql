-- migrate:up
-- What was delivered: a tax invoice or a settlement statement, and how much of it is promised (G8).
-- Not led by programme_id: the same invoice must be caught in every programme.
CREATE TABLE receivables.evidence (
    evidence_id bigint PRIMARY KEY,
    fingerprint text NOT NULL,
    approval_number text,
    kind text NOT NULL CHECK (kind IN ('tax_invoice', 'statement')),
    supplier_number text NOT NULL,
    buyer_number text NOT NULL,
    written_on date NOT NULL,
    total_won bigint NOT NULL CHECK (total_won > 0),
    financed_won bigint NOT NULL DEFAULT 0,
    amended_on date, -- the tax authority's notice: no new promise on it from this day
    CONSTRAINT g8_same_invoice_once UNIQUE (fingerprint),
    CONSTRAINT g8_approval_number_once UNIQUE (approval_number),
    CONSTRAINT g8_financed_once CHECK (financed_won BETWEEN 0 AND total_won)
);

-- Amended invoices met, by their originals' approval numbers, known to the book or not. Append-only.
CREATE TABLE receivables.amendment_notice (
    approval_number text NOT NULL,
    supplier_number text NOT NULL,
    buyer_number text NOT NULL,
    noticed_on date NOT NULL,
    PRIMARY KEY (approval_number, supplier_number, buyer_number)
);
GRANT SELECT, INSERT ON receivables.amendment_notice TO sangsaeng_app;

CREATE TABLE receivables.receivable (
    programme_id int NOT NULL,
    receivable_id bigint NOT NULL,
    root_id bigint NOT NULL,
    parent_id bigint,
    tier smallint NOT NULL CHECK (tier BETWEEN 1 AND 4),
    issuer_id bigint NOT NULL,
    holder_id bigint NOT NULL,
    face_won bigint NOT NULL CHECK (face_won > 0),
    retained_won bigint NOT NULL CHECK (retained_won >= 0),
    passed_on_won bigint NOT NULL DEFAULT 0 CHECK (passed_on_won >= 0),
    sold_won bigint NOT NULL DEFAULT 0 CHECK (sold_won >= 0),
    issued_on date NOT NULL,
    matures_on date NOT NULL,
    terms_id bigint NOT NULL,
    evidence_id bigint,
    replaces_id bigint, -- an amendment: this one stands in the place of a cancelled one
    claim_by date, -- set while the payee is not on the system: unclaimed after this day
    claimed_on date,
    cancelled_on date,
    cancel_reason text CHECK (cancel_reason IN ('consent', 'refused', 'unclaimed', 'unclaimed_parked')),
    parked_since date, -- last change of parked money after funding; NULL: since the funding
    cash_flow_digest text NOT NULL,
    PRIMARY KEY (programme_id, receivable_id),
    CONSTRAINT g1_conserved CHECK (face_won = retained_won + passed_on_won + sold_won),
    CONSTRAINT g2_derived_from_parent CHECK (
        (parent_id IS NULL) = (root_id = receivable_id) AND (parent_id IS NULL) = (tier = 1)),
    CONSTRAINT g3_maturity_order CHECK (matures_on >= issued_on),
    CONSTRAINT g4_irrevocable CHECK (
        (cancelled_on IS NULL) = (cancel_reason IS NULL)
        AND (cancelled_on IS NULL OR retained_won = face_won))
) WITH (fillfactor = 80);
CREATE INDEX receivable_due ON receivables.receivable (programme_id, matures_on, root_id);
CREATE INDEX receivable_of_tree ON receivables.receivable (programme_id, root_id) WHERE parent_id IS NOT NULL;
CREATE INDEX receivable_of_parent ON receivables.receivable (programme_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX receivable_of_holder ON receivables.receivable (holder_id);
CREATE INDEX receivable_on_evidence ON receivables.receivable (evidence_id) WHERE evidence_id IS NOT NULL;
CREATE INDEX receivable_unclaimed_parked ON receivables.receivable (cancelled_on) WHERE cancel_reason = 'unclaimed_parked';
CREATE INDEX receivable_unclaimed ON receivables.receivable (claim_by) WHERE claim_by IS NOT NULL AND claimed_on IS NULL AND cancelled_on IS NULL;

-- G2, G3: what is carved comes out of its parent, in its tree, one tier down, never due before it.
CREATE FUNCTION receivables.carved_from_parent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
    SELECT f.receivable_id AS id,
        CASE WHEN p.receivable_id IS NULL OR p.root_id <> f.root_id OR p.tier + 1 <> f.tier
                  OR p.holder_id <> f.issuer_id OR p.terms_id <> f.terms_id OR p.cancelled_on IS NOT NULL
             THEN 'g2_derived_from_parent' ELSE 'g3_maturity_order' END AS rule
    INTO wrong
    FROM fresh f LEFT JOIN receivables.receivable p
        ON p.programme_id = f.programme_id AND p.receivable_id = f.parent_id
    WHERE f.parent_id IS NOT NULL AND (
        p.receivable_id IS NULL OR p.root_id <> f.root_id OR p.tier + 1 <> f.tier OR p.holder_id <> f.issuer_id
        OR p.terms_id <> f.terms_id OR p.cancelled_on IS NOT NULL OR p.matures_on > f.matures_on)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% breaks %', wrong.id, wrong.rule USING errcode = '23514', constraint = wrong.rule;
    END IF;
    -- The parents' passed-on figure is raised before the children are added, in one transaction.
    PERFORM FROM (SELECT DISTINCT programme_id, parent_id FROM fresh WHERE parent_id IS NOT NULL) touched
        JOIN receivables.receivable p ON p.programme_id = touched.programme_id AND p.receivable_id = touched.parent_id
    WHERE p.passed_on_won <> (
        SELECT sum(c.face_won) FROM receivables.receivable c
        WHERE c.programme_id = p.programme_id AND c.parent_id = p.receivable_id
            AND (c.cancelled_on IS NULL OR c.cancel_reason = 'unclaimed_parked'));
    IF FOUND THEN
        RAISE EXCEPTION 'children do not add up to what was passed on'
            USING errcode = '23514', constraint = 'g2_derived_from_parent';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER carved_from_parent AFTER INSERT ON receivables.receivable
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION receivables.carved_from_parent();

-- G2: and a parent's figure is not raised without children: looked at when the transaction ends.
CREATE FUNCTION receivables.passed_on_has_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM receivables.receivable p
    WHERE p.programme_id = NEW.programme_id AND p.receivable_id = NEW.receivable_id AND p.passed_on_won <> (
        SELECT coalesce(sum(c.face_won), 0) FROM receivables.receivable c
        WHERE c.programme_id = p.programme_id AND c.parent_id = p.receivable_id
            AND (c.cancelled_on IS NULL OR c.cancel_reason = 'unclaimed_parked'));
    IF FOUND THEN
        RAISE EXCEPTION '%: children do not add up to what was passed on', NEW.receivable_id
            USING errcode = '23514', constraint = 'g2_derived_from_parent';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER passed_on_has_children AFTER UPDATE OF passed_on_won ON receivables.receivable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.passed_on_won <> OLD.passed_on_won)
    EXECUTE FUNCTION receivables.passed_on_has_children();

-- Who agreed to a cancellation. Append-only.
CREATE TABLE receivables.consent (
    programme_id int NOT NULL,
    receivable_id bigint NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    given_on date NOT NULL,
    PRIMARY KEY (programme_id, receivable_id, company_id),
    FOREIGN KEY (programme_id, receivable_id) REFERENCES receivables.receivable
);

-- G4: a cancellation needs the holder's consent or the rule on unclaimed value, and an unfunded tree.
CREATE FUNCTION receivables.cancel_by_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.cancelled_on IS NOT NULL
       OR (NEW.cancel_reason IN ('unclaimed', 'unclaimed_parked') AND (NEW.claim_by IS NULL OR NEW.claimed_on IS NOT NULL))
       OR (NEW.cancel_reason IN ('consent', 'refused') AND NOT EXISTS (
            SELECT FROM receivables.consent c WHERE c.programme_id = NEW.programme_id
            AND c.receivable_id = NEW.receivable_id AND c.company_id = NEW.holder_id))
       OR (NEW.cancel_reason = 'unclaimed_parked') <> EXISTS (
            SELECT FROM ledger.settled s WHERE s.programme_id = NEW.programme_id
            AND s.receivable_id = NEW.root_id AND s.phase = 1)
    THEN RAISE EXCEPTION '% cannot be cancelled', NEW.receivable_id
        USING errcode = '23514', constraint = 'g4_irrevocable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cancel_by_consent BEFORE UPDATE OF cancelled_on ON receivables.receivable
    FOR EACH ROW WHEN (NEW.cancelled_on IS DISTINCT FROM OLD.cancelled_on)
    EXECUTE FUNCTION receivables.cancel_by_consent();

GRANT SELECT, INSERT ON receivables.evidence, receivables.receivable, receivables.consent TO sangsaeng_app;
GRANT UPDATE (financed_won, amended_on) ON receivables.evidence TO sangsaeng_app;
-- G4, G11: face, holder, days and terms are not among the columns that can change.
GRANT UPDATE (retained_won, passed_on_won, sold_won, claimed_on, cancelled_on, cancel_reason, parked_since)
    ON receivables.receivable TO sangsaeng_app;
-- migrate:down
