-- name: list_unchecked
-- Accounts on the system that no bank was asked about yet, the oldest first.
SELECT b.company_id, b.bank_account_id, c.business_number, c.name
FROM parties.bank_account b JOIN parties.company c ON c.company_id = b.company_id
WHERE b.state = 'unchecked' AND c.joined_on IS NOT NULL AND b.bank_account_id > %(after)s
ORDER BY b.bank_account_id LIMIT %(most)s;
