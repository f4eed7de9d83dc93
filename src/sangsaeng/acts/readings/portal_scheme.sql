-- name: list_scheme_balances
-- The ledger's balances of the programmes whose totals the asker may know.
SELECT b.programme_id, b.kind, b.owner, b.balance_won FROM ledger.balances_of_scheme() b;

-- name: list_scheme_defaults
-- What buyers did not pay, by programme, and which deposit account is the programme's.
SELECT d.programme_id, d.deposit_account_id, d.unpaid_calls, d.unpaid_won, d.advance_won FROM settlement.defaults_of_scheme() d
ORDER BY d.programme_id;
