-- name: list_open_payables
-- What a programme owes and nobody has approved for payment yet.
SELECT payable_id, amount_won FROM outcomes.payable
WHERE programme_id = %(programme_id)s AND paid_on IS NULL AND ended_on IS NULL ORDER BY payable_id;

-- name: company_of_match
-- Whose site was drawn.
SELECT s.company_id FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE m.match_id = %(match_id)s;

-- name: site_of_company
-- The one site of a company.
SELECT site_id FROM outcomes.site WHERE company_id = %(company_id)s;

-- name: list_accepted_matches
-- Sites of an award whose works are accepted and that have not gone.
SELECT match_id FROM outcomes.match WHERE award_id = %(award_id)s AND state = 'accepted' ORDER BY match_id;

-- name: list_open_findings
-- Findings nobody has settled.
SELECT finding_id, award_id FROM outcomes.finding WHERE programme_id = %(programme_id)s AND settled_at IS NULL ORDER BY finding_id;

-- name: drawn_of_claim
-- The sites a verifier drew.
SELECT drawn FROM outcomes.verification WHERE claim_id = %(claim_id)s;

-- name: list_confirmed_findings
-- What controls found and two officers confirmed.
SELECT finding_id FROM outcomes.finding WHERE programme_id = %(programme_id)s AND settled_as = 'confirmed' ORDER BY finding_id;

-- name: sums_of
-- A programme's money at the end of the story, in won.
SELECT p.budget_won, r.reserved_won, r.spent_won, r.released_won,
    coalesce((SELECT sum(t.retained_won - t.released_won - t.forfeited_won) FROM outcomes.retention t
        WHERE t.programme_id = p.programme_id), 0)::bigint AS retained_won,
    coalesce((SELECT sum(x.amount_won) FROM outcomes.payable x WHERE x.programme_id = p.programme_id AND x.paid_on IS NOT NULL), 0)::bigint AS paid_won,
    coalesce((SELECT sum(x.amount_won) FROM outcomes.payable x WHERE x.programme_id = p.programme_id AND x.award_id = %(fraud_id)s
        AND x.purpose = 'reward'), 0)::bigint AS fraud_paid_won,
    coalesce((SELECT sum(v.reserved_won - v.spent_won - v.released_won) FROM outcomes.reserve v WHERE v.programme_id = p.programme_id
        AND v.award_id = %(fraud_id)s), 0)::bigint AS fraud_reserved_won,
    coalesce((SELECT sum(c.refund_won) FROM outcomes.clawback c WHERE c.programme_id = p.programme_id), 0)::bigint AS refund_won,
    coalesce((SELECT sum(c.penalty_won) FROM outcomes.clawback c WHERE c.programme_id = p.programme_id), 0)::bigint AS penalty_won
FROM outcomes.programme p
CROSS JOIN LATERAL (SELECT sum(v.reserved_won) AS reserved_won, sum(v.spent_won) AS spent_won, sum(v.released_won) AS released_won
    FROM outcomes.reserve v WHERE v.programme_id = p.programme_id) r
WHERE p.programme_id = %(programme_id)s;

-- name: list_rewards
-- How many claims earned which reward, by their last determination.
SELECT last.amount_won, count(*) AS claims
FROM (SELECT DISTINCT ON (d.claim_id) d.amount_won FROM outcomes.determination d
      WHERE d.programme_id = %(programme_id)s ORDER BY d.claim_id, d.version DESC) last
GROUP BY last.amount_won ORDER BY last.amount_won;
