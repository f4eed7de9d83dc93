-- migrate:up
-- What a company sold, and what it took back of what its standing orders sold.
CREATE INDEX sale_of_seller ON early_payment.sale (seller_id, sold_on);
CREATE INDEX sale_taken_back ON early_payment.sale (sold_on, programme_id, receivable_id) WHERE cancelled_at IS NOT NULL AND order_id IS NOT NULL;

-- What a company holds that is not due yet, without reading all it ever held.
DROP INDEX receivables.receivable_of_holder;
CREATE INDEX receivable_of_holder ON receivables.receivable (holder_id, matures_on);
-- migrate:down
