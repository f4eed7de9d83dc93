-- name: find_companies
-- Companies by their business numbers.
SELECT company_id, business_number, name, size, joined_on FROM parties.company
WHERE business_number = ANY(%(numbers)s::text[]);

-- name: get_company
-- One company.
SELECT company_id, business_number, name, size, joined_on FROM parties.company WHERE company_id = %(company_id)s;

-- name: list_companies
-- Companies by their ids.
SELECT company_id, business_number, name, size, joined_on FROM parties.company
WHERE company_id = ANY(%(ids)s::bigint[]);

-- name: add_companies
-- New companies in business-number order, so that two files never wait for each other.
INSERT INTO parties.company (company_id, business_number, name, size, joined_on)
SELECT * FROM unnest(%(company_id)s::bigint[], %(business_number)s::text[], %(name)s::text[], %(size)s::text[], %(joined_on)s::date[])
    AS n(company_id, business_number, name, size, joined_on)
ORDER BY n.business_number
ON CONFLICT ON CONSTRAINT one_company_per_business_number DO NOTHING;

-- name: join_company
-- An invited company is on the system from this day.
UPDATE parties.company SET joined_on = %(joined_on)s, name = %(name)s, size = %(size)s
WHERE company_id = %(company_id)s AND joined_on IS NULL;

-- name: list_accounts
-- A company's accounts, the newest first.
SELECT bank_account_id, company_id, bank_code, account_sealed, holder_sealed, registered_on, is_first, state, usable_from
FROM parties.bank_account WHERE company_id = %(company_id)s ORDER BY bank_account_id DESC;

-- name: list_accounts_of
-- The accounts of many companies, the newest first.
SELECT bank_account_id, company_id, bank_code, account_sealed, holder_sealed, registered_on, is_first, state, usable_from
FROM parties.bank_account WHERE company_id = ANY(%(ids)s::bigint[]) ORDER BY company_id, bank_account_id DESC;

-- name: lock_company
-- A company, locked while its accounts change.
SELECT company_id FROM parties.company WHERE company_id = %(company_id)s FOR UPDATE;

-- name: add_account
-- A bank account, not yet checked.
INSERT INTO parties.bank_account (bank_account_id, company_id, bank_code, account_sealed, account_digest, holder_sealed, registered_on,
    is_first, state)
VALUES (%(bank_account_id)s, %(company_id)s, %(bank_code)s, %(account_sealed)s, %(account_digest)s, %(holder_sealed)s, %(registered_on)s,
    %(is_first)s, 'unchecked');

-- name: set_account_state
-- What the account-holder check, or the bank's return of a payout, made of an account.
UPDATE parties.bank_account SET state = %(state)s, usable_from = %(usable_from)s
WHERE bank_account_id = %(bank_account_id)s;

-- name: add_holder_check
-- An account-holder check and its outcome.
INSERT INTO parties.holder_check (check_id, bank_account_id, checked_on, outcome, asked_at)
VALUES (%(check_id)s, %(bank_account_id)s, %(checked_on)s, %(outcome)s, %(asked_at)s);

-- name: get_account
-- One bank account.
SELECT bank_account_id, company_id, bank_code, account_sealed, holder_sealed, registered_on, is_first, state, usable_from
FROM parties.bank_account WHERE bank_account_id = %(bank_account_id)s;
