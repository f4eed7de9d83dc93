-- migrate:up
-- Whose account it is and its number stand sealed (database/sealing.py); the digest finds the same account again.
-- The plain columns are emptied when the book is opened; no new row fills them.
ALTER TABLE parties.bank_account
    ADD COLUMN account_sealed bytea,
    ADD COLUMN account_digest bytea CHECK (octet_length(account_digest) = 32),
    ADD COLUMN holder_sealed bytea,
    ALTER COLUMN account_number DROP NOT NULL,
    ALTER COLUMN holder_name DROP NOT NULL,
    DROP CONSTRAINT one_first_account,
    ADD CONSTRAINT one_account UNIQUE (company_id, bank_code, account_digest),
    ADD CONSTRAINT plain_or_sealed CHECK (CASE WHEN account_sealed IS NULL
        THEN account_number IS NOT NULL AND holder_name IS NOT NULL AND account_digest IS NULL AND holder_sealed IS NULL
        ELSE account_number IS NULL AND holder_name IS NULL AND account_digest IS NOT NULL AND holder_sealed IS NOT NULL END);
-- Sealing anew under another key; a sealed number never becomes another one, for its digest stays.
GRANT UPDATE (account_sealed, holder_sealed) ON parties.bank_account TO sangsaeng_app;
GRANT UPDATE (sealed) ON parties.invitation TO sangsaeng_app;

-- Under which keys this book is sealed, by a digest of each (0: the one that digests are made with), so that a book is
-- never opened, and written, with the keys of another.
CREATE TABLE parties.sealing_key (
    version int PRIMARY KEY CHECK (version >= 0),
    witness bytea NOT NULL CHECK (octet_length(witness) = 32)
);
SELECT parties.guard('parties.sealing_key'::regclass, NULL);
-- migrate:down
