-- migrate:up
-- A funder pays from an account of its own that the scheme may instruct.
ALTER TABLE programmes.own_account DROP CONSTRAINT own_account_purpose_check,
    ADD CONSTRAINT own_account_purpose_check CHECK (purpose IN ('settlement', 'deposit', 'operating', 'funding'));

-- The price of early payment, with the terms it is frozen with (G10, G11). A rate = the base rate of the day, where
-- it follows it, + early_payment_rate_annual + the addition of the longest step the tenor has reached. The
-- system fee is inside. `auction`: on a day with an auction its rate stands in the place of that, never above it.
ALTER TABLE programmes.terms
    ADD COLUMN follows_base_rate boolean NOT NULL DEFAULT false,
    ADD COLUMN tenor_from_days int[] NOT NULL DEFAULT '{}',
    ADD COLUMN tenor_add_annual numeric[] NOT NULL DEFAULT '{}',
    ADD COLUMN system_fee_rate_annual numeric NOT NULL DEFAULT 0 CHECK (system_fee_rate_annual >= 0),
    ADD COLUMN auction boolean NOT NULL DEFAULT false,
    ADD COLUMN quote_valid_minutes int NOT NULL DEFAULT 30 CHECK (quote_valid_minutes > 0),
    ADD COLUMN cut_off_at time NOT NULL DEFAULT '16:00',
    ADD CONSTRAINT tenor_steps CHECK (cardinality(tenor_from_days) = cardinality(tenor_add_annual)),
    ADD CONSTRAINT fee_inside_the_rate CHECK (follows_base_rate OR system_fee_rate_annual <= early_payment_rate_annual);

CREATE FUNCTION programmes.tenor_addition(from_days int[], add_annual numeric[], days int) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce((SELECT max(s.addition) FROM unnest(from_days, add_annual) AS s(days_from, addition) WHERE s.days_from <= days), 0);

-- Whether a holder in insolvency may still pass on what it received.
ALTER TABLE programmes.programme ADD COLUMN insolvent_may_pass_on boolean NOT NULL DEFAULT true;

-- Base rates that became known after the release's own data. Append-only.
CREATE TABLE programmes.base_rate (
    since date PRIMARY KEY,
    rate_annual numeric NOT NULL CHECK (rate_annual >= 0),
    reason text NOT NULL
);

-- From a day on, tax is withheld from a flow of a programme, or is not. Append-only.
CREATE TABLE programmes.withholding (
    programme_id int NOT NULL REFERENCES programmes.programme,
    flow text NOT NULL CHECK (flow IN ('interest_refund', 'deposit_incentive')),
    since date NOT NULL,
    withheld boolean NOT NULL,
    PRIMARY KEY (programme_id, flow, since)
);

-- Digits 4 and 5 of a business number tell a corporation from a person (parties.rules.is_corporation is its oracle).
CREATE FUNCTION parties.is_corporation(business_number text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN substr(business_number, 4, 2) BETWEEN '81' AND '88';

-- Tax withheld from interest, national and local together (programmes.rules_withholding is its oracle): each part drops what
-- is below the unit; a national part below the least is not withheld at all.
CREATE FUNCTION programmes.withheld_won(gross_won bigint, rate numeric, least_won bigint, local_rate numeric, unit_won bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT CASE WHEN n.won < least_won THEN 0 ELSE n.won + div(n.won * local_rate, unit_won) * unit_won END
        FROM (SELECT div(gross_won * rate, unit_won) * unit_won AS won) n)::bigint;
INSERT INTO ledger.line_kind VALUES (38, 'incentive_tax_withheld_at_change'), (39, 'withheld_tax_transfer');

-- How much a provider stands ready with for a buyer: to buy early (purchase), or to pay in the buyer's place
-- (guarantee). Set up, block, use, release. programme_id NULL: its cap on the buyer over all programmes.
CREATE TABLE programmes.facility (
    facility_id int PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('purchase', 'guarantee')),
    provider_id bigint NOT NULL REFERENCES parties.company,
    buyer_id bigint NOT NULL REFERENCES parties.company,
    programme_id int REFERENCES programmes.programme,
    own_account_id int REFERENCES programmes.own_account, -- what a purchase is paid from
    least_rate_annual numeric NOT NULL DEFAULT 0 CHECK (least_rate_annual >= 0), -- below this it does not buy
    limit_won bigint NOT NULL CHECK (limit_won >= 0),
    from_on date NOT NULL,
    ends_on date,
    blocked_won bigint NOT NULL DEFAULT 0 CHECK (blocked_won >= 0),
    used_won bigint NOT NULL DEFAULT 0 CHECK (used_won >= 0),
    CONSTRAINT one_facility UNIQUE NULLS NOT DISTINCT (kind, provider_id, buyer_id, programme_id),
    CONSTRAINT pays_from CHECK ((own_account_id IS NOT NULL) = (kind = 'purchase' AND programme_id IS NOT NULL))
) WITH (fillfactor = 50);
CREATE SEQUENCE programmes.facility_number AS int;
CREATE INDEX facility_of_buyer ON programmes.facility (buyer_id, kind, programme_id);

-- A provider buys with its own money: from a funding account of its own, the institution also from its operating
-- account of the programme. No deposit, no settlement account and nobody else's account ever pays for a purchase (G6).
CREATE FUNCTION programmes.facility_pays_from_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM programmes.own_account a JOIN programmes.programme p ON p.programme_id = NEW.programme_id
    WHERE a.own_account_id = NEW.own_account_id AND a.owner_id = NEW.provider_id AND (a.purpose = 'funding'
        OR (p.institution_id = NEW.provider_id AND p.operating_account_id = a.own_account_id));
    IF NEW.own_account_id IS NOT NULL AND NOT FOUND THEN
        RAISE EXCEPTION 'facility % pays from an account that is not its provider''s', NEW.facility_id
            USING errcode = '23514', constraint = 'facility_pays_from_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER facility_pays_from_own BEFORE INSERT OR UPDATE OF own_account_id, provider_id, programme_id ON programmes.facility
    FOR EACH ROW EXECUTE FUNCTION programmes.facility_pays_from_own();

-- A limit that was lowered touches no old promise: only more than before must fit.
CREATE FUNCTION programmes.within_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.blocked_won + NEW.used_won > OLD.blocked_won + OLD.used_won AND NEW.blocked_won + NEW.used_won > NEW.limit_won THEN
        RAISE EXCEPTION 'facility % is exceeded', NEW.facility_id USING errcode = '23514', constraint = 'facility_limit';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER within_limit BEFORE UPDATE OF blocked_won, used_won ON programmes.facility
    FOR EACH ROW EXECUTE FUNCTION programmes.within_limit();

-- Every change of a facility's limit, end or rate, and why. Append-only.
CREATE TABLE programmes.facility_change (
    facility_id int NOT NULL REFERENCES programmes.facility,
    item_id bigint NOT NULL,
    changed_on date NOT NULL,
    limit_won bigint NOT NULL,
    ends_on date,
    least_rate_annual numeric NOT NULL,
    PRIMARY KEY (facility_id, item_id)
);
GRANT SELECT, INSERT ON programmes.base_rate, programmes.withholding, programmes.facility, programmes.facility_change TO sangsaeng_app;
GRANT UPDATE (blocked_won, used_won, limit_won, ends_on, least_rate_annual) ON programmes.facility TO sangsaeng_app;
GRANT USAGE ON SEQUENCE programmes.facility_number TO sangsaeng_app;

-- The buyers that a court has taken in hand, suppliers too. One row a proceeding.
CREATE TABLE parties.insolvency (
    company_id bigint NOT NULL REFERENCES parties.company,
    item_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('rehabilitation', 'bankruptcy')),
    reference text NOT NULL,
    since date NOT NULL,
    ended_on date,
    PRIMARY KEY (company_id, item_id)
);
GRANT SELECT, INSERT ON parties.insolvency TO sangsaeng_app;
GRANT UPDATE (ended_on) ON parties.insolvency TO sangsaeng_app;
-- migrate:down
