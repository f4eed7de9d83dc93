-- migrate:up
CREATE SCHEMA early_payment;
GRANT USAGE ON SCHEMA early_payment TO sangsaeng_app;

-- A firm price for a part of a receivable until a moment. Append-only; taken when a sale names it.
CREATE TABLE early_payment.quote (
    programme_id int NOT NULL,
    quote_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    quoted_on date NOT NULL,
    matures_on date NOT NULL,
    days int NOT NULL CHECK (days > 0),
    base_rate_annual numeric,
    auction_rate_annual numeric,
    rate_annual numeric NOT NULL,
    fee_rate_annual numeric NOT NULL,
    interest_won bigint NOT NULL CHECK (interest_won >= 0),
    proceeds_won bigint NOT NULL CHECK (proceeds_won > 0),
    quoted_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    PRIMARY KEY (programme_id, quote_id),
    CONSTRAINT quote_adds_up CHECK (amount_won = proceeds_won + interest_won)
);

-- A part of a receivable sold for good: no recourse to the seller (G5). Append-only but for its cancellation,
-- which is possible until the cut-off only.
CREATE TABLE early_payment.sale (
    programme_id int NOT NULL,
    sale_id bigint NOT NULL,
    receivable_id bigint NOT NULL,
    quote_id bigint, -- none: a standing order's
    order_id bigint,
    seller_id bigint NOT NULL,
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    sold_on date NOT NULL,
    matures_on date NOT NULL,
    days int NOT NULL CHECK (days > 0),
    base_rate_annual numeric,
    auction_rate_annual numeric,
    rate_annual numeric NOT NULL,
    fee_rate_annual numeric NOT NULL,
    rounding text NOT NULL,
    interest_won bigint NOT NULL CHECK (interest_won >= 0),
    proceeds_won bigint NOT NULL CHECK (proceeds_won > 0),
    from_deposit boolean NOT NULL,
    accepted_at timestamptz NOT NULL,
    cancelled_at timestamptz,
    PRIMARY KEY (programme_id, sale_id),
    CONSTRAINT sale_adds_up CHECK (amount_won = proceeds_won + interest_won),
    CONSTRAINT g10_interest CHECK (interest_won = ledger.interest_won(amount_won, rate_annual, days, rounding)),
    CONSTRAINT g10_days CHECK (days = matures_on - sold_on),
    CONSTRAINT quote_taken_once UNIQUE (programme_id, quote_id)
);
CREATE INDEX sale_of_receivable ON early_payment.sale (programme_id, receivable_id);

-- G10: the price is what the root's terms, the base rate, the tenor and the day make it; the seller is not looked at.
CREATE FUNCTION early_payment.rate_of(follows_base boolean, margin numeric, from_days int[], add_annual numeric[], auction boolean,
    fee numeric, days int, base numeric, auction_rate numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN auction AND auction_rate IS NOT NULL
        THEN least(auction_rate + fee, CASE WHEN follows_base THEN base ELSE 0 END + margin + programmes.tenor_addition(from_days, add_annual, days))
        ELSE CASE WHEN follows_base THEN base ELSE 0 END + margin + programmes.tenor_addition(from_days, add_annual, days) END;

-- G8, G10: what is sold of a receivable is what its sales say, each at the price of its root's terms.
CREATE FUNCTION early_payment.sold_at_the_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM fresh f
        JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.receivable_id
        JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
    WHERE f.rate_annual <> early_payment.rate_of(t.follows_base_rate, t.early_payment_rate_annual, t.tenor_from_days, t.tenor_add_annual,
            t.auction, t.system_fee_rate_annual, f.days, f.base_rate_annual, f.auction_rate_annual)
        OR f.fee_rate_annual <> least(t.system_fee_rate_annual, f.rate_annual) OR f.rounding <> t.rounding
        OR f.matures_on <> r.matures_on OR f.seller_id <> r.holder_id;
    IF FOUND THEN
        RAISE EXCEPTION 'a sale is not at the price of its terms' USING errcode = '23514', constraint = 'g10_fair_price';
    END IF;
    PERFORM FROM (SELECT DISTINCT programme_id, receivable_id FROM fresh) touched
        JOIN receivables.receivable r ON r.programme_id = touched.programme_id AND r.receivable_id = touched.receivable_id
    WHERE r.sold_won <> (SELECT sum(s.amount_won) FROM early_payment.sale s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'sales do not add up to what is sold' USING errcode = '23514', constraint = 'g8_sold_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sold_at_the_price AFTER INSERT ON early_payment.sale
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION early_payment.sold_at_the_price();

-- G5: what was paid for is sold for good: no cancellation once its proceeds are ordered to be paid.
CREATE FUNCTION early_payment.sold_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.cancelled_at IS NOT NULL OR EXISTS (
        SELECT FROM ledger.purchase p JOIN payouts.payout o ON o.programme_id = p.programme_id AND o.purpose = 5 AND o.source_id = p.purchase_id
        WHERE p.programme_id = NEW.programme_id AND p.receivable_id = NEW.receivable_id AND p.sale_id = NEW.sale_id)
    THEN RAISE EXCEPTION '% cannot be cancelled', NEW.sale_id USING errcode = '23514', constraint = 'g5_sold_for_good';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sold_for_good BEFORE UPDATE OF cancelled_at ON early_payment.sale
    FOR EACH ROW EXECUTE FUNCTION early_payment.sold_for_good();

-- A day's sales are at the banks: none of that day is accepted or cancelled any more.
CREATE TABLE early_payment.cut_off (
    day date PRIMARY KEY,
    release_id bigint NOT NULL,
    purchase_count bigint NOT NULL,
    proceeds_won bigint NOT NULL
);

-- A company's order to sell by itself: everything above an amount, or for cash on a day of the month.
CREATE TABLE early_payment.standing_order (
    order_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    kind text NOT NULL CHECK (kind IN ('sell_above', 'cash_on_day')),
    amount_won bigint NOT NULL CHECK (amount_won >= 0),
    day_of_month int CHECK (day_of_month BETWEEN 1 AND 31),
    from_on date NOT NULL,
    ended_on date,
    CONSTRAINT day_of_cash CHECK ((day_of_month IS NOT NULL) = (kind = 'cash_on_day'))
);
CREATE INDEX standing_order_of_company ON early_payment.standing_order (company_id);

-- A sealed-bid auction: funders' bids for one day's purchases of a programme; the highest rate taken is the day's
-- rate for every seller at every tier.
CREATE TABLE early_payment.auction (
    programme_id int NOT NULL,
    auction_id bigint NOT NULL,
    for_day date NOT NULL,
    closes_at timestamptz NOT NULL,
    wanted_won bigint NOT NULL CHECK (wanted_won > 0),
    rate_annual numeric, -- once closed, and somebody won
    closed_at timestamptz,
    PRIMARY KEY (programme_id, auction_id),
    CONSTRAINT one_auction_a_day UNIQUE (programme_id, for_day)
);
CREATE TABLE early_payment.bid (
    programme_id int NOT NULL,
    auction_id bigint NOT NULL,
    facility_id int NOT NULL REFERENCES programmes.facility,
    rate_annual numeric NOT NULL CHECK (rate_annual >= 0),
    amount_won bigint NOT NULL CHECK (amount_won > 0),
    bid_at timestamptz NOT NULL,
    taken_won bigint, -- once closed
    bought_won bigint NOT NULL DEFAULT 0, -- of the day's sales at the auction's rate: counts against taken_won first
    PRIMARY KEY (programme_id, auction_id, facility_id),
    FOREIGN KEY (programme_id, auction_id) REFERENCES early_payment.auction
);
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA early_payment TO sangsaeng_app;
GRANT UPDATE (cancelled_at) ON early_payment.sale TO sangsaeng_app;
GRANT UPDATE (ended_on) ON early_payment.standing_order TO sangsaeng_app;
GRANT UPDATE (rate_annual, closed_at) ON early_payment.auction TO sangsaeng_app;
GRANT UPDATE (rate_annual, amount_won, bid_at, taken_won, bought_won) ON early_payment.bid TO sangsaeng_app;
-- migrate:down
