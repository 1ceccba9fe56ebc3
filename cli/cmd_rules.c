/* heddle rules: what heddle knows of libraries (packs) and which defects it looks for (rules), and
 * a check of rule packs that users write.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "analyzer/model/model.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/catalog.h"
#include "core/log.h"

static void put_packs(struct hd_buf *b, const struct hd_model *m)
{
    size_t n;
    const struct hd_pack_info *p = hd_model_packs(m, &n);
    hd_buf_fmt(b, "%-16s %9s %9s  %s\n", "PACK", "FUNCTIONS", "RESOURCES", "WHAT");
    for (size_t i = 0; i < n; i++)
        hd_buf_fmt(b, "%-16s %9zu %9zu  %s%s\n", p[i].name, p[i].nops, p[i].nresources,
                   p[i].title ? p[i].title : "", p[i].enabled ? "" : " (off: --enable-pack)");
}

static void put_rules(struct hd_buf *b)
{
    static const char *const side[] = {"", "S", "R", "SR"};
    size_t n;
    const struct hd_rule *r = hd_catalog(&n);
    hd_buf_fmt(b, "%-28s %-8s %-4s  %s\n", "RULE", "SEVERITY", "SIDE", "WHAT");
    for (size_t i = 0; i < n; i++)
        hd_buf_fmt(b, "%-28s %-8s %-4s  %s\n", r[i].id, hd_severity_name(r[i].severity),
                   side[r[i].sides & 3], r[i].title);
    hd_buf_str(b, "\nS: found by analysis, R: at run time. heddle explain RULE tells more.\n");
}

static int list(const struct hd_common *common)
{
    struct hd_model *m = NULL;
    struct hd_err err = {0};
    if (hd_model_new(&m, &err) < 0) {
        hd_error("%s", err.msg);
        return 1;
    }
    struct hd_buf b = {0};
    put_packs(&b, m);
    hd_buf_char(&b, '\n');
    put_rules(&b);
    hd_model_free(m);
    return hd_out_finish(common, &b);
}

/* Mistakes go to standard output, "file:line:column: message" each; 1 when there are any. */
static int lint(const struct hd_common *common, char **path, int n)
{
    struct hd_buf b = {0};
    int mistakes = 0;
    for (int i = 0; i < n; i++) {
        struct hd_err err = {0};
        int rc = hd_model_lint(path[i], &b, &err);
        if (rc < 0)
            hd_error("%s", err.msg);
        mistakes += rc < 0 ? 1 : rc;
    }
    int rc = hd_out_finish(common, &b);
    if (rc == 0 && mistakes == 0)
        hd_info("no mistakes");
    return rc || mistakes;
}

int hd_cmd_rules(int argc, char **argv)
{
    struct hd_common common;
    int npos, rest;
    if (argc > 1 && strcmp(argv[1], "suggest") == 0) {
        argv[1] = argv[0]; /* the rest is as for check */
        return hd_cmd_suggest(argc - 1, argv + 1);
    }
    int rc = hd_opt_parse(NULL, NULL, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    const char *what = npos ? argv[1] : "";
    if (strcmp(what, "list") == 0 && npos == 1 && rest == argc)
        return list(&common);
    if (strcmp(what, "lint") == 0 && npos > 1 && rest == argc)
        return lint(&common, argv + 2, npos - 1);
    if (strcmp(what, "lint") == 0)
        hd_error("rules lint takes files or folders with rule packs");
    else
        hd_error("rules takes list, lint FILE… or suggest; heddle rules -h tells more");
    return 1;
}
