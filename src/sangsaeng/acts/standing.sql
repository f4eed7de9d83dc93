-- name: face_of_receivable
-- What a receivable was made for.
SELECT face_won AS won FROM receivables.receivable WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: amount_of_sale
-- How much a sale was of.
SELECT amount_won AS won FROM early_payment.sale WHERE programme_id = %(programme_id)s AND sale_id = %(sale_id)s;

-- name: limit_of_facility
-- How much a facility is for.
SELECT limit_won AS won FROM programmes.facility WHERE facility_id = %(facility_id)s;
