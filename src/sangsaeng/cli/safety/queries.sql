-- name: list_open_payables
-- What a programme owes and nobody has approved for payment yet.
SELECT payable_id, amount_won FROM outcomes.payable
WHERE programme_id = %(programme_id)s AND paid_on IS NULL ORDER BY payable_id;

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
