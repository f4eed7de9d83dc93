-- migrate:up
-- The scheme's own bank accounts: settlement, the Foundation's deposit account, the institution's own.
CREATE TABLE programmes.own_account (
    own_account_id int PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('settlement', 'deposit', 'operating')),
    owner_id bigint NOT NULL REFERENCES parties.company,
    bank_code text NOT NULL CHECK (bank_code ~ '^[0-9]{3}$'),
    account_number text NOT NULL,
    name text NOT NULL,
    CONSTRAINT one_own_account UNIQUE (bank_code, account_number)
);

CREATE TABLE programmes.programme (
    programme_id int PRIMARY KEY,
    buyer_id bigint NOT NULL REFERENCES parties.company,
    institution_id bigint NOT NULL REFERENCES parties.company,
    foundation_id bigint NOT NULL REFERENCES parties.company,
    variant text NOT NULL,
    default_policy text NOT NULL CHECK (default_policy IN ('institution_advances', 'unpaid_no_recourse')),
    max_tier smallint NOT NULL CHECK (max_tier BETWEEN 1 AND 4),
    opened_on date NOT NULL,
    ends_on date,
    claim_days int NOT NULL CHECK (claim_days > 0),
    settlement_account_id int NOT NULL REFERENCES programmes.own_account,
    deposit_account_id int NOT NULL REFERENCES programmes.own_account,
    operating_account_id int NOT NULL REFERENCES programmes.own_account,
    CONSTRAINT deposit_apart CHECK (deposit_account_id NOT IN (settlement_account_id, operating_account_id))
);

-- Terms are added, never changed; a receivable keeps those in force when its root was issued (G11).
CREATE TABLE programmes.terms (
    programme_id int NOT NULL REFERENCES programmes.programme,
    terms_id bigint NOT NULL,
    in_force_from date NOT NULL,
    early_payment_rate_annual numeric NOT NULL CHECK (early_payment_rate_annual >= 0),
    deposit_incentive_rate_annual numeric NOT NULL CHECK (deposit_incentive_rate_annual >= 0),
    rounding text NOT NULL CHECK (rounding IN ('truncate', 'nearest')),
    refund_owner text NOT NULL CHECK (refund_owner IN ('first_tier', 'direct_parent')),
    max_partial_sales int NOT NULL CHECK (max_partial_sales >= 0),
    PRIMARY KEY (programme_id, terms_id),
    CONSTRAINT one_terms_a_day UNIQUE (programme_id, in_force_from)
);

-- A buyer's standing in every programme. Append-only: the newest row on or before a day counts.
CREATE TABLE programmes.buyer_standing (
    buyer_id bigint NOT NULL REFERENCES parties.company,
    since date NOT NULL,
    until date,
    standing text NOT NULL CHECK (standing IN ('good', 'suspended')),
    reason text NOT NULL,
    item_id bigint NOT NULL,
    PRIMARY KEY (buyer_id, item_id)
);
GRANT SELECT, INSERT ON programmes.own_account, programmes.programme, programmes.terms,
    programmes.buyer_standing TO sangsaeng_app;
GRANT UPDATE (ends_on) ON programmes.programme TO sangsaeng_app;
-- migrate:down
