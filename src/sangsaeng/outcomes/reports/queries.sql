-- name: list_report_awards
-- Awards with their reserves, agreement, works and sites.
WITH reserve AS (
    SELECT award_id, sum(reserved_won)::bigint AS reserved_won, sum(spent_won)::bigint AS spent_won,
        sum(released_won)::bigint AS released_won
    FROM outcomes.reserve WHERE programme_id = %(programme_id)s GROUP BY award_id
), agreed AS (
    SELECT DISTINCT ON (award_id) award_id, rule_text::jsonb AS rule,
        min(signed_at) OVER (PARTITION BY award_id) AS signed_at
    FROM outcomes.agreement WHERE programme_id = %(programme_id)s ORDER BY award_id, rule_version DESC
), improved AS (
    SELECT m.award_id, count(*) AS sites, sum(s.headcount) AS workers, max(w.accepted_at) AS accepted_at
    FROM outcomes.match m
    JOIN outcomes.works w ON w.programme_id = m.programme_id AND w.match_id = m.match_id AND w.accepted_at IS NOT NULL
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    WHERE m.programme_id = %(programme_id)s GROUP BY m.award_id
)
SELECT a.award_id, a.supplier_id, a.instrument, a.state, a.policy_reference, p.plan ->> 'technology' AS technology, a.stage1_won,
    a.success_cap_won, coalesce(r.reserved_won, 0) AS reserved_won, coalesce(r.spent_won, 0) AS spent_won,
    coalesce(r.released_won, 0) AS released_won, (a.awarded_at AT TIME ZONE 'Asia/Seoul')::date AS awarded_on, a.tail_until,
    (g.signed_at AT TIME ZONE 'Asia/Seoul')::date AS signed_on, (i.accepted_at AT TIME ZONE 'Asia/Seoul')::date AS accepted_on,
    coalesce(i.sites, 0) AS sites, coalesce(i.workers, 0) AS workers,
    CASE WHEN jsonb_typeof(g.rule #> '{terms,metrics}') = 'array' THEN g.rule #> '{terms,metrics}' ELSE '[]' END AS metrics
FROM outcomes.award a
JOIN outcomes.application p ON p.programme_id = a.programme_id AND p.application_id = a.award_id
LEFT JOIN reserve r ON r.award_id = a.award_id
LEFT JOIN agreed g ON g.award_id = a.award_id
LEFT JOIN improved i ON i.award_id = a.award_id
WHERE a.programme_id = %(programme_id)s ORDER BY a.award_id;

-- name: list_report_determinations
-- The latest determination of every claim, and whether it is in dispute.
SELECT DISTINCT ON (d.claim_id) d.determination_id, d.award_id, d.claim_id, c.period_no, d.version, d.amount_won,
    a.success_cap_won,
    jsonb_path_query_first(d.explanation, '$[*] ? (@.what == "explain_achievement")') #>> '{facts,achieved}' AS achieved,
    (d.determined_at AT TIME ZONE 'Asia/Seoul')::date AS determined_on, d.window_until,
    EXISTS (SELECT FROM outcomes.dispute x WHERE x.programme_id = d.programme_id AND x.determination_id = d.determination_id
        AND x.decided_at IS NULL) AS disputed
FROM outcomes.determination d
JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id
JOIN outcomes.award a ON a.programme_id = d.programme_id AND a.award_id = d.award_id
WHERE d.programme_id = %(programme_id)s ORDER BY d.claim_id, d.version DESC;

-- name: list_report_payables
-- What parties were owed and paid; a reward's and a retention's source is its claim.
SELECT b.payable_id, b.company_id, b.award_id, b.purpose, c.period_no, b.amount_won, b.owed_on, b.paid_on
FROM outcomes.payable b
LEFT JOIN outcomes.claim c ON c.programme_id = b.programme_id AND c.claim_id = b.source_id AND b.purpose IN ('reward', 'retention')
WHERE b.programme_id = %(programme_id)s AND b.ended_on IS NULL ORDER BY b.payable_id;

-- name: list_report_hazards
-- Hazards by type, found and removed.
SELECT h.kind, count(*) AS found, count(h.abated_on) AS removed FROM outcomes.hazard h
WHERE h.programme_id = %(programme_id)s GROUP BY h.kind ORDER BY h.kind;

-- name: list_report_follow_ons
-- What came of awards beyond the programme, by kind.
SELECT kind, count(*) AS times, sum(sites)::bigint AS sites, sum(amount_won)::bigint AS amount_won FROM outcomes.follow_on
WHERE programme_id = %(programme_id)s GROUP BY kind ORDER BY kind;

-- name: get_report_accidents
-- Accidents and hours before the works and since, of sites with both; the last version of a month counts.
WITH before AS (
    SELECT match_id, numerator, denominator FROM outcomes.baseline WHERE programme_id = %(programme_id)s AND metric = %(metric)s
), after AS (
    SELECT o.match_id, sum(o.numerator) AS numerator, sum(o.denominator) AS denominator FROM outcomes.observation o
    WHERE o.programme_id = %(programme_id)s AND o.metric = %(metric)s AND NOT EXISTS (SELECT FROM outcomes.observation n
        WHERE n.programme_id = o.programme_id AND n.match_id = o.match_id AND n.metric = o.metric AND n.month = o.month
            AND n.version > o.version)
    GROUP BY o.match_id
)
SELECT coalesce(sum(b.numerator), 0)::bigint AS before, coalesce(sum(b.denominator), 0) AS hours_before,
    coalesce(sum(a.numerator), 0)::bigint AS after, coalesce(sum(a.denominator), 0) AS hours_after
FROM before b JOIN after a ON a.match_id = b.match_id;

-- name: get_report_totals
-- Counts and sums of a programme: who was called and chosen, what verification cut, what was kept and taken back.
WITH lower AS (
    SELECT DISTINCT g.award_id, x.code FROM outcomes.agreement g
    CROSS JOIN LATERAL jsonb_to_recordset(g.rule_text::jsonb #> '{terms,metrics}') AS x (code text, lower_is_better boolean)
    WHERE g.programme_id = %(programme_id)s AND jsonb_typeof(g.rule_text::jsonb #> '{terms,metrics}') = 'array' AND x.lower_is_better
), cut AS ( -- a line is cut where its value was found worse than claimed: both values times both denominators
    SELECT v.claim_id, count(*) AS lines, count(*) FILTER (WHERE (l.numerator * f.denominator - f.numerator * l.denominator)
        * CASE WHEN EXISTS (SELECT FROM lower w WHERE w.award_id = c.award_id AND w.code = l.metric) THEN -1 ELSE 1 END > 0) AS lines_cut
    FROM outcomes.verification v
    JOIN outcomes.claim c ON c.programme_id = v.programme_id AND c.claim_id = v.claim_id
    CROSS JOIN LATERAL jsonb_to_recordset(v.found) AS f (match_id bigint, metric text, numerator numeric, denominator numeric)
    JOIN LATERAL jsonb_to_recordset(c.lines) AS l (match_id bigint, metric text, numerator numeric, denominator numeric)
        ON l.match_id = f.match_id AND l.metric = f.metric
    WHERE v.programme_id = %(programme_id)s AND v.reported_at IS NOT NULL GROUP BY v.claim_id
)
SELECT
    (SELECT count(*) FROM outcomes.application x WHERE x.programme_id = %(programme_id)s AND x.state <> 'draft') AS called,
    (SELECT count(*) FROM outcomes.award x WHERE x.programme_id = %(programme_id)s) AS selected,
    (SELECT count(*) FROM outcomes.claim x WHERE x.programme_id = %(programme_id)s AND x.state <> 'refused') AS claims,
    (SELECT count(*) FROM cut) AS verified,
    (SELECT count(*) FROM cut WHERE lines_cut > 0) AS cut,
    (SELECT coalesce(sum(lines), 0)::bigint FROM cut) AS lines,
    (SELECT coalesce(sum(lines_cut), 0)::bigint FROM cut) AS lines_cut,
    r.retained_won, r.retention_released_won, r.retention_forfeited_won, b.refund_won, b.penalty_won, b.recovered_won, b.lost_won,
    (SELECT count(*) FROM outcomes.finding x WHERE x.programme_id = %(programme_id)s) AS findings,
    (SELECT count(*) FROM outcomes.finding x WHERE x.programme_id = %(programme_id)s AND x.settled_at IS NULL) AS findings_open
FROM (SELECT coalesce(sum(retained_won), 0)::bigint AS retained_won, coalesce(sum(released_won), 0)::bigint AS retention_released_won,
        coalesce(sum(forfeited_won), 0)::bigint AS retention_forfeited_won
    FROM outcomes.retention WHERE programme_id = %(programme_id)s) r,
    (SELECT coalesce(sum(refund_won), 0)::bigint AS refund_won, coalesce(sum(penalty_won), 0)::bigint AS penalty_won,
        coalesce(sum(recovered_won), 0)::bigint AS recovered_won, coalesce(sum(lost_won), 0)::bigint AS lost_won
    FROM outcomes.clawback WHERE programme_id = %(programme_id)s) b;

-- name: list_report_companies
-- Companies by their numbers, those the asker may know.
SELECT company_id, name, business_number FROM parties.company WHERE company_id = ANY (%(company_ids)s::bigint[]) ORDER BY company_id;

-- name: add_follow_on
-- What came of an award beyond its programme, once a paper.
INSERT INTO outcomes.follow_on (programme_id, follow_on_id, award_id, kind, amount_won, sites, source, happened_on, recorded_at)
VALUES (%(programme_id)s, %(follow_on_id)s, %(award_id)s, %(kind)s, %(amount_won)s, %(sites)s, %(source)s, %(happened_on)s, %(at)s)
ON CONFLICT ON CONSTRAINT once_told DO NOTHING;
