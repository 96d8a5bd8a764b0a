-- What PDFs say of the signatures in them, so that a list of documents need not read each
-- file anew.
--   * derived from the bytes alone, by their hash: the table may be emptied at any time;
--   * reader names the version of what reads and the roots that chains were checked with:
--     what another one read is read again;
--   * signed_papers says of a file that was registered as a paper's signed one whether it
--     shows the paper as it was issued. It is of two files, and may be emptied likewise.

-- +goose Up

CREATE TABLE pdf_signatures (
    sha256  TEXT    NOT NULL PRIMARY KEY,
    reader  TEXT    NOT NULL,
    read_at INTEGER NOT NULL,
    report  TEXT    NOT NULL -- JSON, opaque here
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_papers (
    sha256  TEXT    NOT NULL, -- of the signed file
    issued  TEXT    NOT NULL, -- the hash of the paper
    reader  TEXT    NOT NULL,
    read_at INTEGER NOT NULL,
    same    INTEGER NOT NULL,
    PRIMARY KEY (sha256, issued)
) STRICT, WITHOUT ROWID;
