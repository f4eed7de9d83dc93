-- name: find_double_contracts
-- One invoice or transfer for two works, one unit under two makers' names, or more invoiced than was agreed.
WITH mine AS (
    SELECT w.*, m.award_id FROM outcomes.works w
    JOIN outcomes.match m ON m.programme_id = w.programme_id AND m.match_id = w.match_id
    WHERE w.programme_id = %(programme_id)s
), folded AS ( -- one spelling, as serial numbers have it: capitals, letters and digits only
    SELECT programme_id, match_id,
        nullif(regexp_replace(upper(normalize(invoice_number, NFKC)), '[^0-9A-Z\u0080-\U0010FFFF]', '', 'g'), '') AS number
    FROM outcomes.works
), twice AS (
    SELECT programme_id, match_id FROM (SELECT *, count(*) OVER (PARTITION BY number) AS times FROM folded WHERE number IS NOT NULL) f
    WHERE times > 1
), found AS (
    SELECT w.match_id, w.award_id, w.invoice_won, 'invoice' AS way, w.invoice_won AS stated_won FROM mine w
    WHERE (w.programme_id, w.match_id) IN (SELECT o.programme_id, o.match_id FROM twice o)
    UNION ALL
    SELECT w.match_id, w.award_id, w.invoice_won, 'serial', w.invoice_won FROM mine w
    WHERE EXISTS (SELECT FROM outcomes.serial s JOIN outcomes.serial o ON o.serial = s.serial AND o.model = s.model AND o.maker <> s.maker
        WHERE s.programme_id = w.programme_id AND s.match_id = w.match_id
            AND (o.programme_id, o.match_id) IS DISTINCT FROM (s.programme_id, s.match_id))
    UNION ALL
    SELECT w.match_id, w.award_id, w.invoice_won, c.said_by, c.amount_won FROM mine w
    JOIN outcomes.contract_word c ON c.programme_id = w.programme_id AND c.match_id = w.match_id AND c.amount_won < w.invoice_won
)
SELECT 'match' AS subject, match_id AS subject_id, award_id, string_agg(DISTINCT way, ', ' ORDER BY way) AS ways, invoice_won,
    min(stated_won) AS stated_won
FROM found GROUP BY match_id, award_id, invoice_won ORDER BY match_id;

-- name: find_broken_trails
-- Accepted works whose invoice, transfer and units do not lead from one to the next.
WITH works AS (
    SELECT w.*, m.award_id FROM outcomes.works w
    JOIN outcomes.match m ON m.programme_id = w.programme_id AND m.match_id = w.match_id
    WHERE w.programme_id = %(programme_id)s AND w.accepted_at IS NOT NULL
), units AS (
    SELECT match_id, count(*) AS units, sum(price_won) AS price_won FROM outcomes.serial
    WHERE programme_id = %(programme_id)s AND match_id IS NOT NULL GROUP BY match_id
), folded AS ( -- one spelling, as serial numbers have it: capitals, letters and digits only
    SELECT programme_id, match_id,
        nullif(regexp_replace(upper(normalize(transfer_reference, NFKC)), '[^0-9A-Z\u0080-\U0010FFFF]', '', 'g'), '') AS number
    FROM outcomes.works
), twice AS (
    SELECT programme_id, match_id FROM (SELECT *, count(*) OVER (PARTITION BY number) AS times FROM folded WHERE number IS NOT NULL) f
    WHERE times > 1
), found AS (
    SELECT match_id, award_id, 'no transfer' AS way FROM works WHERE transfer_reference IS NULL
    UNION ALL
    SELECT w.match_id, w.award_id, 'transfer of other works' FROM works w
    WHERE (w.programme_id, w.match_id) IN (SELECT o.programme_id, o.match_id FROM twice o)
    UNION ALL
    SELECT w.match_id, w.award_id, 'no serial numbers' FROM works w WHERE NOT EXISTS (SELECT FROM units u WHERE u.match_id = w.match_id)
    UNION ALL
    SELECT w.match_id, w.award_id, 'units above invoice' FROM works w JOIN units u ON u.match_id = w.match_id AND u.price_won > w.invoice_won
    UNION ALL
    SELECT w.match_id, w.award_id, 'no file of ' || k.kind FROM works w CROSS JOIN (VALUES ('invoice'), ('transfer')) AS k (kind)
    WHERE NOT EXISTS (SELECT FROM outcomes.evidence e WHERE e.programme_id = w.programme_id AND e.match_id = w.match_id AND e.kind = k.kind)
)
SELECT 'match' AS subject, match_id AS subject_id, award_id, string_agg(DISTINCT way, ', ' ORDER BY way) AS ways
FROM found GROUP BY match_id, award_id ORDER BY match_id;

-- name: find_serials_elsewhere
-- Units whose serial number is paid for under another maker and model too, by whichever scheme.
SELECT 'match' AS subject, s.match_id AS subject_id, m.award_id, count(DISTINCT s.serial) AS units, min(s.serial) AS serial
FROM outcomes.serial s
JOIN outcomes.match m ON m.programme_id = s.programme_id AND m.match_id = s.match_id
JOIN outcomes.serial o ON o.serial = s.serial AND o.maker <> s.maker AND o.model <> s.model
WHERE s.programme_id = %(programme_id)s
GROUP BY s.match_id, m.award_id ORDER BY s.match_id;
