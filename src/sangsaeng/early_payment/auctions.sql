-- name: add_auction
-- An auction for a day; one a programme and day.
INSERT INTO early_payment.auction (programme_id, auction_id, for_day, closes_at, wanted_won)
VALUES (%(programme_id)s, nextval('ledger.item'), %(for_day)s, %(closes_at)s, %(wanted_won)s)
ON CONFLICT (programme_id, for_day) DO NOTHING
RETURNING programme_id, auction_id, for_day, closes_at, wanted_won, rate_annual, closed_at;

-- name: get_auction
-- The auction of a day.
SELECT programme_id, auction_id, for_day, closes_at, wanted_won, rate_annual, closed_at
FROM early_payment.auction WHERE programme_id = %(programme_id)s AND for_day = %(for_day)s;

-- name: keep_auction
-- The auction of a day while a bid comes in: it is not closed meanwhile.
SELECT programme_id, auction_id, for_day, closes_at, wanted_won, rate_annual, closed_at
FROM early_payment.auction WHERE programme_id = %(programme_id)s AND for_day = %(for_day)s FOR KEY SHARE;

-- name: hold_auction
-- The auction of a day while it is closed: no bid comes in meanwhile.
SELECT programme_id, auction_id, for_day, closes_at, wanted_won, rate_annual, closed_at
FROM early_payment.auction WHERE programme_id = %(programme_id)s AND for_day = %(for_day)s FOR UPDATE;

-- name: put_bid
-- A facility's bid, or another one in the place of its earlier one.
INSERT INTO early_payment.bid (programme_id, auction_id, facility_id, rate_annual, amount_won, bid_at)
VALUES (%(programme_id)s, %(auction_id)s, %(facility_id)s, %(rate_annual)s, %(amount_won)s, %(bid_at)s)
ON CONFLICT (programme_id, auction_id, facility_id)
DO UPDATE SET rate_annual = excluded.rate_annual, amount_won = excluded.amount_won, bid_at = excluded.bid_at;

-- name: list_bids
-- The bids of an auction, the cheapest first.
SELECT b.facility_id, f.provider_id, b.rate_annual, b.amount_won, b.bid_at, b.taken_won
FROM early_payment.bid b JOIN programmes.facility f ON f.facility_id = b.facility_id
WHERE b.programme_id = %(programme_id)s AND b.auction_id = %(auction_id)s
ORDER BY b.rate_annual, b.bid_at, b.facility_id;

-- name: take_bids
-- What is taken of each bid.
UPDATE early_payment.bid b SET taken_won = n.taken_won
FROM unnest(%(facility_id)s::int[], %(taken_won)s::bigint[]) AS n(facility_id, taken_won)
WHERE b.programme_id = %(programme_id)s AND b.auction_id = %(auction_id)s AND b.facility_id = n.facility_id;

-- name: close_auction
-- The day's rate stands, or that there is none.
UPDATE early_payment.auction SET rate_annual = %(rate_annual)s, closed_at = %(at)s
WHERE programme_id = %(programme_id)s AND auction_id = %(auction_id)s;
