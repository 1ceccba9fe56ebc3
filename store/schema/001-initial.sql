-- Version 1: runs, sites, lock-order facts, findings. Described in docs/schema.md.
-- SPDX-License-Identifier: Apache-2.0

-- One invocation of check, run, collect or inspect.
CREATE TABLE run (
  id                INTEGER PRIMARY KEY,
  command           TEXT    NOT NULL,
  target            TEXT    NOT NULL,
  root              TEXT    NOT NULL,
  host              TEXT    NOT NULL,
  version           TEXT    NOT NULL,
  started_ms        INTEGER NOT NULL,
  ended_ms          INTEGER NOT NULL,  -- 0 while it goes on
  exit_status       INTEGER NOT NULL,
  pid               INTEGER NOT NULL,
  translation_units INTEGER NOT NULL,
  failed_units      INTEGER NOT NULL,
  dropped           INTEGER NOT NULL,
  coverage          TEXT    NOT NULL
) STRICT;

-- Places in source. NULL means unknown; a place of which nothing is known has no row.
CREATE TABLE file (
  id   INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE            -- relative to the project root, or absolute
) STRICT;
CREATE TABLE function (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE site (
  id          INTEGER PRIMARY KEY,
  file_id     INTEGER REFERENCES file (id),
  line        INTEGER NOT NULL,
  col         INTEGER NOT NULL,
  function_id INTEGER REFERENCES function (id)
) STRICT;
CREATE UNIQUE INDEX site_place ON site (ifnull(file_id, 0), line, col, ifnull(function_id, 0));

-- Run-time stacks, each stored once.
CREATE TABLE stack (
  id   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL UNIQUE         -- of all frames
) STRICT;
CREATE TABLE frame (
  stack_id INTEGER NOT NULL REFERENCES stack (id) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,           -- 0 is the innermost
  site_id  INTEGER REFERENCES site (id),
  module   TEXT,
  offset   INTEGER NOT NULL,
  inlined  INTEGER NOT NULL,
  PRIMARY KEY (stack_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Locks alike by declaration, ELF symbol or init site; the key is the same for both sides.
CREATE TABLE lock_class (
  id           INTEGER PRIMARY KEY,
  key          TEXT    NOT NULL UNIQUE,
  name         TEXT    NOT NULL,
  resource     TEXT    NOT NULL,
  decl_site_id INTEGER REFERENCES site (id),
  init_site_id INTEGER REFERENCES site (id),
  symbol       TEXT,
  recursive    INTEGER NOT NULL
) STRICT;
-- Nodes of the lock-order graph.
CREATE TABLE lock (
  id           INTEGER PRIMARY KEY,
  run_id       INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  class_id     INTEGER NOT NULL REFERENCES lock_class (id),
  label        TEXT    NOT NULL,
  address      INTEGER NOT NULL,       -- 0 for static
  generation   INTEGER NOT NULL,
  weak         INTEGER NOT NULL,
  acquisitions INTEGER NOT NULL,
  contended    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX lock_identity ON lock
  (run_id, class_id, address, generation, (CASE WHEN address = 0 THEN label ELSE '' END));
CREATE TABLE thread (
  id               INTEGER PRIMARY KEY,
  run_id           INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key              INTEGER NOT NULL,   -- identity inside the run
  name             TEXT    NOT NULL,
  entry_site_id    INTEGER REFERENCES site (id),
  created_site_id  INTEGER REFERENCES site (id),
  create_stack_id  INTEGER REFERENCES stack (id),
  tid              INTEGER NOT NULL,
  state            TEXT    NOT NULL,
  many             INTEGER NOT NULL,
  detached         INTEGER NOT NULL,
  parent_key       INTEGER NOT NULL,
  parent_clock     INTEGER NOT NULL,
  joiner_key       INTEGER NOT NULL,
  join_clock       INTEGER NOT NULL,
  started_ms       INTEGER NOT NULL,
  ended_ms         INTEGER NOT NULL,
  UNIQUE (run_id, key)
) STRICT;

-- Lock `to_id` was acquired while `from_id` was held.
CREATE TABLE lock_order_edge (
  id       INTEGER PRIMARY KEY,
  run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  from_id  INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  to_id    INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  evidence INTEGER NOT NULL,           -- 1 static, 2 run time, 3 both
  count    INTEGER NOT NULL,
  last_ms  INTEGER NOT NULL,
  UNIQUE (run_id, from_id, to_id)
) STRICT;
-- One way in which an edge came about: thread, moment, both acquisitions.
CREATE TABLE edge_context (
  id            INTEGER PRIMARY KEY,
  edge_id       INTEGER NOT NULL REFERENCES lock_order_edge (id) ON DELETE CASCADE,
  hash          INTEGER NOT NULL,      -- of all that follows
  thread_key    INTEGER NOT NULL,
  clock         INTEGER NOT NULL,
  from_mode     TEXT    NOT NULL,
  to_mode       TEXT    NOT NULL,
  is_try        INTEGER NOT NULL,
  ordered       INTEGER NOT NULL,
  from_site_id  INTEGER REFERENCES site (id),
  to_site_id    INTEGER REFERENCES site (id),
  from_stack_id INTEGER REFERENCES stack (id),
  to_stack_id   INTEGER REFERENCES stack (id),
  UNIQUE (edge_id, hash)
) STRICT;
-- Call sites from the root down to an acquisition, outermost first.
CREATE TABLE context_call (
  context_id INTEGER NOT NULL REFERENCES edge_context (id) ON DELETE CASCADE,
  toward     TEXT    NOT NULL,         -- 'from' or 'to': which acquisition
  ordinal    INTEGER NOT NULL,
  site_id    INTEGER REFERENCES site (id),
  PRIMARY KEY (context_id, toward, ordinal)
) STRICT, WITHOUT ROWID;
-- Other locks held at that moment.
CREATE TABLE context_gate (
  context_id INTEGER NOT NULL REFERENCES edge_context (id) ON DELETE CASCADE,
  lock_id    INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  mode       TEXT    NOT NULL,
  PRIMARY KEY (context_id, lock_id)
) STRICT, WITHOUT ROWID;
-- Locks held at the end of a run, or at its latest snapshot.
CREATE TABLE held (
  run_id     INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  thread_key INTEGER NOT NULL,
  lock_id    INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  mode       TEXT    NOT NULL,
  stack_id   INTEGER REFERENCES stack (id),
  site_id    INTEGER REFERENCES site (id),
  PRIMARY KEY (run_id, thread_key, lock_id, mode)
) STRICT, WITHOUT ROWID;

-- A defect. What each side of evidence knows of it is in finding_side.
CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  rule        TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL UNIQUE  -- the static one when there is one
) STRICT;
CREATE TABLE finding_side (
  finding_id INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  side       INTEGER NOT NULL CHECK (side IN (1, 2)), -- 1 static, 2 run time
  severity   TEXT    NOT NULL,
  confidence TEXT    NOT NULL,
  message    TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  site_id    INTEGER REFERENCES site (id),
  filtered   TEXT,                     -- why it is hidden
  PRIMARY KEY (finding_id, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_side_site ON finding_side (site_id);
CREATE INDEX finding_side_subject ON finding_side (subject);
-- All fingerprints by which a finding is recognised.
CREATE TABLE finding_fingerprint (
  fingerprint TEXT    PRIMARY KEY,
  finding_id  INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  sides       INTEGER NOT NULL         -- 1 static, 2 run time, 3 both
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_fingerprint_finding ON finding_fingerprint (finding_id);
-- Which runs saw a finding.
CREATE TABLE finding_run (
  finding_id INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  run_id     INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  evidence   INTEGER NOT NULL,         -- 1 static, 2 run time, 3 both
  count      INTEGER NOT NULL,
  first_ms   INTEGER NOT NULL,
  last_ms    INTEGER NOT NULL,
  PRIMARY KEY (finding_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_run_run ON finding_run (run_id);
CREATE TABLE witness_step (
  finding_id INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  side       INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  thread     TEXT    NOT NULL,
  site_id    INTEGER REFERENCES site (id),
  note       TEXT    NOT NULL,
  PRIMARY KEY (finding_id, side, ordinal)
) STRICT, WITHOUT ROWID;
