-- migrate:up
-- What readers may know of rows that are not theirs: each function answers for parties.me() alone; with nobody set it
-- answers nothing.
-- What a company issued, the newest first; and so a policy that asks "issued or held by me" is read by indexes.
CREATE INDEX receivable_of_issuer ON receivables.receivable (issuer_id, receivable_id);

-- How every receivable stands, as its holder may know it (state) and as its issuer may (told), who is not told of its
-- payee's split: to it a child is paid once its day is over. For the functions below; nobody else reads it.
CREATE VIEW receivables.standing AS
    SELECT r.programme_id, r.receivable_id, r.holder_id, r.issuer_id, r.matures_on, p.institution_id, p.foundation_id, is_so.funded,
        root.matures_on AS root_matures_on,
        CASE WHEN r.cancelled_on IS NOT NULL THEN 'cancelled' WHEN is_so.kept_won > 0 THEN 'attached'
            WHEN is_so.kept_won IS NOT NULL OR is_so.funded AND r.retained_won = 0 THEN 'paid' ELSE before.state END AS state,
        CASE WHEN r.cancelled_on IS NOT NULL THEN 'cancelled'
            WHEN is_so.funded AND (r.parent_id IS NULL OR EXISTS (SELECT FROM ledger.day_closed d
                WHERE d.programme_id = r.programme_id AND d.day >= r.matures_on)) THEN 'paid' ELSE before.state END AS told
    FROM receivables.receivable r
    JOIN programmes.programme p ON p.programme_id = r.programme_id
    JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
    LEFT JOIN ledger.settled tree ON tree.programme_id = r.programme_id AND tree.receivable_id = r.root_id AND tree.phase = 1
    LEFT JOIN ledger.settled own ON own.programme_id = r.programme_id AND own.receivable_id = r.receivable_id
        AND own.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END
    LEFT JOIN settlement.funding_call c ON c.programme_id = root.programme_id AND c.due_on = root.matures_on AND c.state IN ('grace', 'unpaid')
    -- kept_won: what creditors had attached when it was settled, and has not been ordered to be paid since.
    CROSS JOIN LATERAL (SELECT tree.receivable_id IS NOT NULL AS funded, own.locked_won - CASE WHEN own.locked_won > 0 THEN coalesce(
            (SELECT sum(o.amount_won) FROM receivables.lock l
                JOIN payouts.payout o ON o.programme_id = l.programme_id AND o.purpose = 11 AND o.source_id = l.lock_id
                WHERE l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id), 0) ELSE 0 END AS kept_won) is_so
    CROSS JOIN LATERAL (SELECT CASE WHEN is_so.funded THEN 'parked' ELSE coalesce(c.state, 'open') END AS state) before;
REVOKE ALL ON receivables.standing FROM PUBLIC, sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- How one receivable stands, for its holder, its issuer and who runs its programme.
CREATE FUNCTION receivables.stands(p_programme int, p_receivable bigint)
RETURNS TABLE (state text, funded boolean, root_matures_on date)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog AS $$
    SELECT CASE WHEN parties.me() IN (s.holder_id, s.institution_id, s.foundation_id) THEN s.state ELSE s.told END, s.funded, s.root_matures_on
    FROM receivables.standing s
    WHERE s.programme_id = p_programme AND s.receivable_id = p_receivable
        AND parties.me() IN (s.holder_id, s.issuer_id, s.institution_id, s.foundation_id)
$$;
-- What of mine stands so: read as a whole, where a list asks for one state.
CREATE FUNCTION receivables.held_that_stand(p_state text, p_from date, p_until date) RETURNS TABLE (programme_id int, receivable_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.programme_id, s.receivable_id FROM receivables.standing s
    WHERE s.holder_id = parties.me() AND s.state = p_state AND s.matures_on BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_until, 'infinity')
$$;
CREATE FUNCTION receivables.issued_that_stand(p_state text) RETURNS TABLE (programme_id int, receivable_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.programme_id, s.receivable_id FROM receivables.standing s
    WHERE s.issuer_id = parties.me() AND parties.me() NOT IN (s.holder_id, s.institution_id, s.foundation_id) AND s.told = p_state
    UNION ALL
    SELECT s.programme_id, s.receivable_id FROM receivables.standing s
    WHERE s.issuer_id = parties.me() AND parties.me() IN (s.holder_id, s.institution_id, s.foundation_id) AND s.state = p_state
$$;
CREATE FUNCTION receivables.run_that_stand(p_state text, p_programme int) RETURNS TABLE (programme_id int, receivable_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.programme_id, s.receivable_id FROM receivables.standing s
    WHERE s.programme_id = p_programme AND parties.me() IN (s.institution_id, s.foundation_id) AND s.state = p_state
$$;

-- What a part of a receivable may be passed on from, for its holder: the root's day, and whether what parked money brings
-- is the holder's own; whose it is otherwise is not told.
CREATE FUNCTION receivables.parent_of_mine(p_programme int, p_receivable bigint)
RETURNS TABLE (holder_id bigint, holder_size text, first_tier_id bigint, retained_won bigint, locked_won bigint, matures_on date,
    cancelled_on date, terms_id bigint, root_matures_on date)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog AS $$
    SELECT r.holder_id, c.size, CASE WHEN root.holder_id = r.holder_id THEN r.holder_id ELSE 0 END, r.retained_won, r.locked_won,
        r.matures_on, r.cancelled_on, r.terms_id, root.matures_on
    FROM receivables.receivable r
    JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
    JOIN parties.company c ON c.company_id = r.holder_id
    WHERE r.programme_id = p_programme AND r.receivable_id = p_receivable AND r.holder_id = parties.me()
$$;

-- What I paid by receivables I issued that are due in a period, by days and size of the payee, for the tax credit; paid:
-- the tree is funded and the day has come.
CREATE FUNCTION receivables.paid_by_me(p_first date, p_last date, p_as_of date)
RETURNS TABLE (settles_on date, invoice_on date, payee_size text, paid boolean, amount_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT r.matures_on, coalesce(e.written_on, r.issued_on), c.size, r.matures_on <= p_as_of AND EXISTS (SELECT FROM ledger.settled s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1), sum(r.face_won)::bigint
    FROM receivables.receivable r
    JOIN parties.company c ON c.company_id = r.holder_id
    LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
    WHERE r.issuer_id = parties.me() AND r.matures_on BETWEEN p_first AND p_last AND r.cancelled_on IS NULL
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
$$;

-- What moved on the accounts of one receivable, for its holder and for who runs its programme: by kinds of accounts, so
-- that nobody's account and no funder is named. A credit raises what is owed to the holder.
CREATE FUNCTION ledger.explained(p_programme int, p_receivable bigint)
RETURNS TABLE (booked_on date, leg int, item_id bigint, account_kind int, other_kind int, change_won bigint, child_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH own AS (
        SELECT r.programme_id, r.receivable_id FROM receivables.receivable r
        JOIN programmes.programme p ON p.programme_id = r.programme_id
        WHERE r.programme_id = p_programme AND r.receivable_id = p_receivable
            AND parties.me() IN (r.holder_id, p.institution_id, p.foundation_id)
    ), legs AS (
        SELECT l.kind::int AS leg, l.item_id, l.debit, l.credit, l.amount_won, l.booked_on, l.receivable_id
        FROM own JOIN ledger.line l ON l.programme_id = own.programme_id AND l.receivable_id IN (SELECT own.receivable_id UNION ALL
            SELECT c.receivable_id FROM receivables.receivable c WHERE c.programme_id = own.programme_id AND c.parent_id = own.receivable_id)
        UNION ALL
        SELECT 100 + v.leg, s.receivable_id, v.debit, v.credit, v.amount_won, s.booked_on, s.receivable_id
        FROM own JOIN ledger.settled s ON s.programme_id = own.programme_id AND s.receivable_id = own.receivable_id
        CROSS JOIN LATERAL ledger.settled_legs(s.programme_id, s.receivable_id, s.phase, s.is_root, s.own_account_id,
            s.face_won, s.retained_won, s.sold_won, s.incentive_won, s.incentive_owner_id) v
        UNION ALL
        SELECT 110 + v.leg, b.purchase_id, v.debit, v.credit, v.amount_won, b.booked_on, b.receivable_id
        FROM own JOIN ledger.purchase b ON b.programme_id = own.programme_id AND b.receivable_id = own.receivable_id
        CROSS JOIN LATERAL ledger.purchase_legs(b.receivable_id, b.from_deposit, b.own_account_id, b.amount_won, b.interest_won) v
    )
    SELECT l.booked_on, l.leg, l.item_id, ledger.kind_of(side.account), ledger.kind_of(side.other), side.won,
        CASE WHEN l.receivable_id <> p_receivable THEN l.receivable_id END
    FROM legs l
    CROSS JOIN LATERAL (VALUES (l.debit, l.credit, -l.amount_won), (l.credit, l.debit, l.amount_won)) side(account, other, won)
    JOIN ledger.account_kind k ON k.kind = ledger.kind_of(side.account) AND k.owned_by = 'receivable'
    WHERE ledger.owner_of(side.account) = p_receivable
$$;

-- The balances of the programmes I run, by account kind and own account.
CREATE FUNCTION ledger.balances_of_mine() RETURNS TABLE (programme_id int, kind int, owner bigint, balance_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT e.programme_id, ledger.kind_of(e.account), CASE WHEN k.owned_by = 'own_account' THEN ledger.owner_of(e.account) ELSE 0 END,
        sum(e.balance_won)::bigint
    FROM (SELECT c.programme_id, c.account, c.balance_won FROM ledger.checkpoint c
          UNION ALL
          SELECT f.programme_id, f.account, f.balance_won
          FROM ledger.folded((SELECT h.horizon_xid FROM ledger.fold h), 9223372036854775807) f) e
    JOIN ledger.account_kind k ON k.kind = ledger.kind_of(e.account)
    WHERE e.programme_id = ANY ((SELECT programmes.mine())::int[])
    GROUP BY 1, 2, 3
$$;

-- What I bought as a funder and was not yet repaid: buyer, tier and days, never the seller or the receivable (G10, G12).
CREATE FUNCTION early_payment.holdings_of_mine()
RETURNS TABLE (programme_id int, purchase_id bigint, facility_id int, own_account_id int, buyer_id bigint, tier int, sold_on date,
    matures_on date, root_matures_on date, rate_annual numeric, fee_rate_annual numeric, amount_won bigint, interest_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.programme_id, p.purchase_id, p.facility_id, p.own_account_id, f.buyer_id, r.tier::int, s.sold_on, s.matures_on,
        root.matures_on, s.rate_annual, s.fee_rate_annual, p.amount_won, p.interest_won
    FROM programmes.facility f
    JOIN ledger.purchase p ON p.programme_id = f.programme_id AND p.facility_id = f.facility_id
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id
    JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
    WHERE f.kind = 'purchase' AND f.provider_id = parties.me()
        AND NOT EXISTS (SELECT FROM ledger.repaid x WHERE x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id)
$$;

-- Per programme and account I pay from as a funder: what moved in a span of days, and the ledger's balances of purchased
-- (120), unearned (240) and earned (241) before and after it.
CREATE FUNCTION early_payment.statement_of_mine(p_from date, p_until date)
RETURNS TABLE (programme_id int, own_account_id int, buyer_id bigint, bought_won bigint, interest_taken_won bigint, repaid_won bigint,
    earned_won bigint, fee_won bigint, refunded_won bigint, purchased_opening_won bigint, purchased_closing_won bigint,
    unearned_opening_won bigint, unearned_closing_won bigint, earned_opening_won bigint, earned_closing_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT f.programme_id, f.own_account_id, f.buyer_id, bought.*, back.*, books.*
    FROM programmes.facility f
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount_won), 0)::bigint, coalesce(sum(p.interest_won), 0)::bigint
        FROM ledger.purchase p
        JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
        WHERE p.programme_id = f.programme_id AND p.facility_id = f.facility_id AND p.booked_on BETWEEN p_from AND p_until) bought
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(x.amount_won), 0)::bigint, coalesce(sum(x.earned_won), 0)::bigint, coalesce(sum(x.fee_won), 0)::bigint,
            coalesce(sum(x.refund_won), 0)::bigint
        FROM ledger.repaid x
        WHERE x.programme_id = f.programme_id AND x.facility_id = f.facility_id AND x.booked_on BETWEEN p_from AND p_until) back
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(e.won) FILTER (WHERE e.kind = 120 AND e.earlier), 0)::bigint,
            coalesce(sum(e.won) FILTER (WHERE e.kind = 120), 0)::bigint,
            coalesce(-sum(e.won) FILTER (WHERE e.kind = 240 AND e.earlier), 0)::bigint,
            coalesce(-sum(e.won) FILTER (WHERE e.kind = 240), 0)::bigint,
            coalesce(-sum(e.won) FILTER (WHERE e.kind = 241 AND e.earlier), 0)::bigint,
            coalesce(-sum(e.won) FILTER (WHERE e.kind = 241), 0)::bigint
        FROM (SELECT ledger.kind_of(side.account) AS kind, side.won, l.booked_on < p_from AS earlier
              FROM ledger.leg l CROSS JOIN LATERAL (VALUES (l.debit, l.amount_won), (l.credit, -l.amount_won)) side(account, won)
              WHERE l.programme_id = f.programme_id AND l.booked_on <= p_until AND side.account IN (
                  ledger.account(120, f.own_account_id), ledger.account(240, f.own_account_id), ledger.account(241, f.own_account_id))
             ) e) books
    WHERE f.kind = 'purchase' AND f.provider_id = parties.me() AND f.programme_id IS NOT NULL
$$;

-- Totals of a programme by month of issue and tier, for its buyer and for who runs it: no price, no split of one company.
-- names: of the companies of that tier that let their buyer see them (their newest word counts).
CREATE FUNCTION receivables.tiers_of(p_programme int)
RETURNS TABLE (month date, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT date_trunc('month', r.issued_on)::date, r.tier::int, count(*), count(DISTINCT r.holder_id), sum(r.face_won)::bigint,
        sum(r.passed_on_won)::bigint,
        coalesce(array_agg(DISTINCT c.name COLLATE "C") FILTER (WHERE shown.given), '{}')
    FROM programmes.programme p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.cancelled_on IS NULL
    JOIN parties.company c ON c.company_id = r.holder_id
    LEFT JOIN (SELECT DISTINCT ON (n.company_id) n.company_id, n.given FROM programmes.name_consent n
        WHERE n.programme_id = p_programme ORDER BY n.company_id, n.item_id DESC) shown ON shown.company_id = r.holder_id
    WHERE p.programme_id = p_programme AND parties.me() IN (p.buyer_id, p.institution_id, p.foundation_id)
    GROUP BY 1, 2
$$;

-- How far money went down, by programme, month of issue and tier: for the Foundation its own programmes, for the Ministry
-- all; nobody's name.
CREATE FUNCTION receivables.statistics(p_from date, p_until date)
RETURNS TABLE (month date, programme_id int, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint,
    sold_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT date_trunc('month', r.issued_on)::date, r.programme_id, r.tier::int, count(*), count(DISTINCT r.holder_id), sum(r.face_won)::bigint,
        sum(r.passed_on_won)::bigint, sum(r.sold_won)::bigint
    FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
    WHERE r.issued_on BETWEEN p_from AND p_until AND r.cancelled_on IS NULL AND EXISTS (SELECT FROM parties.office o
        WHERE o.company_id = parties.me() AND (o.office = 'ministry' OR o.office = 'foundation' AND p.foundation_id = o.company_id))
    GROUP BY 1, 2, 3
$$;

-- The proof of the newest run that is proven, for who runs a programme: its equations are of the whole book.
CREATE FUNCTION settlement.newest_proof() RETURNS TABLE (run_id bigint, day date, state text, proof jsonb)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog AS $$
    SELECT r.run_id, r.day, r.state, r.proof FROM settlement.run r
    WHERE r.proof IS NOT NULL AND cardinality(programmes.mine()) > 0 ORDER BY r.day DESC LIMIT 1
$$;

-- Whom I invited, by the number I gave: a company I do not deal with yet has no name to me.
CREATE FUNCTION parties.invited_by_me() RETURNS TABLE (invitation_id bigint, business_number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT n.invitation_id, c.business_number FROM parties.invitation n JOIN parties.company c ON c.company_id = n.company_id
    WHERE n.invited_by = parties.me()
$$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['receivables.stands(int, bigint)', 'receivables.held_that_stand(text, date, date)',
        'receivables.issued_that_stand(text)', 'receivables.run_that_stand(text, int)', 'receivables.parent_of_mine(int, bigint)',
        'receivables.paid_by_me(date, date, date)', 'ledger.explained(int, bigint)', 'ledger.balances_of_mine()',
        'early_payment.holdings_of_mine()', 'early_payment.statement_of_mine(date, date)', 'receivables.tiers_of(int)',
        'receivables.statistics(date, date)', 'settlement.newest_proof()', 'parties.invited_by_me()']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sangsaeng_web', made);
    END LOOP;
END $$;

-- Policies that looked at a whole table to show one row look at that row's own. Money of no programme is seen by who
-- sees the account it lies on.
ALTER POLICY sees ON receivables.evidence USING (EXISTS (SELECT FROM receivables.receivable r WHERE r.evidence_id = evidence.evidence_id));
ALTER POLICY sees ON receivables.lock USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR EXISTS (SELECT FROM receivables.receivable r WHERE r.programme_id = lock.programme_id AND r.receivable_id = lock.receivable_id
        AND r.holder_id = (SELECT parties.me())));
ALTER POLICY sees ON early_payment.quote USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR EXISTS (SELECT FROM receivables.receivable r WHERE r.programme_id = quote.programme_id AND r.receivable_id = quote.receivable_id
        AND r.holder_id = (SELECT parties.me())));
ALTER POLICY sees ON ledger.line USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR (programme_id = 0 AND ledger.owner_of(debit) = ANY ((SELECT programmes.my_accounts())::int[]))
    OR (receivable_id IS NOT NULL AND EXISTS (SELECT FROM receivables.receivable r WHERE r.programme_id = line.programme_id
        AND r.receivable_id = line.receivable_id AND r.holder_id = (SELECT parties.me()))));
ALTER POLICY sees ON payouts.attempt USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR EXISTS (SELECT FROM payouts.payout o WHERE o.programme_id = attempt.programme_id AND o.purpose = attempt.purpose
        AND o.source_id = attempt.source_id AND o.payee_id = (SELECT parties.me())));
ALTER POLICY sees ON settlement.funded_root USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR EXISTS (SELECT FROM receivables.receivable r WHERE r.programme_id = funded_root.programme_id AND r.receivable_id = funded_root.root_id)
    OR EXISTS (SELECT FROM receivables.receivable r WHERE r.programme_id = funded_root.programme_id AND r.root_id = funded_root.root_id
        AND r.parent_id IS NOT NULL));
-- A company's payouts but for those that settle its receivables, which are found by their key.
CREATE INDEX payout_of_payee ON payouts.payout (payee_id, booked_on) WHERE payee_id IS NOT NULL AND purpose <> 1;
-- migrate:down
