-- Version 3: exact hold times, of runs that asked for them. Described in docs/schema.md.
-- SPDX-License-Identifier: Apache-2.0

CREATE TABLE hold_time (
  run_id     INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  lock_id    INTEGER NOT NULL REFERENCES lock (id) ON DELETE CASCADE,
  holds      INTEGER NOT NULL,
  total_us   INTEGER NOT NULL,
  longest_us INTEGER NOT NULL,
  PRIMARY KEY (run_id, lock_id)
) STRICT, WITHOUT ROWID;
