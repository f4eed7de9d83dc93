-- name: lock_insolvencies
-- The proceedings over a company, one change at a time.
SELECT pg_advisory_xact_lock(hashtextextended('parties.insolvency', %(company_id)s));

-- name: list_insolvencies
-- The proceedings over a company, oldest first.
SELECT company_id, item_id, kind, reference, since, ended_on FROM parties.insolvency
WHERE company_id = %(company_id)s ORDER BY since, item_id;

-- name: is_insolvent_on
-- Whether a proceeding over a company is open on a day.
SELECT EXISTS (SELECT FROM parties.insolvency WHERE company_id = %(company_id)s AND since <= %(day)s
    AND (ended_on IS NULL OR ended_on > %(day)s)) AS yes;

-- name: add_insolvency
-- A court has opened a proceeding over a company.
INSERT INTO parties.insolvency (company_id, item_id, kind, reference, since)
VALUES (%(company_id)s, %(item_id)s, %(kind)s, %(reference)s, %(since)s);

-- name: end_insolvency
-- The proceeding has ended.
UPDATE parties.insolvency SET ended_on = %(ended_on)s WHERE company_id = %(company_id)s AND item_id = %(item_id)s;
