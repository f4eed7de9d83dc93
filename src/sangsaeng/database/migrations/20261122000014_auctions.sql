-- migrate:up
-- An auction is over before its day begins, so that the day has one price for everybody (G10).
ALTER TABLE early_payment.auction
    ADD CONSTRAINT closes_before_its_day CHECK ((closes_at AT TIME ZONE 'Asia/Seoul')::date < for_day),
    ADD CONSTRAINT sealed_until_it_closes CHECK (closed_at >= closes_at),
    ADD CONSTRAINT g10_known_before_its_day CHECK (rate_annual IS NULL
        OR (closed_at IS NOT NULL AND (closed_at AT TIME ZONE 'Asia/Seoul')::date < for_day));
ALTER TABLE early_payment.bid
    ADD CONSTRAINT taken_within_bid CHECK (taken_won BETWEEN 0 AND amount_won),
    ADD CONSTRAINT bought_of_taken CHECK (bought_won >= 0 AND (bought_won = 0 OR (taken_won IS NOT NULL AND taken_won > 0)));

-- An auction begins open and without a rate, a bid with nothing taken of it: neither is written as over.
CREATE FUNCTION early_payment.auction_begins_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'auction % is written as if it were over', NEW.auction_id USING errcode = '23514', constraint = 'auction_begins_open';
END $$;
CREATE TRIGGER auction_begins_open BEFORE INSERT ON early_payment.auction
    FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL OR NEW.rate_annual IS NOT NULL) EXECUTE FUNCTION early_payment.auction_begins_open();
CREATE TRIGGER auction_begins_open BEFORE INSERT ON early_payment.bid
    FOR EACH ROW WHEN (NEW.taken_won IS NOT NULL OR NEW.bought_won <> 0) EXECUTE FUNCTION early_payment.auction_begins_open();

-- A closed auction stays as it is; when it closes, its rate is the highest one taken, and no more is taken than wanted.
CREATE FUNCTION early_payment.auction_closed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'auction % is closed', OLD.auction_id USING errcode = '23514', constraint = 'auction_closed_for_good';
    END IF;
    PERFORM FROM (SELECT max(b.rate_annual) FILTER (WHERE b.taken_won > 0) AS rate, coalesce(sum(b.taken_won), 0) AS won
        FROM early_payment.bid b WHERE b.programme_id = NEW.programme_id AND b.auction_id = NEW.auction_id) taken
    WHERE taken.rate IS NOT DISTINCT FROM NEW.rate_annual AND taken.won <= NEW.wanted_won;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'auction % is not what its bids make it', NEW.auction_id USING errcode = '23514', constraint = 'rate_of_its_bids';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER auction_closed_for_good BEFORE UPDATE ON early_payment.auction
    FOR EACH ROW EXECUTE FUNCTION early_payment.auction_closed_for_good();

-- Bids come in time, and a closed auction's stay as they are, but for what is bought of them on their day.
CREATE FUNCTION early_payment.bid_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held early_payment.auction;
BEGIN
    SELECT * INTO held FROM early_payment.auction a WHERE a.programme_id = NEW.programme_id AND a.auction_id = NEW.auction_id;
    IF held.closed_at IS NOT NULL OR NEW.bid_at >= held.closes_at THEN
        RAISE EXCEPTION 'auction % takes no bids any more', NEW.auction_id USING errcode = '23514', constraint = 'auction_closed_for_good';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bid_in_time BEFORE INSERT OR UPDATE OF programme_id, auction_id, facility_id, rate_annual, amount_won, bid_at, taken_won
    ON early_payment.bid
    FOR EACH ROW EXECUTE FUNCTION early_payment.bid_in_time();
-- migrate:down
