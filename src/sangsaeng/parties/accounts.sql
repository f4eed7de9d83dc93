-- name: list_unchecked
-- Accounts on the system that no bank was asked about yet, the oldest first.
SELECT b.company_id, b.bank_account_id, c.business_number, c.name
FROM parties.bank_account b JOIN parties.company c ON c.company_id = b.company_id
WHERE b.state = 'unchecked' AND b.bank_account_id > %(after)s
    AND (c.joined_on IS NOT NULL OR EXISTS (SELECT FROM parties.power w WHERE w.company_id = c.company_id AND w.ended_at IS NULL))
ORDER BY b.bank_account_id LIMIT %(most)s;

-- name: confirm_company
-- The company is itself, if its bank or the operator has said so; how many receivables that waited are its own now.
SELECT parties.confirm_company(%(company_id)s, %(today)s) AS claimed;
