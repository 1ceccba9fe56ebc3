/* A database as web pages, read-only: `heddle serve`.
 *
 * One thread answers one request after the other. The database is opened for each, so what a run
 * stores meanwhile is there with the next one. Nobody is asked who they are: the loopback address
 * is what keeps others out, and a request whose Host names another host than this server is
 * refused, so that no page of somebody else can read it through the browser (DNS rebinding).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_SERVE_H
#define HEDDLE_REPORT_SERVE_H

#include <netdb.h>
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

/* A server as it listens. */
struct hd_server {
    const struct hd_serve_options *o;
    char name[NI_MAXHOST], port[NI_MAXSERV];
    char url[NI_MAXHOST + NI_MAXSERV + 16];
};
/* Takes connections from the listening socket `fd`; from none when it is negative: tests add
 * theirs. Answers in MHD_run(). NULL when it cannot be started. */
struct MHD_Daemon *hd_serve_daemon(struct hd_server *s, int fd);

/* What the server shows at a path; for tests, too. *type is the content type. 200, 404, or 500 with
 * a message in `out`. */
struct hd_buf;
int hd_serve_answer(const char *db, const char *path, const char *query, struct hd_buf *out,
                    const char **type);

/* The entity tag of what is shown at a path now, with its quotes; false: it has none, for nobody
 * asks for it again and again. Take it before the answer. */
enum { HD_SERVE_TAG = 19 };
bool hd_serve_tag(const char *db, const char *path, char tag[HD_SERVE_TAG]);
/* Is `tag` among those of an If-None-Match header? Weak ones count, as RFC 9110 has it. */
bool hd_serve_knows(const char *if_none_match, const char *tag);

#endif
