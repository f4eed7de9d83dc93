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
    standing text NOT NULL CHECK (standing IN ('covered', 'advanced', 'guaranteed', 'unpaid', 'overdue', 'exposed')),
    marked_on date NOT NULL,
    PRIMARY KEY (programme_id, root_id, playbook_id)
);
-- How a buyer's trees stand on a day: its money or its deposit is there (covered), the institution paid in its place
-- (advanced) or will (guaranteed: by the terms, and a facility stands for it), nobody paid until grace was over
-- (unpaid), the money did not come on its day and grace runs (overdue), or its day is not over and nobody stands behind
-- it (exposed). `live`: something of the tree is still open or parked. `p_due_over`, `p_grace_over`: the last days whose
-- payment day, and whose grace, is over; the calendar knows them.
CREATE FUNCTION settlement.trees_of_buyer(p_buyer bigint, p_deposit_variants text[], p_due_over date, p_grace_over date)
RETURNS TABLE (programme_id int, root_id bigint, face_won bigint, matures_on date, settles_on date, institution_id bigint,
    how text, settled boolean, live boolean, standing text)
LANGUAGE sql STABLE AS $$
    SELECT p.programme_id, r.receivable_id, r.face_won, r.matures_on, f.settles_on, p.institution_id, f.how, s.receivable_id IS NOT NULL,
        s.receivable_id IS NULL OR EXISTS (SELECT FROM receivables.receivable c
            WHERE c.programme_id = p.programme_id AND c.root_id = r.receivable_id AND c.parent_id IS NOT NULL
            AND c.cancelled_on IS NULL AND c.retained_won > 0 AND NOT EXISTS (SELECT FROM ledger.settled paid
                WHERE paid.programme_id = c.programme_id AND paid.receivable_id = c.receivable_id AND paid.phase = 2)),
        CASE WHEN f.how = 'institution_advance' AND a.recovered_won < a.amount_won THEN 'advanced'
            WHEN f.how IS NOT NULL OR p.variant = ANY(p_deposit_variants) THEN 'covered'
            WHEN p.default_policy = 'institution_advances' AND EXISTS (SELECT FROM programmes.facility g
                WHERE g.kind = 'guarantee' AND g.provider_id = p.institution_id AND g.buyer_id = p.buyer_id
                AND (g.programme_id IS NULL OR g.programme_id = p.programme_id)) THEN 'guaranteed'
            WHEN c.state = 'unpaid' OR r.matures_on <= p_grace_over THEN 'unpaid'
            WHEN c.state = 'grace' OR r.matures_on <= p_due_over THEN 'overdue' ELSE 'exposed' END
    FROM programmes.programme p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.parent_id IS NULL AND r.cancelled_on IS NULL
    LEFT JOIN settlement.funded_root f ON f.programme_id = p.programme_id AND f.root_id = r.receivable_id
    LEFT JOIN settlement.advance a ON a.programme_id = p.programme_id AND a.root_id = r.receivable_id
    LEFT JOIN settlement.funding_call c ON c.programme_id = p.programme_id AND c.due_on = r.matures_on
    LEFT JOIN ledger.settled s ON s.programme_id = p.programme_id AND s.receivable_id = r.receivable_id AND s.phase = 1
    WHERE p.buyer_id = p_buyer
$$;
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
