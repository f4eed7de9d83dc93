-- migrate:up
-- What the acts of the money desks need beyond what acts may write already.
-- A funder is let into a programme by its institution before it stands ready in it: from then on it sees the programme and its
-- terms. Whom it knows by name, and who takes part, still comes of facilities and promises alone.
CREATE TABLE programmes.admission (
    programme_id int NOT NULL REFERENCES programmes.programme,
    company_id bigint NOT NULL REFERENCES parties.company,
    since date NOT NULL,
    PRIMARY KEY (programme_id, company_id)
);
CREATE INDEX admission_of_company ON programmes.admission (company_id);
SELECT parties.guard('programmes.admission'::regclass,
    $$company_id = (SELECT parties.me()) OR programme_id = ANY ((SELECT programmes.mine())::int[])$$);
GRANT SELECT, INSERT ON programmes.admission TO sangsaeng_desk, sangsaeng_app;
CREATE OR REPLACE FUNCTION programmes.joined() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN ARRAY(SELECT t.programme_id FROM programmes.participant t WHERE t.company_id = parties.me()
        UNION SELECT a.programme_id FROM programmes.admission a WHERE a.company_id = parties.me());
-- Who takes part is written by triggers, and not by whoever may call a function.
REVOKE EXECUTE ON FUNCTION programmes.meet(int[], bigint[], bigint[]) FROM PUBLIC;
-- migrate:down
