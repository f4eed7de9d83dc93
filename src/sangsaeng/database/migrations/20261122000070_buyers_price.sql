-- migrate:up
-- What a closed auction set for its day is part of the price of early cash; a buyer that asks what paying sooner would cost sees it
-- of the programmes it buys in, as every seller sees it in its quote.
ALTER POLICY sees ON early_payment.auction USING (programme_id = ANY ((SELECT programmes.mine())::int[])
    OR programme_id IN (SELECT f.programme_id FROM programmes.facility f WHERE f.provider_id = (SELECT parties.me()))
    OR (rate_annual IS NOT NULL AND programme_id = ANY ((SELECT programmes.i_buy_in())::int[])));

-- What a buyer still owes for a day: faces of roots that nobody covered, and what was advanced for it. One definition for calls as the
-- worker closes them, as a buyer reads them and as the board sums them; each with the rights of who asks.
CREATE FUNCTION settlement.missing_of(p_programme int, p_due date) RETURNS bigint LANGUAGE sql STABLE
    RETURN coalesce((SELECT sum(r.face_won) FROM receivables.receivable r
        WHERE r.programme_id = p_programme AND r.matures_on = p_due AND r.tier = 1 AND r.cancelled_on IS NULL
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
        ), 0)::bigint
    + coalesce((SELECT sum(a.amount_won - a.recovered_won) FROM settlement.advance a
        JOIN receivables.receivable r ON r.programme_id = a.programme_id AND r.receivable_id = a.root_id
        WHERE a.programme_id = p_programme AND r.matures_on = p_due AND a.recovered_won < a.amount_won), 0)::bigint;
REVOKE EXECUTE ON FUNCTION settlement.missing_of(int, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.missing_of(int, date) TO sangsaeng_app, sangsaeng_web, sangsaeng_desk;
-- migrate:down
