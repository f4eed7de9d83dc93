-- migrate:up
-- A payout is owed once for what it settles: its key is the purpose and the item (G7). Append-only.
-- purpose 1 settlement, 2 incentive at a change, 3 incentive of a settlement day, 4 parking transfer, 5 sale proceeds,
-- 6 repayment of a sale, 7 interest refund.
CREATE TABLE payouts.payout (
    programme_id int NOT NULL,
    purpose smallint NOT NULL CHECK (purpose BETWEEN 1 AND 7),
    source_id bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    payee_id bigint,
    payee_own_account_id int,
    own_account_id int NOT NULL,
    run_id bigint NOT NULL,
    booked_on date NOT NULL,
    CONSTRAINT g7_paid_once PRIMARY KEY (programme_id, purpose, source_id),
    CONSTRAINT one_payee CHECK ((payee_id IS NULL) <> (payee_own_account_id IS NULL))
);
CREATE INDEX payout_of_run ON payouts.payout USING brin (run_id) WITH (pages_per_range = 32, autosummarize = on);

-- What a proven run lets go: only payouts of a released run are sent. open_count: not yet instructed.
CREATE TABLE payouts.release (
    run_id bigint PRIMARY KEY,
    released_on date NOT NULL,
    open_count bigint NOT NULL CHECK (open_count >= 0)
);
CREATE INDEX release_open ON payouts.release (run_id) WHERE open_count > 0;

-- A file or call to a bank; its id is stored before it is sent.
CREATE TABLE payouts.batch (
    batch_id bigint PRIMARY KEY,
    message_id text NOT NULL UNIQUE,
    rail text NOT NULL,
    own_account_id int NOT NULL REFERENCES programmes.own_account,
    item_count int NOT NULL CHECK (item_count > 0),
    total_won bigint NOT NULL CHECK (total_won > 0),
    created_on date NOT NULL,
    execute_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('stored', 'sent')),
    sent_at timestamptz
);
CREATE INDEX batch_unsent ON payouts.batch (batch_id) WHERE state = 'stored';

-- One try to pay a payout: to which account, by which rail, how it stands.
-- instructed -> sent -> credited | rejected | returned; credited -> returned; sent -> unknown -> …
CREATE TABLE payouts.attempt (
    attempt_id bigint PRIMARY KEY,
    programme_id int NOT NULL,
    purpose smallint NOT NULL,
    source_id bigint NOT NULL,
    attempt_no smallint NOT NULL CHECK (attempt_no > 0),
    end_to_end_id text NOT NULL,
    batch_id bigint NOT NULL REFERENCES payouts.batch,
    bank_account_id bigint REFERENCES parties.bank_account,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    state text NOT NULL CHECK (state IN ('instructed', 'sent', 'unknown', 'credited', 'rejected', 'returned')),
    reason text,
    booked_on date, -- when the bank's entry showed that the money had left
    since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_end_to_end_id UNIQUE (end_to_end_id),
    CONSTRAINT one_attempt UNIQUE (programme_id, purpose, source_id, attempt_no),
    FOREIGN KEY (programme_id, purpose, source_id) REFERENCES payouts.payout
) WITH (fillfactor = 70);
-- G7: while one attempt is not surely over, there is no second.
CREATE UNIQUE INDEX g7_one_open_attempt ON payouts.attempt (programme_id, purpose, source_id)
    WHERE state IN ('instructed', 'sent', 'unknown', 'credited');
CREATE INDEX attempt_waiting ON payouts.attempt (since) WHERE state IN ('sent', 'unknown');
CREATE INDEX attempt_not_booked ON payouts.attempt (batch_id) WHERE booked_on IS NULL AND state IN ('instructed', 'sent', 'unknown', 'credited');
CREATE INDEX attempt_of_batch ON payouts.attempt (batch_id);

CREATE TABLE payouts.attempt_event (
    attempt_id bigint NOT NULL REFERENCES payouts.attempt,
    event_no smallint NOT NULL,
    state text NOT NULL,
    reason text,
    told_by text NOT NULL,
    happened_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (attempt_id, event_no)
);

-- Every message from a bank, once.
CREATE TABLE payouts.bank_message (
    rail text NOT NULL,
    message_ref text NOT NULL,
    digest text NOT NULL,
    event_count int NOT NULL,
    recorded_on date NOT NULL,
    PRIMARY KEY (rail, message_ref)
);

-- Every entry on our bank accounts, once, by the bank's own reference. Append-only.
CREATE TABLE payouts.bank_entry (
    entry_id bigint PRIMARY KEY,
    own_account_id int NOT NULL REFERENCES programmes.own_account,
    entry_ref text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('debit', 'credit')),
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    booked_on date NOT NULL,
    end_to_end_id text,
    remittance text NOT NULL DEFAULT '',
    counterparty text NOT NULL DEFAULT '',
    meaning text NOT NULL CHECK (meaning IN (
        'payout', 'payout_return', 'transfer_in', 'receipt', 'institution_funds', 'unidentified')),
    programme_id int NOT NULL, -- 0: no programme known yet
    CONSTRAINT entry_once UNIQUE (own_account_id, entry_ref)
);
CREATE INDEX entry_of_attempt ON payouts.bank_entry (end_to_end_id) WHERE meaning IN ('payout_return', 'transfer_in');
CREATE INDEX entry_by_day ON payouts.bank_entry (own_account_id, booked_on);

CREATE TABLE payouts.statement (
    own_account_id int NOT NULL REFERENCES programmes.own_account,
    statement_no bigint NOT NULL,
    statement_ref text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    opening_won bigint NOT NULL,
    closing_won bigint NOT NULL,
    entry_count int NOT NULL,
    ledger_won bigint NOT NULL,
    PRIMARY KEY (own_account_id, statement_ref)
);
-- Why an account's payouts stop, and when they may go on: the newest row counts. Append-only.
CREATE TABLE payouts.account_stop (
    own_account_id int NOT NULL REFERENCES programmes.own_account,
    item_id bigint NOT NULL,
    stopped boolean NOT NULL,
    reason text NOT NULL,
    difference_won bigint NOT NULL,
    decided_on date NOT NULL,
    PRIMARY KEY (own_account_id, item_id)
);
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA payouts TO sangsaeng_app;
GRANT UPDATE (open_count) ON payouts.release TO sangsaeng_app;
GRANT UPDATE (state, sent_at) ON payouts.batch TO sangsaeng_app;
GRANT UPDATE (state, reason, since, booked_on) ON payouts.attempt TO sangsaeng_app;
-- migrate:down
