-- migrate:up
-- The account a buyer's money is to reach, of each programme the asker buys in or runs: whoever owes the money is told it in full.
CREATE FUNCTION settlement.where_to_fund() RETURNS TABLE (programme_id int, bank_code text, account_number text, account_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.programme_id, a.bank_code, a.account_number, a.name
    FROM programmes.programme p JOIN programmes.own_account a ON a.own_account_id = p.settlement_account_id
    WHERE parties.me() IN (p.buyer_id, p.institution_id)
$$;
REVOKE EXECUTE ON FUNCTION settlement.where_to_fund() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.where_to_fund() TO sangsaeng_web;
-- migrate:down
