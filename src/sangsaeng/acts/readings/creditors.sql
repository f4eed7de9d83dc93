-- name: list_my_attachments
-- Orders of creditors against the asker, or against companies in programmes it runs; how much each holds now.
SELECT a.attachment_id, a.company_id, c.name AS company, a.kind, a.reference, a.amount_won, a.served_on, a.released_on,
    coalesce((SELECT sum(l.locked_won) FROM receivables.lock l WHERE l.attachment_id = a.attachment_id AND l.released_on IS NULL), 0)::bigint AS locked_won
FROM receivables.attachment a JOIN parties.company c ON c.company_id = a.company_id
WHERE a.attachment_id < %(after_attachment_id)s::bigint AND CASE WHEN %(runs)s THEN a.company_id IN (SELECT t.company_id FROM programmes.participant t
        JOIN programmes.programme p ON p.programme_id = t.programme_id WHERE p.institution_id = %(me)s) ELSE a.company_id = %(me)s END
    AND (%(company_id)s::bigint IS NULL OR a.company_id = %(company_id)s)
ORDER BY a.attachment_id DESC LIMIT %(most)s;

-- name: list_my_insolvencies
-- Proceedings over the asker, or over companies in programmes it runs.
SELECT n.company_id, c.name AS company, n.item_id, n.kind, n.reference, n.since, n.ended_on
FROM parties.insolvency n JOIN parties.company c ON c.company_id = n.company_id
WHERE n.item_id < %(after_item_id)s::bigint AND CASE WHEN %(runs)s THEN n.company_id IN (SELECT t.company_id FROM programmes.participant t
        JOIN programmes.programme p ON p.programme_id = t.programme_id WHERE p.institution_id = %(me)s) ELSE n.company_id = %(me)s END
    AND (%(company_id)s::bigint IS NULL OR n.company_id = %(company_id)s)
ORDER BY n.item_id DESC LIMIT %(most)s;
