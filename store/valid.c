/* What must hold in every database, as queries that find what does not.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "store/store_internal.h"

/* Each selects rows only when something is wrong. */
static const struct {
    const char *what, *sql;
} invariants[] = {
    {"a lock-order edge joins locks of another run",
     "SELECT 1 FROM lock_order_edge e JOIN lock a ON a.id = e.from_id JOIN lock b ON b.id = "
     "e.to_id "
     "WHERE a.run_id <> e.run_id OR b.run_id <> e.run_id LIMIT 1"},
    {"a gate is a lock of another run",
     "SELECT 1 FROM context_gate g JOIN edge_context c ON c.id = g.context_id "
     "JOIN lock_order_edge e ON e.id = c.edge_id JOIN lock l ON l.id = g.lock_id "
     "WHERE l.run_id <> e.run_id LIMIT 1"},
    {"a held lock is of another run",
     "SELECT 1 FROM held h JOIN lock l ON l.id = h.lock_id WHERE l.run_id <> h.run_id LIMIT 1"},
    {"a sampled lock is of another run",
     "SELECT 1 FROM sample_lock u JOIN sample m ON m.id = u.sample_id JOIN lock l ON l.id = "
     "u.lock_id "
     "WHERE l.run_id <> m.run_id UNION ALL "
     "SELECT 1 FROM lock_use u JOIN lock l ON l.id = u.lock_id WHERE l.run_id <> u.run_id UNION "
     "ALL "
     "SELECT 1 FROM hold_time u JOIN lock l ON l.id = u.lock_id WHERE l.run_id <> u.run_id LIMIT "
     "1"},
    {"evidence is out of range",
     "SELECT 1 FROM finding_run WHERE evidence NOT BETWEEN 1 AND 3 UNION ALL "
     "SELECT 1 FROM lock_order_edge WHERE evidence NOT BETWEEN 1 AND 3 UNION ALL "
     "SELECT 1 FROM finding_fingerprint WHERE sides NOT BETWEEN 1 AND 3 LIMIT 1"},
    {"a finding has no side",
     "SELECT 1 FROM finding f WHERE NOT EXISTS (SELECT 1 FROM finding_side d "
     "WHERE d.finding_id = f.id) LIMIT 1"},
    {"a finding was seen by no run",
     "SELECT 1 FROM finding f WHERE NOT EXISTS (SELECT 1 FROM finding_run r "
     "WHERE r.finding_id = f.id) LIMIT 1"},
    {"a finding's name is not among its fingerprints",
     "SELECT 1 FROM finding f WHERE NOT EXISTS (SELECT 1 FROM finding_fingerprint p "
     "WHERE p.finding_id = f.id AND p.fingerprint = f.fingerprint) LIMIT 1"},
    {"witness steps have gaps", "SELECT 1 FROM witness_step GROUP BY finding_id, side "
                                "HAVING min(ordinal) <> 0 OR max(ordinal) <> count(*) - 1 LIMIT 1"},
    {"a stack has gaps", "SELECT 1 FROM frame GROUP BY stack_id "
                         "HAVING min(ordinal) <> 0 OR max(ordinal) <> count(*) - 1 LIMIT 1"},
};

/* Runs a query; the first column of its first row goes to `text` ("" without a row). */
static int first_text(struct hd_store *s, const char *sql, char *text, size_t size,
                      struct hd_err *err)
{
    sqlite3_stmt *q = NULL;
    text[0] = '\0';
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        const char *t = (const char *)sqlite3_column_text(q, 0);
        sqlite3_snprintf((int)size, text, "%s", t ? t : "?");
    }
    int bad = rc != SQLITE_ROW && rc != SQLITE_DONE ? hd_db_fail(s, err, "check") : 0;
    sqlite3_finalize(q);
    return bad;
}

int hd_store_valid(struct hd_store *s, struct hd_err *err)
{
    char text[256];
    if (first_text(s, "PRAGMA quick_check(1)", text, sizeof text, err) < 0)
        return -1;
    if (strcmp(text, "ok") != 0) {
        s->broken = true; /* the medium's doing, not ours */
        return hd_fail(err, "%s is damaged: %s", s->path, text);
    }
    if (first_text(s, "PRAGMA foreign_key_check", text, sizeof text, err) < 0)
        return -1;
    if (text[0])
        return hd_fail(err, "%s: a row of table %s refers to nothing", s->path, text);
    for (size_t i = 0; i < sizeof invariants / sizeof *invariants; i++) {
        if (first_text(s, invariants[i].sql, text, sizeof text, err) < 0)
            return -1;
        if (text[0])
            return hd_fail(err, "%s: %s", s->path, invariants[i].what);
    }
    return 0;
}
