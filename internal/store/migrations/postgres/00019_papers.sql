-- Papers that were issued from requests; the reasons stand in sqlite/00019_papers.sql.

-- +goose Up

CREATE TABLE papers (
    code           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_id     TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    seq            BIGINT NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    template       TEXT   NOT NULL,
    sha256         TEXT COLLATE "C" NOT NULL,
    docx_sha256    TEXT COLLATE "C" NOT NULL,
    head           TEXT COLLATE "C" NOT NULL,
    party          TEXT COLLATE "C" NOT NULL,
    issued_by      TEXT COLLATE "C" NOT NULL,
    issued_at      BIGINT NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    number         TEXT COLLATE "C" NOT NULL,
    date           TEXT COLLATE "C" NOT NULL,
    classification TEXT   NOT NULL,
    signed_sha256  TEXT COLLATE "C" NOT NULL
);

CREATE INDEX papers_request ON papers (request_id, seq);
CREATE INDEX papers_sha256 ON papers (sha256);
CREATE INDEX papers_docx ON papers (docx_sha256) WHERE docx_sha256 <> '';
CREATE INDEX papers_signed ON papers (signed_sha256) WHERE signed_sha256 <> '';
