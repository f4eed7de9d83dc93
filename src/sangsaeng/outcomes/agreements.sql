-- name: add_agreement
-- The rule of payment is frozen and signed.
INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text, rule_digest, highest_won, bond_reference, bond_won,
    advance_won, signed_at)
VALUES (%(programme_id)s, %(award_id)s, %(rule_version)s, %(rule_text)s, %(rule_digest)s, %(highest_won)s, %(bond_reference)s,
    %(bond_won)s, %(advance_won)s, %(at)s);

-- name: sides_of_agreement
-- Whose people sign besides the administrator: supplier, payer and the companies of the confirmed sites.
SELECT a.supplier_id AS company_id FROM outcomes.award a WHERE a.programme_id = %(programme_id)s AND a.award_id = %(award_id)s
UNION SELECT o.payer_id FROM outcomes.programme o WHERE o.programme_id = %(programme_id)s
UNION SELECT s.company_id FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state = 'confirmed'
ORDER BY company_id;
