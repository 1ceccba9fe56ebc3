/* Taking over another database: rows that stand for themselves (places, stacks, lock classes) meet
 * their equals, rows of a run get new numbers, findings unite by fingerprint and then, as when they
 * are put, by place and subject.
 *
 * The other database is attached as `src`; ids are translated by tables in `temp`.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "store/store_internal.h"

/* Both sides of a site, joined by what they say. */
#define SITE_NAMES                                                                                 \
    "FROM src.site s LEFT JOIN src.file sf ON sf.id = s.file_id "                                  \
    "LEFT JOIN main.file f ON f.path = sf.path "                                                   \
    "LEFT JOIN src.function sn ON sn.id = s.function_id "                                          \
    "LEFT JOIN main.function n ON n.name = sn.name "

static const char *const steps[] = {
    "CREATE TEMP TABLE base AS SELECT "
    "(SELECT ifnull(max(id), 0) FROM main.run) AS run, "
    "(SELECT ifnull(max(id), 0) FROM main.lock) AS lock, "
    "(SELECT ifnull(max(id), 0) FROM main.thread) AS thread, "
    "(SELECT ifnull(max(id), 0) FROM main.lock_order_edge) AS edge, "
    "(SELECT ifnull(max(id), 0) FROM main.edge_context) AS context, "
    "(SELECT ifnull(max(id), 0) FROM main.sample) AS sample, "
    "(SELECT ifnull(max(id), 0) FROM main.finding) AS finding",

    "INSERT OR IGNORE INTO main.file (path) SELECT path FROM src.file ORDER BY id",
    "INSERT OR IGNORE INTO main.function (name) SELECT name FROM src.function ORDER BY id",
    "INSERT OR IGNORE INTO main.site (file_id, line, col, function_id) "
    "SELECT f.id, s.line, s.col, n.id " SITE_NAMES "ORDER BY s.id",
    "CREATE TEMP TABLE site_of (old INTEGER PRIMARY KEY, new INTEGER)",
    "INSERT INTO site_of SELECT s.id, m.id " SITE_NAMES
    "JOIN main.site m ON ifnull(m.file_id, 0) = ifnull(f.id, 0) AND m.line = s.line "
    "AND m.col = s.col AND ifnull(m.function_id, 0) = ifnull(n.id, 0)",

    "INSERT OR IGNORE INTO main.stack (hash) SELECT hash FROM src.stack ORDER BY id",
    "CREATE TEMP TABLE stack_of (old INTEGER PRIMARY KEY, new INTEGER)",
    "INSERT INTO stack_of SELECT s.id, m.id FROM src.stack s JOIN main.stack m ON m.hash = s.hash",
    "INSERT OR IGNORE INTO main.frame SELECT k.new, r.ordinal, p.new, r.module, r.offset, "
    "r.inlined "
    "FROM src.frame r JOIN stack_of k ON k.old = r.stack_id LEFT JOIN site_of p ON p.old = "
    "r.site_id",

    "INSERT INTO main.lock_class (key, name, resource, decl_site_id, init_site_id, symbol, "
    "recursive) "
    "SELECT c.key, c.name, c.resource, d.new, i.new, c.symbol, c.recursive FROM src.lock_class c "
    "LEFT JOIN site_of d ON d.old = c.decl_site_id LEFT JOIN site_of i ON i.old = c.init_site_id "
    "WHERE true ORDER BY c.id ON CONFLICT (key) DO UPDATE SET "
    "decl_site_id = ifnull(decl_site_id, excluded.decl_site_id), "
    "init_site_id = ifnull(init_site_id, excluded.init_site_id), "
    "symbol = ifnull(symbol, excluded.symbol), recursive = recursive | excluded.recursive",
    "CREATE TEMP TABLE class_of (old INTEGER PRIMARY KEY, new INTEGER)",
    "INSERT INTO class_of SELECT s.id, m.id FROM src.lock_class s "
    "JOIN main.lock_class m ON m.key = s.key",

    "INSERT INTO main.run SELECT r.id + b.run, r.command, r.target, r.root, r.host, r.version, "
    "r.started_ms, r.ended_ms, r.exit_status, r.pid, r.translation_units, r.failed_units, "
    "r.dropped, r.coverage FROM src.run r, base b",
    "INSERT INTO main.lock SELECT l.id + b.lock, l.run_id + b.run, c.new, l.label, l.address, "
    "l.generation, l.weak, l.acquisitions, l.contended FROM src.lock l, base b "
    "JOIN class_of c ON c.old = l.class_id",
    "INSERT INTO main.thread SELECT t.id + b.thread, t.run_id + b.run, t.key, t.name, e.new, "
    "c.new, "
    "k.new, t.tid, t.state, t.many, t.detached, t.parent_key, t.parent_clock, t.joiner_key, "
    "t.join_clock, t.started_ms, t.ended_ms FROM src.thread t, base b "
    "LEFT JOIN site_of e ON e.old = t.entry_site_id LEFT JOIN site_of c ON c.old = "
    "t.created_site_id "
    "LEFT JOIN stack_of k ON k.old = t.create_stack_id",
    "INSERT INTO main.lock_order_edge SELECT e.id + b.edge, e.run_id + b.run, e.from_id + b.lock, "
    "e.to_id + b.lock, e.evidence, e.count, e.last_ms FROM src.lock_order_edge e, base b",
    "INSERT INTO main.edge_context SELECT c.id + b.context, c.edge_id + b.edge, c.hash, "
    "c.thread_key, c.clock, c.from_mode, c.to_mode, c.is_try, c.ordered, p.new, q.new, x.new, "
    "y.new "
    "FROM src.edge_context c, base b LEFT JOIN site_of p ON p.old = c.from_site_id "
    "LEFT JOIN site_of q ON q.old = c.to_site_id LEFT JOIN stack_of x ON x.old = c.from_stack_id "
    "LEFT JOIN stack_of y ON y.old = c.to_stack_id",
    "INSERT INTO main.context_call SELECT c.context_id + b.context, c.toward, c.ordinal, p.new "
    "FROM src.context_call c, base b LEFT JOIN site_of p ON p.old = c.site_id",
    "INSERT INTO main.context_gate SELECT g.context_id + b.context, g.lock_id + b.lock, g.mode "
    "FROM src.context_gate g, base b",
    "INSERT INTO main.held SELECT h.run_id + b.run, h.thread_key, h.lock_id + b.lock, h.mode, "
    "k.new, "
    "p.new FROM src.held h, base b LEFT JOIN stack_of k ON k.old = h.stack_id "
    "LEFT JOIN site_of p ON p.old = h.site_id",

    "INSERT INTO main.sample SELECT m.id + b.sample, m.run_id + b.run, m.ordinal, m.at_ms, "
    "m.threads, m.timers, m.holding, m.waiting, m.looks FROM src.sample m, base b",
    "INSERT INTO main.sample_place SELECT p.sample_id + b.sample, p.kind, k.new, p.live "
    "FROM src.sample_place p, base b JOIN stack_of k ON k.old = p.stack_id",
    "INSERT INTO main.sample_lock SELECT l.sample_id + b.sample, l.lock_id + b.lock, l.held, "
    "l.waited FROM src.sample_lock l, base b",
    "INSERT INTO main.lock_use SELECT u.run_id + b.run, u.lock_id + b.lock, u.held, u.waited, "
    "u.contended, u.most_waiting, u.longest_hold_ms, u.longest_wait_ms FROM src.lock_use u, base b",

    "INSERT INTO main.hold_time SELECT h.run_id + b.run, h.lock_id + b.lock, h.holds, h.total_us, "
    "h.longest_us FROM src.hold_time h, base b",

    /* A finding is one that is known already when they share a fingerprint. */
    "CREATE TEMP TABLE finding_of (old INTEGER PRIMARY KEY, new INTEGER)",
    "INSERT INTO finding_of SELECT f.id, ifnull(min(m.finding_id), f.id + b.finding) "
    "FROM src.finding f, base b LEFT JOIN src.finding_fingerprint p ON p.finding_id = f.id "
    "LEFT JOIN main.finding_fingerprint m ON m.fingerprint = p.fingerprint GROUP BY f.id",
    "INSERT INTO main.finding SELECT k.new, f.rule, f.fingerprint FROM src.finding f, base b "
    "JOIN finding_of k ON k.old = f.id WHERE k.new > b.finding",
    "INSERT INTO main.finding_fingerprint SELECT p.fingerprint, k.new, p.sides "
    "FROM src.finding_fingerprint p JOIN finding_of k ON k.old = p.finding_id WHERE true "
    "ON CONFLICT (fingerprint) DO UPDATE SET sides = sides | excluded.sides",
    /* The static fingerprint names it. */
    "UPDATE main.finding SET fingerprint = f.fingerprint FROM src.finding f, finding_of k "
    "WHERE k.old = f.id AND main.finding.id = k.new "
    "AND EXISTS (SELECT 1 FROM src.finding_side d WHERE d.finding_id = f.id AND d.side = 1) "
    "AND NOT EXISTS (SELECT 1 FROM main.finding_side d WHERE d.finding_id = k.new AND d.side = 1) "
    "AND EXISTS (SELECT 1 FROM main.finding_fingerprint p WHERE p.finding_id = k.new "
    "AND p.fingerprint = f.fingerprint)",
    "CREATE TEMP TABLE side_of AS SELECT min(d.finding_id) AS old, k.new AS new, d.side AS side "
    "FROM src.finding_side d JOIN finding_of k ON k.old = d.finding_id GROUP BY k.new, d.side",
    "INSERT OR REPLACE INTO main.finding_side SELECT k.new, d.side, d.severity, d.confidence, "
    "d.message, d.subject, p.new, d.filtered FROM side_of k "
    "JOIN src.finding_side d ON d.finding_id = k.old AND d.side = k.side "
    "LEFT JOIN site_of p ON p.old = d.site_id",
    "DELETE FROM main.witness_step WHERE (finding_id, side) IN (SELECT new, side FROM side_of)",
    "INSERT INTO main.witness_step SELECT k.new, w.side, w.ordinal, w.thread, p.new, w.note "
    "FROM side_of k JOIN src.witness_step w ON w.finding_id = k.old AND w.side = k.side "
    "LEFT JOIN site_of p ON p.old = w.site_id",
    "INSERT INTO main.finding_run SELECT k.new, r.run_id + b.run, r.evidence, r.count, r.first_ms, "
    "r.last_ms FROM src.finding_run r, base b JOIN finding_of k ON k.old = r.finding_id WHERE true "
    "ON CONFLICT (finding_id, run_id) DO UPDATE SET evidence = evidence | excluded.evidence, "
    "count = count + excluded.count, first_ms = min(first_ms, excluded.first_ms), "
    "last_ms = max(last_ms, excluded.last_ms)",
};

static const char drop[] =
    "DROP TABLE IF EXISTS temp.base; DROP TABLE IF EXISTS temp.site_of; "
    "DROP TABLE IF EXISTS temp.stack_of; DROP TABLE IF EXISTS temp.class_of; "
    "DROP TABLE IF EXISTS temp.finding_of; DROP TABLE IF EXISTS temp.side_of";

static int copy_rows(struct hd_store *s, struct hd_err *err)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (sqlite3_exec(s->db, steps[i], NULL, NULL, NULL) != SQLITE_OK)
            return hd_db_fail(s, err, "merge into");
    return hd_unite_all(s, err);
}

static int attach(struct hd_store *s, const char *path, struct hd_err *err)
{
    /* Opening it checks that it is ours and brings it to the current version. */
    struct hd_store *other;
    if (hd_store_open(&other, path, HD_STORE_READ, err) < 0)
        return -1;
    char *sql = sqlite3_mprintf("ATTACH %Q AS src", sqlite3_db_filename(other->db, "main"));
    if (!sql)
        hd_oom();
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    hd_store_close(other);
    return rc == SQLITE_OK ? 0 : hd_fail(err, "cannot read %s: %s", path, sqlite3_errmsg(s->db));
}

int hd_store_merge(struct hd_store *s, const char *path, struct hd_err *err)
{
    hd_assert(s->depth == 0);
    if (attach(s, path, err) < 0)
        return -1;
    int rc = hd_write_begin(s, err);
    if (rc == 0) {
        rc = copy_rows(s, err);
        rc = (int)hd_write_end(s, rc, err);
    }
    hd_forget_interned(s);
    sqlite3_exec(s->db, drop, NULL, NULL, NULL);
    sqlite3_exec(s->db, "DETACH src", NULL, NULL, NULL);
    return rc < 0 ? hd_err_prefix(err, "%s", path) : 0;
}
