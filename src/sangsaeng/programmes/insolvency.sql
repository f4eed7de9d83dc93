-- name: add_good_standing
-- A buyer's suspensions for one reason are at their end.
INSERT INTO programmes.buyer_standing (buyer_id, since, standing, reason, item_id)
VALUES (%(buyer_id)s, %(since)s, 'good', %(reason)s, %(item_id)s);
