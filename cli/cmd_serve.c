/* heddle serve: the database in a browser.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "core/log.h"
#include "report/serve.h"
#include "store/store.h"

static void ready(const char *url, void *arg)
{
    (void)arg;
    printf("%s\n", url);
    fflush(stdout);
}

/* Told before anybody asks: there is no such database, it is none, it is of a newer version. */
static int look_at_database(const char *db, struct hd_err *err)
{
    struct hd_store *s = NULL;
    if (hd_store_open(&s, db, HD_STORE_READ, err) < 0)
        return -1;
    hd_store_close(s);
    return 0;
}

int hd_cmd_serve(int argc, char **argv)
{
    struct hd_common common;
    const char *listen = "127.0.0.1:7070";
    hd_str_vec hosts = {0};
    const struct hd_opt opts[] = {
        {"listen", 0, HD_OPT_STRING, &listen, "ADDRESS:PORT",
         "where to listen; port 0 takes a free one (default 127.0.0.1:7070)"},
        {"host", 0, HD_OPT_LIST, &hosts, "NAME",
         "another name that browsers may call this server by"},
        {0},
    };
    struct hd_err err = {0};
    int npos, rest;
    int rc = hd_opt_parse(NULL, opts, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0 ? 1 : 0;
    struct hd_serve_options o = {.db = common.db,
                                 .listen = listen,
                                 .host = hosts.data,
                                 .nhosts = hosts.len,
                                 .ready = common.quiet ? NULL : ready};
    rc = npos ? hd_fail(&err, "serve: what is %s for? --db names the database", argv[1])
              : look_at_database(common.db, &err);
    if (rc == 0)
        rc = hd_serve(&o, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    hd_vec_free(&hosts);
    return rc < 0 ? 1 : 0;
}
