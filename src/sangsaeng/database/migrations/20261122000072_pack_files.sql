-- migrate:up
-- The evidence of a default as its playbook wrote it, so that it is read where the book is read and goes where its backups go. It holds
-- every tier's names and amounts, of every institution's programmes: it is the operator's alone (G12). Append-only.
CREATE TABLE settlement.pack_file (
    playbook_id bigint NOT NULL REFERENCES settlement.playbook,
    name text NOT NULL CHECK (name ~ '^[a-z_]{1,40}\.(csv|pdf)$'),
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (playbook_id, name),
    CONSTRAINT hash_of_its_content CHECK (sha256 = sha256(content))
);
GRANT SELECT, INSERT ON settlement.pack_file TO sangsaeng_app;
SELECT parties.guard('settlement.pack_file'::regclass, '(SELECT parties.i_operate())');
-- migrate:down
