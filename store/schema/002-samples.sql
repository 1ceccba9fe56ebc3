-- Version 2: how a run went over time. Described in docs/schema.md.
-- SPDX-License-Identifier: Apache-2.0

-- One moment of a run. When there are too many, every other one goes: `ordinal` then has gaps.
CREATE TABLE sample (
  id       INTEGER PRIMARY KEY,
  run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,           -- seconds since the first one, about
  at_ms    INTEGER NOT NULL,
  threads  INTEGER NOT NULL,
  timers   INTEGER NOT NULL,
  holding  INTEGER NOT NULL,
  waiting  INTEGER NOT NULL,
  looks    INTEGER NOT NULL,           -- of the profile, from the start of the run on
  UNIQUE (run_id, ordinal)
) STRICT;
-- Live threads or timers of one place of creation at that moment.
CREATE TABLE sample_place (
  sample_id INTEGER NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('thread', 'timer')),
  stack_id  INTEGER NOT NULL REFERENCES stack (id),
  live      INTEGER NOT NULL,
  PRIMARY KEY (sample_id, kind, stack_id)
) STRICT, WITHOUT ROWID;
-- Looks at which a lock was held or waited for, from the start of the run on.
CREATE TABLE sample_lock (
  sample_id INTEGER NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
  lock_id   INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  held      INTEGER NOT NULL,
  waited    INTEGER NOT NULL,
  PRIMARY KEY (sample_id, lock_id)
) STRICT, WITHOUT ROWID;
-- The same over the whole run, for each lock that was ever seen held or waited for.
CREATE TABLE lock_use (
  run_id          INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  lock_id         INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  held            INTEGER NOT NULL,
  waited          INTEGER NOT NULL,
  contended       INTEGER NOT NULL,
  most_waiting    INTEGER NOT NULL,
  longest_hold_ms INTEGER NOT NULL,
  longest_wait_ms INTEGER NOT NULL,
  PRIMARY KEY (run_id, lock_id)
) STRICT, WITHOUT ROWID;
