/* heddle explain: the page of a rule, which the binary carries with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "cli/plain.h"
#include "core/catalog.h"
#include "core/log.h"

static const char *sides(unsigned s)
{
    static const char *const name[] = {"", "by analysis", "at run time",
                                       "by analysis and at run time"};
    return name[s & (HD_SIDE_STATIC | HD_SIDE_RUNTIME)];
}

/* "404,772" -> "CWE-404, CWE-772". */
static void put_ids(struct hd_buf *b, const char *label, const char *prefix, const char *ids)
{
    if (!ids || !*ids)
        return;
    hd_buf_fmt(b, "%-10s ", label);
    while (*ids) {
        size_t n = strcspn(ids, ",");
        hd_buf_str(b, prefix);
        hd_buf_put(b, ids, n);
        ids += n;
        ids += strspn(ids, ", ");
        hd_buf_str(b, *ids ? ", " : "");
    }
    hd_buf_char(b, '\n');
}

static void put_rule(struct hd_buf *b, const struct hd_rule *r)
{
    hd_buf_fmt(b, "%s: %s\n\n%-10s %s\n%-10s %s\n", r->id, r->title, "severity",
               hd_severity_name(r->severity), "found", sides(r->sides));
    put_ids(b, "CWE", "CWE-", r->cwe);
    put_ids(b, "CERT C", "", r->cert);
    put_ids(b, "MISRA C", "", r->misra);
    hd_buf_char(b, '\n');
    /* The page opens with the id as its heading, which stands above already. */
    const char *page = r->page && *r->page ? r->page : r->text;
    if (page[0] == '#') {
        page += strcspn(page, "\n");
        page += strspn(page, "\n");
    }
    hd_plain(b, page);
    if (b->len && b->data[b->len - 1] != '\n')
        hd_buf_char(b, '\n');
}

int hd_cmd_explain(int argc, char **argv)
{
    struct hd_common common;
    int npos, rest;
    int rc = hd_opt_parse(NULL, NULL, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    if (npos != 1 || rest < argc) {
        hd_error("explain takes the id of one rule; heddle rules list names them all");
        return 1;
    }
    const struct hd_rule *r = hd_catalog_find(argv[1]);
    if (!r) {
        const char *near = hd_catalog_nearest(argv[1]);
        if (near)
            hd_error("there is no rule '%s'; did you mean '%s'?", argv[1], near);
        else
            hd_error("there is no rule '%s'; heddle rules list names them all", argv[1]);
        return 1;
    }
    struct hd_buf b = {0};
    put_rule(&b, r);
    return hd_out_finish(&common, &b);
}
