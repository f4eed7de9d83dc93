-- name: list_determined
-- Every determination with the texts it was made from, its rule as the agreement keeps it, and the claim and cap it is of.
SELECT d.programme_id, d.award_id, d.claim_id, c.period_no, w.success_cap_won, d.amount_won, d.rule_digest, a.rule_text,
    sha256(convert_to(a.rule_text, 'UTF8')) AS text_digest, a.rule_digest AS agreed_digest,
    d.input_text, d.input_digest, sha256(convert_to(d.input_text, 'UTF8')) AS given_digest
FROM outcomes.determination d
JOIN outcomes.agreement a ON a.programme_id = d.programme_id AND a.award_id = d.award_id AND a.rule_version = d.rule_version
JOIN outcomes.award w ON w.programme_id = d.programme_id AND w.award_id = d.award_id
LEFT JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id AND c.award_id = d.award_id
    AND EXISTS (SELECT FROM outcomes.verification v WHERE v.programme_id = c.programme_id AND v.claim_id = c.claim_id
        AND v.reported_at <= d.determined_at AND v.found IS NOT NULL);

-- name: list_newest_determined
-- The newest determination of every claim, where neither a site nor an accident of its award was changed then or since.
SELECT d.programme_id, d.claim_id, d.input_text FROM outcomes.determination d
WHERE NOT EXISTS (SELECT FROM outcomes.determination x WHERE x.programme_id = d.programme_id AND x.claim_id = d.claim_id
        AND x.version > d.version)
    AND NOT EXISTS (SELECT FROM outcomes.event e WHERE e.programme_id = d.programme_id AND e.award_id = d.award_id
        AND (e.subject = 'match' OR (e.subject = 'incident' AND e.to_state = 'amended')) AND e.happened_at >= d.determined_at);

-- name: count_booked_wrongly
-- Claims whose money does not come to what the determination says that was booked last; more than it says is due needs reserve that
-- may be gone, less never stands.
SELECT count(*) AS wrong FROM (SELECT e.programme_id, e.claim_id, max(e.determination_id) AS newest_id, bool_or(d.version > 1) AS corrected,
        sum(e.owed_won + e.retained_won - e.taken_back_won - e.clawback_won) AS standing_won
    FROM outcomes.earning e JOIN outcomes.determination d ON d.programme_id = e.programme_id AND d.determination_id = e.determination_id
    GROUP BY 1, 2) b
JOIN outcomes.determination n ON n.programme_id = b.programme_id AND n.determination_id = b.newest_id
WHERE b.standing_won > n.amount_won OR (b.standing_won < n.amount_won AND NOT b.corrected);
