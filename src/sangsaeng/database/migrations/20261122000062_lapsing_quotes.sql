-- migrate:up
-- Quotes that lapse soon are told before: found by their end, among all that ever were given.
CREATE INDEX quote_lapses ON early_payment.quote (valid_until);
-- migrate:down
