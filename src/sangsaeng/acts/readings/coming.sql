-- name: list_coming
-- What comes for the asker's company in some days, by day: money, and what ends or begins; `name`: the other company, where it is one.
SELECT x.what, x.day, x.won, x.count, x.programme_id, x.name FROM (
    SELECT 'money' AS what, t.matures_on AS day, sum(t.won)::bigint AS won, sum(t.receivable_count)::bigint AS count, NULL::int AS programme_id,
        NULL AS name
    FROM receivables.to_come_to_me(%(today)s, %(today)s, '{}') t WHERE t.matures_on BETWEEN %(first)s AND %(last)s GROUP BY t.matures_on
    UNION ALL SELECT 'fund', f.matures_on, f.won, f.receivable_count, f.programme_id, NULL
    FROM settlement.to_fund_of_mine(%(first)s, %(last)s) f
    UNION ALL SELECT 'grace', c.grace_until, m.won, 1, p.programme_id, NULL
    FROM programmes.programme p JOIN settlement.funding_call c ON c.programme_id = p.programme_id
    CROSS JOIN LATERAL (SELECT settlement.missing_of(c.programme_id, c.due_on) AS won OFFSET 0) m
    WHERE p.buyer_id = %(me)s AND c.state = 'grace' AND c.grace_until BETWEEN %(today)s AND %(last)s AND m.won > 0
    UNION ALL SELECT 'comes_back', h.root_matures_on, sum(h.amount_won)::bigint, count(*), NULL, NULL
    FROM early_payment.holdings_of_mine() h WHERE h.root_matures_on BETWEEN %(first)s AND %(last)s GROUP BY h.root_matures_on
    UNION ALL SELECT 'facility', f.ends_on, f.limit_won, 1, f.programme_id, b.name
    FROM programmes.facility f LEFT JOIN parties.company b ON b.company_id = f.buyer_id
    WHERE f.provider_id = %(me)s AND f.ends_on BETWEEN %(today)s AND %(last)s
    UNION ALL SELECT 'auction', (a.closes_at AT TIME ZONE 'Asia/Seoul')::date, a.wanted_won, 1, a.programme_id, NULL
    FROM early_payment.auction a WHERE a.closed_at IS NULL AND a.closes_at >= %(at)s AND a.for_day <= %(last)s
    UNION ALL SELECT 'quote', (n.valid_until AT TIME ZONE 'Asia/Seoul')::date, sum(n.proceeds_won)::bigint, count(*), NULL, NULL
    -- The newest price of each receivable of which as much could still be sold.
    FROM (WITH untaken AS MATERIALIZED (SELECT DISTINCT ON (q.programme_id, q.receivable_id) q.*
            FROM early_payment.quote q JOIN receivables.receivable r ON r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id
                AND r.holder_id = %(me)s
            WHERE q.quoted_on >= %(today)s AND q.valid_until >= %(at)s AND NOT EXISTS (SELECT FROM early_payment.sale s
                WHERE s.programme_id = q.programme_id AND s.quote_id = q.quote_id)
            ORDER BY q.programme_id, q.receivable_id, q.quote_id DESC)
        SELECT u.valid_until, u.proceeds_won FROM untaken u
        JOIN receivables.free_of_mine((SELECT array_agg(a.programme_id ORDER BY a.programme_id, a.receivable_id) FROM untaken a),
            (SELECT array_agg(a.receivable_id ORDER BY a.programme_id, a.receivable_id) FROM untaken a), %(today)s, %(last_day)s,
            %(first_tier_variants)s::text[]) f ON f.programme_id = u.programme_id AND f.receivable_id = u.receivable_id
            AND f.sellable_won >= u.amount_won) n
    GROUP BY 2
    UNION ALL SELECT 'account', a.usable_from, NULL, count(*), NULL, NULL
    FROM parties.bank_account a WHERE a.company_id = %(me)s AND a.state = 'verified' AND a.usable_from > %(today)s AND a.usable_from <= %(last)s
    GROUP BY a.usable_from
    UNION ALL SELECT 'claim_by', r.claim_by, sum(r.face_won)::bigint, count(*), NULL, c.name
    FROM receivables.receivable r JOIN parties.company c ON c.company_id = r.holder_id
    WHERE r.claim_by BETWEEN %(today)s AND %(last)s AND r.claimed_on IS NULL AND r.cancelled_on IS NULL AND r.issuer_id = %(me)s
    GROUP BY r.claim_by, c.name
    UNION ALL SELECT 'invitation', (i.ends_at AT TIME ZONE 'Asia/Seoul')::date, NULL, count(*), NULL, NULL
    FROM parties.invitation i WHERE i.invited_by = %(me)s AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
        AND i.ends_at BETWEEN %(at)s AND %(until)s
    GROUP BY 2
    UNION ALL SELECT 'mandate', (m.ends_at AT TIME ZONE 'Asia/Seoul')::date, m.limit_won, 1, NULL, NULL
    FROM parties.mandate m WHERE m.company_id = %(me)s AND m.ended_at IS NULL AND m.ends_at BETWEEN %(at)s AND %(until)s
    UNION ALL SELECT 'key', (k.ends_at AT TIME ZONE 'Asia/Seoul')::date, NULL, count(*), NULL, NULL
    FROM parties.api_key k WHERE k.company_id = %(me)s AND k.ended_at IS NULL AND k.ends_at BETWEEN %(at)s AND %(until)s
    GROUP BY 2
) x
ORDER BY x.day, x.what;

-- name: list_coming_outcomes
-- What comes in pay for success of what the asker takes part in, by day: months and periods that end, windows that close, what is released.
WITH took_part AS (SELECT DISTINCT m.programme_id, m.award_id FROM outcomes.match m WHERE m.state = 'accepted'),
running AS (SELECT p.programme_id, p.name_ko, p.name_en, p.state, p.closes_at FROM outcomes.programme p WHERE p.state <> 'ended')
SELECT x.what, x.day, sum(x.won)::bigint AS won, count(*) AS count, x.programme_id, r.name_ko, r.name_en, coalesce(x.award_id, 0) AS award_id FROM (
    SELECT DISTINCT 'month' AS what, d.day, NULL::bigint AS won, t.programme_id, NULL::bigint AS award_id
    FROM took_part t JOIN outcomes.period i USING (programme_id)
    CROSS JOIN LATERAL generate_series(date_trunc('month', %(today)s::date) + interval '1 month', %(last)s::date + 1, interval '1 month') AS n(day)
    CROSS JOIN LATERAL (SELECT n.day::date - 1 AS day) d
    WHERE d.day BETWEEN i.observed_from AND i.observed_until
    UNION ALL SELECT DISTINCT 'observed', i.observed_until, NULL::bigint, i.programme_id, NULL::bigint
    FROM outcomes.period i JOIN took_part t USING (programme_id) WHERE i.observed_until BETWEEN %(today)s AND %(last)s
    UNION ALL SELECT DISTINCT 'claim', i.claim_until, NULL::bigint, i.programme_id, NULL::bigint
    FROM outcomes.period i JOIN took_part t USING (programme_id) WHERE i.claim_until BETWEEN %(today)s AND %(last)s
    UNION ALL SELECT 'window', d.window_until, d.amount_won, d.programme_id, d.award_id
    FROM outcomes.determination d WHERE d.window_until BETWEEN %(today)s AND %(last)s
        AND NOT EXISTS (SELECT FROM outcomes.determination n WHERE n.programme_id = d.programme_id AND n.claim_id = d.claim_id
            AND n.version > d.version)
    UNION ALL SELECT 'retention', k.until_on, k.retained_won - k.released_won - k.forfeited_won, k.programme_id, k.award_id
    FROM outcomes.retention k WHERE k.until_on BETWEEN %(today)s AND %(last)s AND k.retained_won > k.released_won + k.forfeited_won
    UNION ALL SELECT 'hearing', b.hearing_on, b.base_won, b.programme_id, b.award_id
    FROM outcomes.clawback b WHERE b.state = 'opened' AND b.hearing_on BETWEEN %(today)s AND %(last)s
    UNION ALL SELECT 'link', (c.ends_at AT TIME ZONE 'Asia/Seoul')::date, NULL, c.programme_id, NULL
    FROM outcomes.confirmation c WHERE c.answered_at IS NULL AND c.ends_at BETWEEN %(at)s AND %(until)s
    UNION ALL SELECT 'call_closes', (p.closes_at AT TIME ZONE 'Asia/Seoul')::date, NULL, p.programme_id, NULL
    FROM running p WHERE p.state = 'open' AND p.closes_at BETWEEN %(at)s AND %(until)s
) x JOIN running r USING (programme_id)
GROUP BY x.what, x.day, x.programme_id, r.name_ko, r.name_en, x.award_id
ORDER BY x.day, x.what, x.programme_id;

-- name: list_coming_scheme
-- The days on which buyers' money is to be there, over all programmes whose totals the asker may know: how many, and of how many buyers.
SELECT d.what, d.day, d.count FROM settlement.days_of_scheme(%(today)s, %(last)s) d ORDER BY d.day, d.what;
