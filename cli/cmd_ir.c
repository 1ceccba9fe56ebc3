/* heddle ir: the intermediate representation of one file, for people who write checkers or wonder
 * why heddle says what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/ir/ir.h"
#include "analyzer/units/units.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "core/buf.h"
#include "core/log.h"

static int print_unit(const struct hd_unit *u)
{
    struct hd_unit_result r;
    struct hd_err err = {0};
    struct hd_ir ir;
    struct hd_frontend_options opt = {.root = u->directory};
    int status = 1;
    const struct hd_frontend_api *frontend = hd_frontend_load(&err);
    if (!frontend) {
        hd_error("%s", err.msg);
        return 1;
    }
    if (frontend->lower_one(u, &opt, &r) < 0) {
        hd_error("%s", r.error);
    } else if (hd_ir_open(&ir, r.blob, r.size, &err) < 0) {
        hd_error("%s: %s", u->file, err.msg);
    } else {
        struct hd_buf out = {0};
        hd_ir_print(&ir, &out);
        status = fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0 ? 0 : 1;
        if (status)
            hd_error("cannot write to standard output");
        hd_buf_free(&out);
        if (r.diagnostics)
            fputs(r.diagnostics, stderr);
    }
    hd_unit_result_free(&r);
    return status;
}

int hd_cmd_ir(int argc, char **argv)
{
    static const struct hd_opt none[] = {{0}};
    struct hd_common common;
    int npos, rest;
    int rc = hd_opt_parse(NULL, none, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0 ? 1 : 0;
    if (npos != 1) {
        hd_error("ir: one file is wanted, %d given", npos);
        return 1;
    }
    struct hd_arena arena = {0};
    struct hd_err err = {0};
    hd_unit_vec units = {0};
    const char *const *args = (const char *const *)argv + rest;
    size_t nargs = (size_t)(argc - rest);
    int status = 1;
    if (hd_units_from_files((const char *const *)argv + 1, 1, args, nargs, &arena, &units, &err) <
        0)
        hd_error("%s", err.msg);
    else
        status = print_unit(&units.data[0]);
    hd_vec_free(&units);
    hd_arena_free(&arena);
    return status;
}
