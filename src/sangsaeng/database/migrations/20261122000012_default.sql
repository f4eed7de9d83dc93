-- migrate:up
-- The institution pays in the buyer's place where it guaranteed.
ALTER TABLE settlement.funded_root DROP CONSTRAINT funded_root_how_check,
    ADD CONSTRAINT funded_root_how_check CHECK (how IN ('buyer_money', 'buyer_deposit', 'institution_advance'));

-- What the institution advanced for a root, and what of it the buyer has brought since. Late interest is counted on
-- what is open, from `interest_from` on; what it came to before stands in late_interest_won.
CREATE TABLE settlement.advance (
    programme_id int NOT NULL,
    root_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    facility_id int NOT NULL REFERENCES programmes.facility,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    advanced_on date NOT NULL,
    recovered_won bigint NOT NULL DEFAULT 0,
    interest_from date NOT NULL,
    late_interest_won bigint NOT NULL DEFAULT 0 CHECK (late_interest_won >= 0),
    late_interest_recovered_won bigint NOT NULL DEFAULT 0 CHECK (late_interest_recovered_won BETWEEN 0 AND late_interest_won),
    PRIMARY KEY (programme_id, root_id),
    CONSTRAINT not_recovered_twice CHECK (recovered_won BETWEEN 0 AND amount_won)
);
CREATE INDEX advance_open ON settlement.advance (programme_id) WHERE recovered_won < amount_won OR late_interest_recovered_won < late_interest_won;

-- A buyer does not pay: one playbook a buyer and day, its steps done in order, each once.
CREATE TABLE settlement.playbook (
    playbook_id bigint PRIMARY KEY,
    buyer_id bigint NOT NULL REFERENCES parties.company,
    opened_on date NOT NULL,
    reason text NOT NULL,
    CONSTRAINT one_playbook UNIQUE (buyer_id, opened_on)
);
CREATE TABLE settlement.playbook_step (
    playbook_id bigint NOT NULL REFERENCES settlement.playbook,
    step text NOT NULL,
    done_on date NOT NULL,
    outcome jsonb NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (playbook_id, step)
);
-- The trees of a buyer that does not pay, and how they stood when they were marked.
CREATE TABLE settlement.marked_tree (
    programme_id int NOT NULL,
    root_id bigint NOT NULL,
    playbook_id bigint NOT NULL REFERENCES settlement.playbook,
    standing text NOT NULL CHECK (standing IN ('covered', 'advanced', 'guaranteed', 'unpaid', 'exposed')),
    marked_on date NOT NULL,
    PRIMARY KEY (programme_id, root_id, playbook_id)
);
-- What a company is told of a receivable it holds, bought or issued: which message, about what, when.
CREATE TABLE settlement.notice (
    notice_id bigint PRIMARY KEY,
    playbook_id bigint NOT NULL REFERENCES settlement.playbook,
    company_id bigint NOT NULL REFERENCES parties.company,
    programme_id int NOT NULL,
    receivable_id bigint NOT NULL,
    code text NOT NULL,
    facts jsonb NOT NULL,
    made_on date NOT NULL,
    CONSTRAINT told_once UNIQUE (playbook_id, company_id, programme_id, receivable_id, code)
);
GRANT SELECT, INSERT ON settlement.advance, settlement.playbook, settlement.playbook_step, settlement.marked_tree, settlement.notice TO sangsaeng_app;
GRANT UPDATE (recovered_won, interest_from, late_interest_won, late_interest_recovered_won) ON settlement.advance TO sangsaeng_app;
-- migrate:down
