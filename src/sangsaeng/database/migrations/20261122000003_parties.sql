-- migrate:up
CREATE FUNCTION parties.business_number_valid(number text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    number ~ '^[0-9]{10}$' AND (
        substr(number, 1, 1)::int + substr(number, 2, 1)::int * 3 + substr(number, 3, 1)::int * 7
        + substr(number, 4, 1)::int + substr(number, 5, 1)::int * 3 + substr(number, 6, 1)::int * 7
        + substr(number, 7, 1)::int + substr(number, 8, 1)::int * 3 + substr(number, 9, 1)::int * 5
        + substr(number, 9, 1)::int * 5 / 10 + substr(number, 10, 1)::int) % 10 = 0;

CREATE TABLE parties.company (
    company_id bigint PRIMARY KEY,
    business_number text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    size text NOT NULL CHECK (size IN ('large', 'mid', 'medium', 'small', 'public')),
    joined_on date, -- NULL: invited, not yet on the system
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_company_per_business_number UNIQUE (business_number),
    CONSTRAINT business_number_check_digit CHECK (parties.business_number_valid(business_number))
);

CREATE TABLE parties.bank_account (
    bank_account_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    bank_code text NOT NULL CHECK (bank_code ~ '^[0-9]{3}$'),
    account_number text NOT NULL CHECK (account_number ~ '^[0-9]{8,16}$'),
    holder_name text NOT NULL,
    registered_on date NOT NULL,
    is_first boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('unchecked', 'verified', 'refused', 'closed')),
    usable_from date,
    CONSTRAINT usable_only_when_checked CHECK (usable_from IS NULL OR state IN ('verified', 'closed')),
    CONSTRAINT one_first_account UNIQUE NULLS NOT DISTINCT (company_id, bank_code, account_number)
);
CREATE UNIQUE INDEX first_account_once ON parties.bank_account (company_id) WHERE is_first;

-- Each account-holder check and what came of it. Append-only.
CREATE TABLE parties.holder_check (
    check_id bigint PRIMARY KEY,
    bank_account_id bigint NOT NULL REFERENCES parties.bank_account,
    checked_on date NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('matched', 'mismatched', 'not_found', 'closed', 'unavailable')),
    asked_at text NOT NULL
);
GRANT SELECT, INSERT ON parties.company, parties.bank_account, parties.holder_check TO sangsaeng_app;
GRANT UPDATE (name, size, joined_on) ON parties.company TO sangsaeng_app;
GRANT UPDATE (state, usable_from) ON parties.bank_account TO sangsaeng_app;
-- migrate:down
