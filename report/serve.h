/* A database as web pages, read-only: `heddle serve`.
 *
 * One thread answers one request after the other. The database is opened for each, so what a run
 * stores meanwhile is there with the next one. Nobody is asked who they are: the loopback address
 * is what keeps others out, and a request whose Host names another host than this server is
 * refused, so that no page of somebody else can read it through the browser (DNS rebinding).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_SERVE_H
#define HEDDLE_REPORT_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct hd_serve_options {
    const char *db;
    const char *listen;      /* "127.0.0.1:7070", "[::1]:7070", "127.0.0.1:0": any free port */
    const char *const *host; /* more names by which it may be called */
    size_t nhosts;
    void (*ready)(const char *url, void *arg); /* it answers from here on */
    void *arg;
};

/* Answers until SIGINT or SIGTERM. 0, or -1 with a message. */
int hd_serve(const struct hd_serve_options *o, struct hd_err *err);

/* What the server shows at a path; for tests, too. *type is the content type. 200, 404, or 500 with
 * a message in `out`. */
struct hd_buf;
int hd_serve_answer(const char *db, const char *path, const char *query, struct hd_buf *out,
                    const char **type);

#endif
