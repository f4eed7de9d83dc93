-- name: takes_part
-- Whether a company takes part in a programme: buys, runs, holds or funds in it, or was let in to fund.
SELECT EXISTS (SELECT FROM programmes.participant t WHERE t.programme_id = %(programme_id)s AND t.company_id = %(company_id)s)
    OR EXISTS (SELECT FROM programmes.admission a WHERE a.programme_id = %(programme_id)s AND a.company_id = %(company_id)s) AS yes;

-- name: provides
-- Whether a facility of a kind is a company's own.
SELECT EXISTS (SELECT FROM programmes.facility f WHERE f.facility_id = %(facility_id)s AND f.provider_id = %(provider_id)s
    AND f.kind = %(kind)s) AS yes;

-- name: holds
-- Whether a company holds an office.
SELECT EXISTS (SELECT FROM parties.office o WHERE o.company_id = %(company_id)s AND o.office = %(office)s) AS yes;

-- name: to_agree
-- The company of a number, for an institution that must ask its people (parties.to_agree).
SELECT parties.to_agree(%(number)s) AS company_id;

-- name: held_of
-- Which of these receivables a company holds.
SELECT r.receivable_id FROM receivables.receivable r
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = ANY(%(receivable_ids)s::bigint[]) AND r.holder_id = %(holder_id)s;

-- name: done_before
-- The enterer's roles that reach an amount, and what its company did by these acts since a moment.
SELECT ARRAY(SELECT DISTINCT w.role FROM parties.power w WHERE w.person_id = %(person_id)s AND w.company_id = %(company_id)s
        AND w.ended_at IS NULL AND (w.limit_won IS NULL OR w.limit_won >= %(amount_won)s)) AS roles,
    coalesce((SELECT sum(a.amount_won) FROM parties.act a WHERE a.company_id = %(company_id)s AND a.state = 'executed'
        AND a.action = ANY(%(actions)s::text[]) AND a.ended_at > %(since)s AND a.act_id <> %(act_id)s), 0)::bigint AS done_won;

-- name: newly_named
-- How many companies a company named on a day for the first time.
SELECT coalesce((SELECT n.companies FROM parties.newly_named n WHERE n.company_id = %(company_id)s AND n.named_on = %(day)s), 0) AS companies;
