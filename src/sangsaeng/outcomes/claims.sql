-- name: list_claim_periods
-- The periods of a programme, in their order.
SELECT period_no, observed_from, observed_until, claim_until, share FROM outcomes.period
WHERE programme_id = %(programme_id)s ORDER BY period_no;

-- name: list_claimed_periods
-- The periods for which an award has a claim that stands.
SELECT period_no FROM outcomes.claim
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND state <> 'refused';

-- name: get_agreed_rule
-- The rule an award is paid by, as it was agreed at a moment.
SELECT rule_version, rule_text FROM outcomes.agreement
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND signed_at <= %(at)s
ORDER BY rule_version DESC LIMIT 1;

-- name: list_claimable_sites
-- Sites of an award whose works are accepted, and whether there is evidence of the time since a day.
SELECT m.match_id, s.company_id, EXISTS (SELECT FROM outcomes.evidence e WHERE e.programme_id = m.programme_id
    AND e.match_id = m.match_id AND (e.taken_at AT TIME ZONE 'Asia/Seoul')::date >= %(since)s) AS with_evidence
FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state = ANY(%(states)s::text[]) ORDER BY m.match_id;

-- name: add_claim
-- A claim.
INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines, digest, state, submitted_at, moved_from)
VALUES (%(programme_id)s, %(claim_id)s, %(award_id)s, %(period_no)s, %(lines)s, %(digest)s, %(state)s, %(at)s, %(moved_from)s);

-- name: hold_claim
-- A claim, held still.
SELECT programme_id, claim_id, award_id, period_no, lines, digest, state, submitted_at, moved_from
FROM outcomes.claim WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s FOR UPDATE;

-- name: set_claim_state
-- How a claim stands.
UPDATE outcomes.claim SET state = %(state)s WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s;

-- name: get_bound_digest
-- What the verifier's next number must be the preimage of: the last number it revealed for this award, else what was put down
-- when it was assigned.
SELECT coalesce((SELECT v.nonce FROM outcomes.verification v
    JOIN outcomes.claim c ON c.programme_id = v.programme_id AND c.claim_id = v.claim_id
    WHERE v.programme_id = a.programme_id AND c.award_id = a.award_id AND v.verifier_id = a.verifier_id AND v.drawn_at >= a.assigned_at
    ORDER BY v.drawn_at DESC, v.claim_id DESC LIMIT 1), a.nonce_digest) AS bound_to
FROM outcomes.assignment a
WHERE a.programme_id = %(programme_id)s AND a.award_id = %(award_id)s AND a.verifier_id = %(verifier_id)s AND a.ended_at IS NULL;

-- name: add_verification
-- A draw: the number revealed, the seed it makes, and the sites in the order drawn.
INSERT INTO outcomes.verification (programme_id, claim_id, verifier_id, nonce, seed, drawn, drawn_from, drawn_at, fee_won)
VALUES (%(programme_id)s, %(claim_id)s, %(verifier_id)s, %(nonce)s, %(seed)s, %(drawn)s, %(drawn_from)s, %(at)s, %(fee_won)s);

-- name: get_verification
-- The draw of a claim and what was found.
SELECT verifier_id, seed, drawn, drawn_from, drawn_at, found, error_share, duties_met, fee_won, reported_at
FROM outcomes.verification WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s;

-- name: set_found
-- What a verifier found, or found later to be wrong.
UPDATE outcomes.verification SET found = %(found)s, error_share = %(error_share)s, duties_met = %(duties_met)s,
    reported_at = coalesce(reported_at, %(at)s)
WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s;

-- name: is_stopped
-- Whether a finding of a control stops an award: until it is cleared; for good where it was confirmed.
SELECT EXISTS (SELECT FROM outcomes.finding f WHERE f.programme_id = %(programme_id)s AND f.award_id = %(award_id)s
    AND f.stops AND f.settled_as IS DISTINCT FROM 'cleared') AS yes;
