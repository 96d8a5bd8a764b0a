-- Papers that were issued from requests, as the histories tell it (decision 0026).
--   * a projection: `alur audit rebuild --check` compares it with the events;
--   * it is there so that a paper is found by its code or its bytes without
--     knowing the request, which is how anybody checks one that lies on the desk;
--   * the bytes lie with the documents, under their hashes.

-- +goose Up

CREATE TABLE papers (
    code           TEXT    NOT NULL PRIMARY KEY,
    request_id     TEXT    NOT NULL REFERENCES requests (id),
    seq            INTEGER NOT NULL, -- of the event that issued it
    kind           TEXT    NOT NULL,
    template       TEXT    NOT NULL,
    sha256         TEXT    NOT NULL,
    docx_sha256    TEXT    NOT NULL, -- '' without one
    head           TEXT    NOT NULL,
    party          TEXT    NOT NULL,
    issued_by      TEXT    NOT NULL,
    issued_at      INTEGER NOT NULL,
    state          TEXT    NOT NULL, -- in-force, replaced, withdrawn
    number         TEXT    NOT NULL, -- '' until it is registered, and so the rest
    date           TEXT    NOT NULL,
    classification TEXT    NOT NULL,
    signed_sha256  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX papers_request ON papers (request_id, seq);
CREATE INDEX papers_sha256 ON papers (sha256);
CREATE INDEX papers_docx ON papers (docx_sha256) WHERE docx_sha256 <> '';
CREATE INDEX papers_signed ON papers (signed_sha256) WHERE signed_sha256 <> '';
