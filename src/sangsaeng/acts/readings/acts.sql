-- name: list_acts
-- Acts of the asking company, and those that wait for its people, the newest first. mine: this person could decide about it now.
SELECT * FROM (
    SELECT a.act_id, a.action, a.company_id, c.name AS company_name,
        CASE WHEN a.company_id = %(company_id)s::bigint THEN a.entered_by END AS entered_by,
        CASE WHEN a.company_id = %(company_id)s::bigint THEN a.entered_by_key END AS entered_by_key, a.entered_at, a.digest, a.amount_won,
        a.state, a.needed_of, a.expires_at, a.ended_at,
        ARRAY(SELECT d.company_id FROM parties.act_decision d WHERE d.act_id = a.act_id AND d.approved ORDER BY d.decided_at) AS approved_of,
        a.state = 'waiting' AND a.expires_at > %(at)s AND %(company_id)s::bigint = ANY (a.needed_of)
            AND %(person_id)s::bigint IS NOT NULL AND a.entered_by IS DISTINCT FROM %(person_id)s::bigint
            AND NOT EXISTS (SELECT FROM parties.act_decision d WHERE d.act_id = a.act_id AND d.person_id = %(person_id)s::bigint)
            AND EXISTS (SELECT FROM parties.power w
                JOIN unnest(%(actions)s::text[], %(roles)s::text[], %(own)s::boolean[]) AS n(action, role, own) ON n.role = w.role
                WHERE w.person_id = %(person_id)s::bigint AND w.company_id = %(company_id)s::bigint AND w.ended_at IS NULL
                    AND n.action = a.action AND n.own = (a.company_id = %(company_id)s::bigint)) AS mine
    FROM parties.act a LEFT JOIN parties.company c ON c.company_id = a.company_id
    WHERE (a.company_id = %(company_id)s::bigint OR %(company_id)s::bigint = ANY (a.needed_of))
        AND (%(state)s::text IS NULL OR a.state = %(state)s::text) AND (%(action)s::text IS NULL OR a.action = %(action)s::text)
        AND (%(about)s::jsonb IS NULL OR a.given::jsonb @> %(about)s::jsonb)
        AND (%(act_id)s::bigint IS NULL OR a.act_id = %(act_id)s::bigint) AND (%(after)s::bigint IS NULL OR a.act_id < %(after)s::bigint)
) listed
WHERE NOT %(mine_to_approve)s OR mine
ORDER BY act_id DESC LIMIT %(rows)s;

-- name: my_offices
-- What the asking company is to the whole system.
SELECT office FROM parties.office WHERE company_id = %(company_id)s;

-- name: text_of_act
-- What was entered, as the text that is approved, and what came of it.
SELECT a.given, a.answer FROM parties.act a
WHERE a.act_id = %(act_id)s AND (a.company_id = %(company_id)s OR %(company_id)s = ANY (a.needed_of));

-- name: decisions_of_act
-- Who decided what about an act; a person of another company is not named.
SELECT d.company_id, CASE WHEN d.company_id = %(company_id)s THEN d.person_id END AS person_id, d.approved, d.digest, d.list_digest,
    d.decided_at
FROM parties.act_decision d WHERE d.act_id = %(act_id)s ORDER BY d.decided_at, d.person_id;
