-- migrate:up
-- Numbers of few companies tell of one: below this many no split and no statistic is shown (G12).
CREATE FUNCTION receivables.smallest_cell() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3;

-- As before, but what companies passed on is for a buyer where three stand behind it at least: of fewer it is NULL. The
-- institution that runs the programme sees every receivable of it anyway.
CREATE OR REPLACE FUNCTION receivables.tiers_of(p_programme int)
RETURNS TABLE (month date, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT date_trunc('month', r.issued_on)::date, r.tier::int, count(*), count(DISTINCT r.holder_id), sum(r.face_won)::bigint,
        CASE WHEN count(DISTINCT r.holder_id) >= receivables.smallest_cell() OR parties.me() = min(p.institution_id)
            THEN sum(r.passed_on_won)::bigint END,
        coalesce(array_agg(DISTINCT c.name COLLATE "C") FILTER (WHERE shown.given), '{}')
    FROM programmes.programme p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.cancelled_on IS NULL
    JOIN parties.company c ON c.company_id = r.holder_id
    LEFT JOIN (SELECT DISTINCT ON (n.company_id) n.company_id, n.given FROM programmes.name_consent n
        WHERE n.programme_id = p_programme ORDER BY n.company_id, n.item_id DESC) shown ON shown.company_id = r.holder_id
    WHERE p.programme_id = p_programme AND parties.me() IN (p.buyer_id, p.institution_id, p.foundation_id)
    GROUP BY 1, 2
$$;

-- As before, but in cells of three companies at least: what is of fewer is summed as the others of its month (programme 0,
-- tier 0), and left out where these are fewer still. Whole months, so that no two answers differ by one promise.
CREATE OR REPLACE FUNCTION receivables.statistics(p_from date, p_until date)
RETURNS TABLE (month date, programme_id int, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint,
    sold_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH mine AS (
        SELECT date_trunc('month', r.issued_on)::date AS month, r.programme_id, r.tier::int AS tier, r.holder_id, r.face_won, r.passed_on_won,
            r.sold_won
        FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
        WHERE r.issued_on >= date_trunc('month', p_from)::date AND r.issued_on < (date_trunc('month', p_until) + interval '1 month')::date
            AND r.cancelled_on IS NULL AND EXISTS (SELECT FROM parties.office o
                WHERE o.company_id = parties.me() AND (o.office = 'ministry' OR o.office = 'foundation' AND p.foundation_id = o.company_id))
    ), cell AS (
        SELECT m.month, m.programme_id, m.tier FROM mine m GROUP BY 1, 2, 3 HAVING count(DISTINCT m.holder_id) >= receivables.smallest_cell()
    )
    SELECT m.month, coalesce(c.programme_id, 0), coalesce(c.tier, 0), count(*), count(DISTINCT m.holder_id), sum(m.face_won)::bigint,
        sum(m.passed_on_won)::bigint, sum(m.sold_won)::bigint
    FROM mine m LEFT JOIN cell c ON c.month = m.month AND c.programme_id = m.programme_id AND c.tier = m.tier
    GROUP BY 1, 2, 3 HAVING count(DISTINCT m.holder_id) >= receivables.smallest_cell()
$$;

-- What a company did in a month, for the depth of its next step.
CREATE INDEX act_done ON parties.act (company_id, action, ended_at) INCLUDE (amount_won) WHERE state = 'executed';

-- Whom a company names for the first time in an act, counted by days of Korea: who is on the system could else be found
-- out by promises of one won to every number there is. What is only tried is not counted, and tells nothing either.
CREATE TABLE parties.newly_named (
    company_id bigint NOT NULL REFERENCES parties.company,
    named_on date NOT NULL,
    companies int NOT NULL CHECK (companies > 0),
    PRIMARY KEY (company_id, named_on)
);
SELECT parties.guard('parties.newly_named'::regclass, 'company_id = (SELECT parties.me())');
GRANT SELECT ON parties.newly_named TO sangsaeng_app, sangsaeng_desk;
CREATE FUNCTION parties.names_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO parties.newly_named AS n (company_id, named_on, companies)
    SELECT a.company_id, (a.ended_at AT TIME ZONE 'Asia/Seoul')::date, count(*)
    FROM parties.act a JOIN fresh f ON f.company_id = a.company_id
    WHERE a.act_id = nullif(current_setting('sangsaeng.act', true), '')::bigint
        AND a.executing_xid = pg_current_xact_id_if_assigned()::text::bigint
    GROUP BY 1, 2
    ON CONFLICT (company_id, named_on) DO UPDATE SET companies = n.companies + excluded.companies;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION parties.names_new() FROM PUBLIC;
CREATE TRIGGER names_new AFTER INSERT ON parties.acquaintance
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION parties.names_new();
-- migrate:down
