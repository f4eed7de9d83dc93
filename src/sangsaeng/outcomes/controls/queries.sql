-- name: list_known
-- What a control found before of subjects.
SELECT subject, subject_id, facts FROM outcomes.finding
WHERE programme_id = %(programme_id)s AND control = %(control)s AND subject_id = ANY(%(subject_ids)s::bigint[]);

-- name: add_finding
-- Put a finding down.
INSERT INTO outcomes.finding (programme_id, finding_id, control, subject, subject_id, award_id, facts, cause_digest, stops, found_at)
VALUES (%(programme_id)s, %(finding_id)s, %(control)s, %(subject)s, %(subject_id)s, %(award_id)s, %(facts)s, %(cause_digest)s, %(stops)s,
    %(at)s)
ON CONFLICT ON CONSTRAINT one_finding DO NOTHING;

-- name: list_running
-- Programmes that were opened and have not ended.
SELECT programme_id FROM outcomes.programme WHERE state IN ('open', 'closed') ORDER BY programme_id;

-- name: hold_finding
-- A finding, held still.
SELECT programme_id, finding_id, control, subject, subject_id, award_id, facts, stops, found_at, settled_at, settled_as, answer
FROM outcomes.finding WHERE programme_id = %(programme_id)s AND finding_id = %(finding_id)s FOR UPDATE;

-- name: settle_finding
-- How a finding ended, and why.
UPDATE outcomes.finding SET settled_at = %(at)s, settled_as = %(settled_as)s, answer = %(answer)s
WHERE programme_id = %(programme_id)s AND finding_id = %(finding_id)s;

-- name: set_price_band
-- What a model costs on the market.
INSERT INTO outcomes.price_band (programme_id, model, least_won, most_won, source, set_at)
VALUES (%(programme_id)s, %(model)s, %(least_won)s, %(most_won)s, %(source)s, %(at)s)
ON CONFLICT (programme_id, model) DO UPDATE SET least_won = excluded.least_won, most_won = excluded.most_won,
    source = excluded.source, set_at = excluded.set_at;

-- name: add_contract_word
-- What somebody asked directly says the works cost; the first word counts.
INSERT INTO outcomes.contract_word (programme_id, match_id, said_by, amount_won, said_at)
VALUES (%(programme_id)s, %(match_id)s, %(said_by)s, %(amount_won)s, %(at)s) ON CONFLICT DO NOTHING;

-- name: match_of_site
-- Whether a match is of a site of a company.
SELECT FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE m.programme_id = %(programme_id)s AND m.match_id = %(match_id)s AND s.company_id = %(company_id)s;
