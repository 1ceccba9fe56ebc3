/* heddle facts: one translation unit, lowered, as a file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/units/facts.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "core/file.h"
#include "core/log.h"

struct options {
    struct hd_common common;
    const char *root, *depfile;
    hd_str_vec object;
    bool keep_going;
};

/* "-o FILE" among the compiler's arguments names the facts, as it would name an object. */
static const char *output_among(char **arg, size_t n)
{
    const char *out = NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(arg[i], "-o") == 0 && i + 1 < n)
            out = arg[i + 1];
    return out;
}

/* Names as make and Ninja read them. */
static void put_name(struct hd_buf *b, const char *name)
{
    for (; *name; name++) {
        if (*name == ' ' || *name == '#' || *name == '\\')
            hd_buf_char(b, '\\');
        if (*name == '$')
            hd_buf_char(b, '$');
        hd_buf_char(b, *name);
    }
}

static int write_depfile(const struct options *o, const struct hd_unit *u,
                         const struct hd_unit_result *r, struct hd_err *err)
{
    struct hd_buf b = {0};
    struct hd_ir ir;
    put_name(&b, o->common.output);
    hd_buf_str(&b, ":");
    if (r->blob && hd_ir_open(&ir, r->blob, r->size, err) == 0) {
        for (uint32_t i = 0; i < ir.nfiles; i++)
            if (*hd_ir_str(&ir, ir.files[i].name)) {
                hd_buf_str(&b, " \\\n  ");
                put_name(&b, hd_ir_str(&ir, ir.files[i].name));
            }
    } else {
        hd_buf_char(&b, ' ');
        put_name(&b, u->file);
    }
    hd_buf_char(&b, '\n');
    int rc = hd_file_write(o->depfile, b.data, b.len, err);
    hd_buf_free(&b);
    return rc;
}

static int lower(const struct options *o, struct hd_unit *u, struct hd_arena *a, struct hd_err *err)
{
    const char **object = hd_arena_array(a, const char *, o->object.len + 1);
    for (size_t i = 0; i < o->object.len; i++) {
        char *abs = hd_path_absolute(NULL, o->object.data[i]);
        object[i] = hd_arena_str(a, abs);
        free(abs);
    }
    u->object = object;
    u->nobjects = o->object.len;
    char *root = o->root ? hd_path_absolute(NULL, o->root) : hd_path_project(u->directory);
    if (!root)
        root = strdup(u->directory);
    struct hd_frontend_options fo = {.jobs = 1, .root = root};
    struct hd_unit_result r = {0};
    struct hd_buf b = {0};
    int rc = hd_frontend_lower(u, 1, &fo, &r, err);
    if (rc == 0 && !r.blob && !o->keep_going)
        rc = hd_fail(err, "%s", r.error ? r.error : "no result");
    if (rc == 0) {
        if (r.error)
            hd_warn("%s", r.error);
        hd_facts_write(&b, u, root, &r);
        rc = hd_file_write(o->common.output, b.data, b.len, err);
    }
    if (rc == 0 && o->depfile)
        rc = write_depfile(o, u, &r, err);
    hd_buf_free(&b);
    hd_unit_result_free(&r);
    free(root);
    return rc;
}

int hd_cmd_facts(int argc, char **argv)
{
    struct options o = {0};
    const struct hd_opt opts[] = {
        {"root", 0, HD_OPT_STRING, &o.root, "DIR",
         "project root: functions of headers below it are analysed, names are shown relative to "
         "it"},
        {"object", 0, HD_OPT_LIST, &o.object, "FILE",
         "what the unit is compiled to, which tells the programs of one build apart"},
        {"depfile", 0, HD_OPT_STRING, &o.depfile, "FILE",
         "list the files that were read, for make"},
        {"keep-going", 0, HD_OPT_FLAG, &o.keep_going, NULL,
         "a unit that cannot be analysed is written as such, for link to name it"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, opts, &o.common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0 ? 1 : 0;
    struct hd_arena a = {0};
    struct hd_err err = {0};
    hd_unit_vec units = {0};
    size_t nargs = rest < argc ? (size_t)(argc - rest) : 0;
    if (!o.common.output)
        o.common.output = output_among(argv + rest, nargs);
    rc = npos == 1 ? 0 : hd_fail(&err, "facts: one file is wanted, %d given", npos);
    if (rc == 0 && !o.common.output)
        rc = hd_fail(&err, "facts: -o FILE says where to");
    if (rc == 0)
        rc = hd_units_from_files((const char *const *)argv + 1, 1, (const char *const *)argv + rest,
                                 nargs, &a, &units, &err);
    if (rc == 0)
        rc = lower(&o, &units.data[0], &a, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    hd_vec_free(&units);
    hd_vec_free(&o.object);
    hd_arena_free(&a);
    return rc < 0 ? 1 : 0;
}
