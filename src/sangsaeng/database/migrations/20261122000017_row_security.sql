-- migrate:up
-- G12: what a company owns, it sees; row-level security says so, whatever a query forgot.
-- Who takes part in a programme, and whom a company knows: kept by triggers, so that policies stay cheap.
CREATE TABLE programmes.participant (
    company_id bigint NOT NULL,
    programme_id int NOT NULL,
    PRIMARY KEY (company_id, programme_id)
);
CREATE INDEX participant_of_programme ON programmes.participant (programme_id);
-- company_id knows other_id by its name: whom it pays, who pays it, and who stands above its money.
CREATE TABLE parties.acquaintance (
    company_id bigint NOT NULL,
    other_id bigint NOT NULL,
    PRIMARY KEY (company_id, other_id)
);
CREATE FUNCTION programmes.meet(p_programme int[], p_issuer bigint[], p_holder bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    INSERT INTO programmes.participant (company_id, programme_id)
    SELECT DISTINCT n.holder_id, n.programme_id FROM unnest(p_programme, p_holder) AS n(programme_id, holder_id)
    WHERE NOT EXISTS (SELECT FROM programmes.participant t WHERE t.company_id = n.holder_id AND t.programme_id = n.programme_id)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    INSERT INTO parties.acquaintance (company_id, other_id)
    SELECT DISTINCT e.company_id, e.other_id
    FROM unnest(p_programme, p_issuer, p_holder) AS n(programme_id, issuer_id, holder_id)
    JOIN programmes.programme p ON p.programme_id = n.programme_id
    CROSS JOIN LATERAL (VALUES (n.issuer_id, n.holder_id), (n.holder_id, n.issuer_id), (n.holder_id, p.buyer_id),
        (n.holder_id, p.institution_id), (n.holder_id, p.foundation_id)) AS e(company_id, other_id)
    WHERE e.company_id <> e.other_id
        AND NOT EXISTS (SELECT FROM parties.acquaintance t WHERE t.company_id = e.company_id AND t.other_id = e.other_id)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING;
END;
CREATE FUNCTION programmes.programme_meets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM programmes.meet(array_agg(f.programme_id), array_agg(f.buyer_id), array_agg(s.side))
    FROM fresh f CROSS JOIN LATERAL (VALUES (f.buyer_id), (f.institution_id), (f.foundation_id)) AS s(side);
    RETURN NULL;
END $$;
CREATE TRIGGER programme_meets AFTER INSERT ON programmes.programme
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION programmes.programme_meets();
CREATE FUNCTION receivables.receivable_meets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM programmes.meet(array_agg(e.programme_id), array_agg(e.issuer_id), array_agg(e.holder_id))
    FROM (SELECT DISTINCT programme_id, issuer_id, holder_id FROM fresh) e;
    RETURN NULL;
END $$;
CREATE TRIGGER receivable_meets AFTER INSERT ON receivables.receivable
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION receivables.receivable_meets();
CREATE FUNCTION programmes.facility_meets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM programmes.meet(array_agg(f.programme_id), array_agg(f.buyer_id), array_agg(f.provider_id))
    FROM fresh f WHERE f.programme_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER facility_meets AFTER INSERT ON programmes.facility
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION programmes.facility_meets();
-- What stands already.
SELECT programmes.meet(array_agg(p.programme_id), array_agg(p.buyer_id), array_agg(s.side))
FROM programmes.programme p CROSS JOIN LATERAL (VALUES (p.buyer_id), (p.institution_id), (p.foundation_id)) AS s(side) HAVING count(*) > 0;
SELECT programmes.meet(array_agg(e.programme_id), array_agg(e.issuer_id), array_agg(e.holder_id))
FROM (SELECT DISTINCT programme_id, issuer_id, holder_id FROM receivables.receivable) e HAVING count(*) > 0;
SELECT programmes.meet(array_agg(f.programme_id), array_agg(f.buyer_id), array_agg(f.provider_id))
FROM programmes.facility f WHERE f.programme_id IS NOT NULL HAVING count(*) > 0;

-- The programmes I run (institution, Foundation), those I buy in, and all I take part in.
CREATE FUNCTION programmes.mine() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(p.programme_id) FROM programmes.programme p
        WHERE parties.me() IN (p.institution_id, p.foundation_id)), '{}');
CREATE FUNCTION programmes.i_buy_in() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(p.programme_id) FROM programmes.programme p WHERE p.buyer_id = parties.me()), '{}');
CREATE FUNCTION programmes.joined() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(t.programme_id) FROM programmes.participant t WHERE t.company_id = parties.me()), '{}');
CREATE FUNCTION parties.i_operate() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.office o WHERE o.company_id = parties.me() AND o.office = 'operator');
-- Own accounts of programmes I run, and those that are mine.
CREATE FUNCTION programmes.my_accounts() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(a.own_account_id) FROM programmes.own_account a WHERE a.owner_id = parties.me()
        OR EXISTS (SELECT FROM programmes.programme p WHERE parties.me() IN (p.institution_id, p.foundation_id)
            AND a.own_account_id IN (p.settlement_account_id, p.deposit_account_id, p.operating_account_id))), '{}');
-- Who lets me, the buyer of a programme it takes part in, see its name: the newest word counts.
CREATE FUNCTION programmes.consented() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(n.company_id) FROM (
        SELECT DISTINCT ON (c.programme_id, c.company_id) c.company_id, c.given FROM programmes.name_consent c
        JOIN programmes.programme p ON p.programme_id = c.programme_id AND p.buyer_id = parties.me()
        ORDER BY c.programme_id, c.company_id, c.item_id DESC) n WHERE n.given), '{}');

-- One policy for readers a table; the runs, jobs and the console pass, the desk while it acts, nobody else.
CREATE FUNCTION parties.guard(p_table regclass, p_sees text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('CREATE POLICY runs ON %s TO sangsaeng_app USING (true) WITH CHECK (true)', p_table);
    EXECUTE format('CREATE POLICY acts ON %s TO sangsaeng_desk USING ((SELECT parties.acting())) WITH CHECK ((SELECT parties.acting()))', p_table);
    IF p_sees IS NOT NULL THEN
        EXECUTE format('CREATE POLICY sees ON %s FOR SELECT TO sangsaeng_web USING (%s)', p_table, p_sees);
        EXECUTE format('GRANT SELECT ON %s TO sangsaeng_web', p_table);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION parties.guard(regclass, text) FROM PUBLIC;

SELECT parties.guard(t::regclass, sees) FROM (VALUES
    ('parties.company', $$company_id = (SELECT parties.me()) OR (SELECT parties.i_operate())
        OR company_id IN (SELECT a.other_id FROM parties.acquaintance a WHERE a.company_id = (SELECT parties.me()))
        OR company_id IN (SELECT t.company_id FROM programmes.participant t WHERE t.programme_id = ANY ((SELECT programmes.mine())::int[]))
        OR company_id = ANY ((SELECT programmes.consented())::bigint[])$$),
    ('parties.acquaintance', 'company_id = (SELECT parties.me())'),
    ('programmes.participant', 'company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('parties.bank_account', $$company_id = (SELECT parties.me())
        OR company_id IN (SELECT t.company_id FROM programmes.participant t WHERE t.programme_id = ANY ((SELECT programmes.mine())::int[]))$$),
    ('parties.holder_check', 'bank_account_id IN (SELECT b.bank_account_id FROM parties.bank_account b)'),
    ('parties.insolvency', $$company_id = (SELECT parties.me())
        OR company_id IN (SELECT t.company_id FROM programmes.participant t WHERE t.programme_id = ANY ((SELECT programmes.mine())::int[]))$$),
    ('parties.office', 'true'),
    ('programmes.own_account', 'own_account_id = ANY ((SELECT programmes.my_accounts())::int[])'),
    ('programmes.programme', 'programme_id = ANY ((SELECT programmes.joined())::int[]) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('programmes.terms', 'programme_id = ANY ((SELECT programmes.joined())::int[]) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('programmes.withholding', 'programme_id = ANY ((SELECT programmes.joined())::int[]) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('programmes.buyer_standing', $$buyer_id = (SELECT parties.me())
        OR buyer_id IN (SELECT p.buyer_id FROM programmes.programme p)$$),
    ('programmes.facility', $$provider_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])$$),
    ('programmes.facility_change', 'facility_id IN (SELECT f.facility_id FROM programmes.facility f)'),
    ('programmes.name_consent', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])$$),
    ('receivables.receivable', $$holder_id = (SELECT parties.me()) OR issuer_id = (SELECT parties.me())
        OR programme_id = ANY ((SELECT programmes.mine())::int[])$$),
    ('receivables.evidence', $$evidence_id IN (SELECT r.evidence_id FROM receivables.receivable r WHERE r.evidence_id IS NOT NULL)$$),
    ('receivables.amendment_notice', $$(SELECT parties.i_operate())
        OR supplier_number = (SELECT c.business_number FROM parties.company c WHERE c.company_id = (SELECT parties.me()))
        OR buyer_number = (SELECT c.business_number FROM parties.company c WHERE c.company_id = (SELECT parties.me()))$$),
    ('receivables.consent', $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])$$),
    ('receivables.attachment', $$company_id = (SELECT parties.me())
        OR company_id IN (SELECT t.company_id FROM programmes.participant t WHERE t.programme_id = ANY ((SELECT programmes.mine())::int[]))$$),
    ('receivables.lock', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR (programme_id, receivable_id) IN (SELECT r.programme_id, r.receivable_id FROM receivables.receivable r WHERE r.holder_id = (SELECT parties.me()))$$),
    ('early_payment.quote', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR (programme_id, receivable_id) IN (SELECT r.programme_id, r.receivable_id FROM receivables.receivable r WHERE r.holder_id = (SELECT parties.me()))$$),
    ('early_payment.sale', 'seller_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('early_payment.standing_order', 'company_id = (SELECT parties.me())'),
    ('early_payment.auction', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR programme_id IN (SELECT f.programme_id FROM programmes.facility f WHERE f.provider_id = (SELECT parties.me()))$$),
    ('early_payment.bid', $$facility_id IN (SELECT f.facility_id FROM programmes.facility f WHERE f.provider_id = (SELECT parties.me()))
        OR (programme_id = ANY ((SELECT programmes.mine())::int[]) AND EXISTS (SELECT FROM early_payment.auction a
            WHERE a.programme_id = bid.programme_id AND a.auction_id = bid.auction_id AND a.closed_at IS NOT NULL))$$),
    ('early_payment.cut_off', '(SELECT parties.i_operate())'),
    ('ledger.line', $$programme_id = ANY ((SELECT programmes.mine())::int[]) OR (receivable_id IS NOT NULL AND (programme_id, receivable_id) IN
        (SELECT r.programme_id, r.receivable_id FROM receivables.receivable r WHERE r.holder_id = (SELECT parties.me())))$$),
    ('ledger.settled', 'holder_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('ledger.purchase', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR facility_id IN (SELECT f.facility_id FROM programmes.facility f WHERE f.provider_id = (SELECT parties.me()))$$),
    ('ledger.repaid', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR (programme_id, purchase_id) IN (SELECT p.programme_id, p.purchase_id FROM ledger.purchase p)$$),
    ('ledger.checkpoint', 'programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('ledger.guarded', 'programme_id = ANY ((SELECT programmes.mine())::int[]) OR programme_id = ANY ((SELECT programmes.i_buy_in())::int[])'),
    ('ledger.hold', 'programme_id = ANY ((SELECT programmes.mine())::int[]) OR programme_id = ANY ((SELECT programmes.i_buy_in())::int[])'),
    ('ledger.command', NULL),
    ('ledger.day_closed', '(SELECT parties.i_operate())'),
    ('payouts.payout', $$payee_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])
        OR payee_own_account_id = ANY ((SELECT programmes.my_accounts())::int[])$$),
    ('payouts.attempt', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR (programme_id, purpose, source_id) IN (SELECT o.programme_id, o.purpose, o.source_id FROM payouts.payout o WHERE o.payee_id = (SELECT parties.me()))$$),
    ('payouts.attempt_event', 'attempt_id IN (SELECT t.attempt_id FROM payouts.attempt t)'),
    ('payouts.release', '(SELECT parties.i_operate())'),
    ('payouts.batch', 'own_account_id = ANY ((SELECT programmes.my_accounts())::int[])'),
    ('payouts.bank_message', '(SELECT parties.i_operate())'),
    ('payouts.bank_entry', 'own_account_id = ANY ((SELECT programmes.my_accounts())::int[])'),
    ('payouts.statement', 'own_account_id = ANY ((SELECT programmes.my_accounts())::int[])'),
    ('payouts.account_stop', 'own_account_id = ANY ((SELECT programmes.my_accounts())::int[])'),
    ('settlement.funding_call', 'programme_id = ANY ((SELECT programmes.mine())::int[]) OR programme_id = ANY ((SELECT programmes.i_buy_in())::int[])'),
    ('settlement.funded_root', $$programme_id = ANY ((SELECT programmes.mine())::int[])
        OR (programme_id, root_id) IN (SELECT r.programme_id, r.root_id FROM receivables.receivable r)$$),
    ('settlement.run', '(SELECT parties.i_operate())'),
    ('settlement.chunk', '(SELECT parties.i_operate())'),
    ('settlement.advance', 'buyer_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('settlement.playbook', $$buyer_id IN (SELECT p.buyer_id FROM programmes.programme p WHERE p.programme_id = ANY ((SELECT programmes.mine())::int[]))$$),
    ('settlement.playbook_step', 'playbook_id IN (SELECT b.playbook_id FROM settlement.playbook b)'),
    ('settlement.marked_tree', 'programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('settlement.notice', 'company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])'),
    ('parties.person', $$person_id = (SELECT parties.my_person()) OR person_id IN (SELECT w.person_id FROM parties.power w)$$),
    ('parties.passkey', 'person_id = (SELECT parties.my_person())'),
    ('parties.session', 'person_id = (SELECT parties.my_person())'),
    ('parties.challenge', NULL),
    ('parties.failed_try', NULL),
    ('parties.power', 'company_id = (SELECT parties.me()) OR person_id = (SELECT parties.my_person())'),
    ('parties.api_key', 'company_id = (SELECT parties.me())'),
    ('parties.invitation', 'company_id = (SELECT parties.me()) OR invited_by = (SELECT parties.me())'),
    ('parties.agreement_acceptance', 'company_id = (SELECT parties.me())'),
    ('parties.mandate', $$company_id = (SELECT parties.me())
        OR company_id IN (SELECT t.company_id FROM programmes.participant t WHERE t.programme_id = ANY ((SELECT programmes.mine())::int[]))$$),
    ('parties.act', 'company_id = (SELECT parties.me()) OR (SELECT parties.me()) = ANY (needed_of)'),
    ('parties.act_decision', 'act_id IN (SELECT a.act_id FROM parties.act a)'),
    ('audit.event', $$company_id = (SELECT parties.me()) OR subject_id = (SELECT parties.me())
        OR programme_id = ANY ((SELECT programmes.mine())::int[]) OR (SELECT parties.i_operate())$$)
) AS guarded(t, sees);

-- The door works on people and sessions; each table that it needs lets it.
CREATE FUNCTION parties.open_door(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY door ON %s TO sangsaeng_door USING (true) WITH CHECK (true)', p_table);
END $$;
REVOKE EXECUTE ON FUNCTION parties.open_door(regclass) FROM PUBLIC;
SELECT parties.open_door(t::regclass) FROM unnest(ARRAY['parties.person', 'parties.passkey', 'parties.session', 'parties.challenge',
    'parties.failed_try', 'parties.power', 'parties.api_key', 'parties.invitation', 'parties.agreement_acceptance', 'parties.office',
    'parties.company', 'audit.event']) AS t;
GRANT SELECT ON parties.company TO sangsaeng_door;
-- Everyone adds to the log what it did; nobody but its readers sees it.
CREATE POLICY adds ON audit.event FOR INSERT TO sangsaeng_web, sangsaeng_desk WITH CHECK (true);
-- An act is entered and approved before it is executed: these tables the desk works on at all times, for its own company.
CREATE POLICY enters ON parties.act TO sangsaeng_desk
    USING (company_id = (SELECT parties.me()) OR (SELECT parties.me()) = ANY (needed_of))
    WITH CHECK (company_id = (SELECT parties.me()) OR (SELECT parties.me()) = ANY (needed_of));
CREATE POLICY decides ON parties.act_decision TO sangsaeng_desk
    USING (act_id IN (SELECT a.act_id FROM parties.act a))
    WITH CHECK (company_id = (SELECT parties.me()) AND person_id = (SELECT parties.my_person()));
CREATE POLICY own ON parties.mandate FOR SELECT TO sangsaeng_desk USING (company_id = (SELECT parties.me()));
CREATE POLICY own ON parties.power FOR SELECT TO sangsaeng_desk USING (company_id = (SELECT parties.me()));
CREATE POLICY known ON parties.office FOR SELECT TO sangsaeng_desk USING (true);
GRANT USAGE ON SEQUENCE ledger.item TO sangsaeng_web;

-- The legs are read with the reader's own rights.
ALTER VIEW ledger.leg SET (security_invoker = true);

-- Law and calendar are for everybody.
GRANT SELECT ON ledger.account_kind, ledger.line_kind, programmes.closed_day, programmes.base_rate TO sangsaeng_web, sangsaeng_desk;

-- What acts may write: promises, sales, terms, people. Runs, funding, bank entries and payouts are not among them.
GRANT SELECT ON ALL TABLES IN SCHEMA ledger, parties, programmes, receivables, payouts, settlement, early_payment TO sangsaeng_desk;
REVOKE SELECT ON parties.passkey, parties.session, parties.challenge, parties.failed_try FROM sangsaeng_desk;
GRANT INSERT ON ledger.line, ledger.purchase, ledger.command, ledger.guarded, ledger.hold TO sangsaeng_desk;
GRANT UPDATE (balance_won, held_won) ON ledger.guarded TO sangsaeng_desk;
GRANT UPDATE (captured_won, released_won) ON ledger.hold TO sangsaeng_desk;
GRANT INSERT ON parties.company, parties.bank_account, parties.holder_check, parties.insolvency TO sangsaeng_desk;
GRANT UPDATE (name, size, joined_on) ON parties.company TO sangsaeng_desk;
GRANT UPDATE (state, usable_from) ON parties.bank_account TO sangsaeng_desk;
GRANT UPDATE (ended_on) ON parties.insolvency TO sangsaeng_desk;
GRANT INSERT ON programmes.own_account, programmes.programme, programmes.terms, programmes.buyer_standing, programmes.closed_day,
    programmes.base_rate, programmes.withholding, programmes.facility, programmes.facility_change TO sangsaeng_desk;
GRANT UPDATE (ends_on) ON programmes.programme TO sangsaeng_desk;
GRANT UPDATE (blocked_won, used_won, limit_won, ends_on, least_rate_annual) ON programmes.facility TO sangsaeng_desk;
GRANT USAGE ON SEQUENCE programmes.facility_number TO sangsaeng_desk;
GRANT INSERT ON receivables.evidence, receivables.receivable, receivables.consent, receivables.amendment_notice,
    receivables.attachment, receivables.lock TO sangsaeng_desk;
GRANT UPDATE (financed_won, amended_on) ON receivables.evidence TO sangsaeng_desk;
GRANT UPDATE (retained_won, passed_on_won, sold_won, locked_won, claimed_on, cancelled_on, cancel_reason, parked_since)
    ON receivables.receivable TO sangsaeng_desk;
GRANT UPDATE (released_on) ON receivables.attachment TO sangsaeng_desk;
GRANT UPDATE (released_on, to_pay_won) ON receivables.lock TO sangsaeng_desk;
GRANT INSERT ON early_payment.quote, early_payment.sale, early_payment.standing_order, early_payment.auction, early_payment.bid TO sangsaeng_desk;
GRANT UPDATE (cancelled_at) ON early_payment.sale TO sangsaeng_desk;
GRANT UPDATE (ended_on) ON early_payment.standing_order TO sangsaeng_desk;
GRANT UPDATE (rate_annual, closed_at) ON early_payment.auction TO sangsaeng_desk;
GRANT UPDATE (rate_annual, amount_won, bid_at, taken_won, bought_won) ON early_payment.bid TO sangsaeng_desk;
GRANT INSERT ON settlement.playbook TO sangsaeng_desk;
-- migrate:down
