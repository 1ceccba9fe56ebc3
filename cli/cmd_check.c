/* heddle check: analyse source, store what was found, report it.
 *
 * Units are lowered to IR in worker processes, the whole program is analysed in this one, findings
 * and lock-order facts go to the database, and the report shows that run.
 * SPDX-License-Identifier: Apache-2.0 */
#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/units/command.h"
#include "cli/check.h"
#include "cli/check_config.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/store_facts.h"
#include "core/catalog.h"
#include "core/file.h"
#include "core/log.h"
#include "graph/graph.h"
#include "report/report.h"

/* Of values; IR of a million lines takes about a tenth. */
#define CACHE_BYTES (UINT64_C(1) << 30)

static bool rule_known(const char *id)
{
    if (hd_catalog_find(id))
        return true;
    const char *near = hd_catalog_nearest(id);
    if (near)
        hd_error("there is no rule '%s'; did you mean '%s'?", id, near);
    else
        hd_error("there is no rule '%s'; heddle rules list shows them all", id);
    return false;
}

/* The first argument before "--" that is meant for the compiler, or NULL. */
static const char *compiler_argument(int argc, char **argv)
{
    static const char *const start[] = {
        "-I", "-D",       "-U",       "-W",    "-f",       "-m",        "-O",    "-L",   "-l",
        "-x", "-isystem", "-include", "-std=", "-pthread", "-pedantic", "-pipe", "-ansi"};
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        for (size_t k = 0; k < sizeof start / sizeof *start; k++)
            if (strncmp(argv[i], start[k], strlen(start[k])) == 0)
                return argv[i];
    return NULL;
}

/* A source file behind "--" though no file stands before it, or NULL. */
static const char *misplaced_file(const struct hd_check_options *o)
{
    for (size_t i = 0; i < o->nargs && !o->nfiles; i++)
        if (o->arg[i][0] != '-' && hd_is_source(o->arg[i]) && hd_file_exists(o->arg[i]))
            return o->arg[i];
    return NULL;
}

/* 0: go on; 1: help was shown; -1: said what is wrong. */
static int parse(struct hd_check_options *o, int argc, char **argv)
{
    char formats[300];
    snprintf(formats, sizeof formats, "%s; may be given again", hd_format_list());
    const struct hd_opt opts[] = {
        {"build", 'p', HD_OPT_STRING, &o->build, "BUILD",
         "folder with compile_commands.json, or that file"},
        {"jobs", 'j', HD_OPT_INT, &o->jobs, "N",
         "worker processes; 0, the default, is one for each core"},
        {"format", 0, HD_OPT_LIST, &o->format, "F[=FILE]", formats, hd_format_list()},
        {"rules", 0, HD_OPT_LIST, &o->rules, "DIR", "more rule packs from this folder"},
        {"enable-pack", 0, HD_OPT_LIST, &o->packs, "NAME",
         "use this rule pack, whatever headers the program includes", "@packs"},
        {"only", 0, HD_OPT_LIST, &o->only, "ID,…", "report only these rules", "@rules"},
        {"disable", 0, HD_OPT_LIST, &o->disable, "ID,…", "do not report these rules", "@rules"},
        {"fail-on", 0, HD_OPT_STRING, &o->fail_on, "LEVEL",
         "exit with 2 from this severity on: error, warning (default), note or never",
         "error warning note never"},
        {"baseline", 0, HD_OPT_STRING, &o->baseline, "FILE",
         "findings that this file lists are known: hide them"},
        {"write-baseline", 0, HD_OPT_STRING, &o->write_baseline, "FILE",
         "write what is found to this file, as known from now on"},
        {"library", 0, HD_OPT_FLAG, &o->library, NULL,
         "take what is exported for called by others (the default without a main)"},
        {"cache", 0, HD_OPT_FLAG, &o->use_cache, NULL, "do not use results of earlier runs"},
        {"diff", 0, HD_OPT_STRING, &o->diff, "REV",
         "report only what is new since the merge base with this git revision", "@revs"},
        {"all", 0, HD_OPT_FLAG, &o->all, NULL, "show hidden findings, too, with the reason"},
        {"explain-filtered", 0, HD_OPT_FLAG, &o->explain, NULL,
         "the same, and what each reason means"},
        {"print-ninja", 0, HD_OPT_FLAG, &o->print_ninja, NULL,
         "print a build file for Ninja that does the same with heddle facts and link"},
        {"stats", 0, HD_OPT_MAYBE, &o->stats, "FILE.json",
         "tell what each phase cost and what was slow; as JSON to a file"},
        {"profile-json", 0, HD_OPT_STRING, &o->profile, "FILE",
         "write a trace of the check itself, for Perfetto, speedscope or chrome://tracing"},
        {0},
    };
    struct hd_err err = {0};
    int npos, rest;
    const char *lost = compiler_argument(argc, argv);
    if (lost) {
        hd_error("%s is an argument for the compiler; those go behind --, as in heddle check "
                 "FILE.c -- %s",
                 lost, lost);
        return -1;
    }
    int rc = hd_opt_parse(NULL, opts, &o->common, argc, argv, &npos, &rest);
    if (rc)
        return rc;
    o->file = argv + 1;
    o->nfiles = (size_t)npos;
    if (rest < argc && strcmp(argv[rest], "--") == 0)
        rest++;
    o->arg = (const char **)argv + rest;
    o->nargs = rest < argc ? (size_t)(argc - rest) : 0;
    for (size_t i = 0; i < o->nargs; i++)
        if (hd_opt_is(opts, o->arg[i]))
            hd_vec_push(&o->own_arg, o->arg[i]);
    const char *file = misplaced_file(o);
    if (file) {
        hd_error("%s stands behind --, where clang's options are expected; write it before --",
                 file);
        return -1;
    }
    if ((o->fail_on && hd_report_parse_fail_on(o->fail_on, &err) < 0) ||
        hd_report_check_formats(o->format.data, o->format.len, &err) < 0) {
        hd_error("%s", err.msg);
        return -1;
    }
    for (size_t i = 0; i < o->only.len + o->disable.len; i++)
        if (!rule_known(i < o->only.len ? o->only.data[i] : o->disable.data[i - o->only.len]))
            return -1;
    if (o->jobs < 0) {
        hd_error("-j wants a number of processes, not %ld", o->jobs);
        return -1;
    }
    return 0;
}

/* What is analysed ------------------------------------------------------------------------------*/

static const char database[] = "compile_commands.json";

static bool holds_database(const char *folder)
{
    char *path = hd_path_absolute(folder, database);
    bool yes = hd_file_exists(path);
    free(path);
    return yes;
}

/* A mistake that the compiler would answer with riddles. */
static int look_at_file(const char *file, struct hd_err *err)
{
    unsigned char head[512];
    struct stat st;
    if (stat(file, &st) < 0)
        return hd_fail_errno(err, "%s", file);
    if (S_ISDIR(st.st_mode))
        return holds_database(file)
                   ? hd_fail(err, "%s is a build folder: heddle check -p %s", file, file)
                   : hd_fail(err, "%s is a folder: name source files, or a build folder with -p",
                             file);
    FILE *f = fopen(file, "rb");
    if (!f)
        return hd_fail_errno(err, "%s", file);
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    bool wide = n > 1 && head[0] + head[1] == 0xfe + 0xff; /* UTF-16 */
    if (!wide && memchr(head, 0, n))
        return hd_fail(err, "%s is no source file", file);
    return 0;
}

/* Any file may have been taken for what -p wants. */
static int load_database(struct hd_check *c, const char *build, struct hd_err *err)
{
    struct hd_err why = {0};
    if (hd_units_from_database(build, &c->a, &c->units, &why) == 0)
        return c->units.len ? 0 : hd_fail(err, "%s names no translation unit", build);
    struct stat st;
    bool other = (stat(build, &st) < 0 || S_ISREG(st.st_mode)) &&
                 strcmp(hd_path_basename(build), database) != 0;
    return hd_fail(err, "%s%s", why.msg,
                   other ? "; -p takes a compile_commands.json, or the folder that holds one" : "");
}

/* Neither files nor a build folder, and no database where one usually lies. */
static int nothing_named(struct hd_err *err)
{
    glob_t found = {0};
    char near[256] = "";
    if (glob("*/compile_commands.json", 0, NULL, &found) == 0)
        snprintf(near, sizeof near, "%.*s", (int)strcspn(found.gl_pathv[0], "/"),
                 found.gl_pathv[0]);
    globfree(&found);
    if (*near)
        return hd_fail(err, "nothing to check: there is a build in %s: heddle check -p %s", near,
                       near);
    return hd_fail(err,
                   "nothing to check: name source files (heddle check FILE.c -- -Iinclude), or "
                   "a folder with a compile_commands.json (heddle check -p BUILD); CMake "
                   "writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, bear one for make");
}

static int load_units(struct hd_check *c, struct hd_err *err)
{
    const struct hd_check_options *o = c->o;
    for (size_t i = 0; i < o->nfiles; i++)
        if (look_at_file(o->file[i], err) < 0)
            return -1;
    if (o->nfiles && o->build)
        return hd_fail(err,
                       "name files or a build folder (-p), not both; heddle check -p %s checks "
                       "all that the build compiles",
                       o->build);
    if (o->nfiles)
        return hd_units_from_files((const char *const *)o->file, o->nfiles, o->arg, o->nargs, &c->a,
                                   &c->units, err);
    const char *build = o->build;
    static const char *const usual[] = {"compile_commands.json", "build/compile_commands.json"};
    for (size_t i = 0; !build && i < 2; i++)
        if (hd_file_exists(usual[i]))
            build = usual[i];
    if (!build)
        return nothing_named(err);
    c->o->build = build;
    return load_database(c, build, err);
}

/* The project root: that of the current folder when sources lie below it (generated ones may lie in
 * a build folder elsewhere), else that of the first source file, else the folder that all share. */
static char *find_root(const hd_unit_vec *units)
{
    char *cwd = hd_path_absolute(NULL, ".");
    char *root = hd_path_project(cwd);
    const char *first = units->len ? units->data[0].file : cwd;
    if (!root)
        root = strdup(cwd);
    free(cwd);
    bool below = !units->len;
    for (size_t i = 0; i < units->len && !below; i++)
        below = hd_path_relative(root, units->data[i].file) != units->data[i].file;
    if (below)
        return root;
    free(root);
    char *dir = hd_path_parent(first);
    root = hd_path_project(dir);
    if (root) {
        free(dir);
        return root;
    }
    for (size_t i = 1; i < units->len; i++)
        while (strcmp(dir, "/") != 0 &&
               hd_path_relative(dir, units->data[i].file) == units->data[i].file) {
            char *up = hd_path_parent(dir);
            free(dir);
            dir = up;
        }
    return dir;
}

/* Results ---------------------------------------------------------------------------------------*/

static bool listed(const hd_str_vec *v, const char *id)
{
    for (size_t i = 0; i < v->len; i++)
        if (strcmp(v->data[i], id) == 0)
            return true;
    return false;
}

bool hd_check_wanted(const struct hd_check_options *o, const char *rule)
{
    return (!o->only.len || listed(&o->only, rule)) && !listed(&o->disable, rule);
}

/* The cache lies beside the database: .heddle/cache.db, or x-cache.db for x.db. */
static void open_cache(struct hd_check *c)
{
    const char *db = c->o->common.db, *base = hd_path_basename(db);
    struct hd_buf b = {0};
    if (!c->o->use_cache) {
        /* Both sides of a change are mostly the same. */
        if (c->o->diff)
            c->cache = hd_cache_open(":memory:", UINT64_MAX, hd_check_content_hash, c->suppress);
        return;
    }
    size_t n = strcspn(base, ".");
    hd_buf_put(&b, db, (size_t)(base - db));
    if (strcmp(base, "heddle.db") != 0) {
        hd_buf_put(&b, base, n);
        hd_buf_char(&b, '-');
    }
    hd_buf_str(&b, "cache.db");
    c->cache = hd_cache_open(hd_buf_cstr(&b), CACHE_BYTES, hd_check_content_hash, c->suppress);
    hd_buf_free(&b);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the project's .heddle.yml says; the command line wins. */
static int configure(struct hd_check *c, struct hd_err *err)
{
    struct hd_check_options *o = c->o;
    bool given = o->baseline != NULL;
    const struct hd_check_choice choice = {&o->only,    &o->disable,  &o->rules,  &o->packs,
                                           &o->fail_on, &o->baseline, &o->library};
    if (hd_check_config_read(c->root, &c->a, &c->config, err) < 0)
        return -1;
    o->disabled_here = o->disable.len;
    hd_check_config_merge(&c->config, c->root, &c->a, &choice);
    if (!o->fail_on)
        o->fail_on = "warning";
    o->fail_at = hd_report_parse_fail_on(o->fail_on, err);
    c->suppress = hd_suppress_new(c->root, &c->config);
    if (o->write_baseline)
        hd_suppress_write_to(c->suppress, o->write_baseline);
    if (o->baseline &&
        hd_suppress_baseline(c->suppress, o->baseline, !given && o->write_baseline, err) < 0)
        return given ? -1 : hd_err_prefix(err, "baseline of .heddle.yml");
    return o->fail_at < 0 ? -1 : 0;
}

static bool is_wanted(void *arg, const char *rule)
{
    return hd_check_wanted(arg, rule);
}

static int store_results(struct hd_check *c, struct hd_store *s, int64_t run,
                         const struct hd_analyze_result *r, struct hd_err *err)
{
    if (hd_store_begin(s, err) < 0)
        return -1;
    int rc = hd_store_lock_facts(s, run, &r->facts, err);
    for (size_t i = 0; rc == 0 && i < r->findings.len; i++)
        if (hd_check_wanted(c->o, r->findings.data[i].rule))
            rc = hd_store_put_finding(s, run, &r->findings.data[i], err) < 0 ? -1 : 0;
    if (rc == 0 && hd_check_wanted(c->o, "lock-order-cycle"))
        rc = hd_graph_judge(s, run, err) < 0 ? -1 : 0;
    if (rc == 0)
        rc = hd_suppress_apply(c->suppress, s, run, err);
    if (rc == 0)
        return hd_store_commit(s, err);
    hd_store_rollback(s);
    return rc;
}

static int report(struct hd_check *c, struct hd_store *s, int64_t run,
                  const struct hd_analyze_result *result, struct hd_err *err)
{
    const struct hd_check_options *o = c->o;
    struct hd_report r = {.db = o->common.db,
                          .root = c->root,
                          .show_filtered = o->all || o->explain,
                          .explain = o->explain,
                          .brief = o->common.quiet};
    r.color = !o->common.output && hd_report_use_color(o->common.color, stdout);
    if (hd_report_load(&r, s, run, &c->a, err) < 0 ||
        (o->diff && hd_check_diff(c, result, &r, err) < 0) ||
        hd_report_write_all(&r, o->format.data, o->format.len, o->common.output, err) < 0)
        return -1;
    if (c->header_missing && o->nfiles && hd_is_source(o->file[0]))
        hd_info("a header was not found: folders of headers go behind --, as in heddle check %s -- "
                "-Iinclude",
                o->file[0]);
    else if (c->header_missing)
        hd_info("a header was not found: when the build makes it, build first");
    bool mistaken = hd_suppress_tell(c->suppress) < 0;
    return mistaken ? 1 : hd_report_status(&r, o->fail_at);
}

static int write_stats(struct hd_check *c, struct hd_err *err)
{
    bool *cached = hd_arena_array(&c->a, bool, c->units.len + 1);
    for (size_t i = 0; i < c->units.len; i++)
        cached[i] = c->unit[i].cached;
    const struct hd_check_work w = {c->units.data, c->result, cached, c->units.len, c->root};
    c->stats.same_program = c->same_program;
    if (c->o->profile && hd_check_stats_trace(&c->stats, c->o->profile, &w, err) < 0)
        return -1;
    if (c->o->stats && *c->o->stats)
        return hd_check_stats_write(&c->stats, c->o->stats, &w, err);
    if (c->o->stats) {
        struct hd_buf b = {0};
        hd_check_stats_text(&c->stats, &w, &b);
        fprintf(stderr, "\n%s", hd_buf_cstr(&b));
        hd_buf_free(&b);
    }
    return 0;
}

enum { MOST_NAMED = 4 };

static void put_rules(struct hd_buf *b, const char *words, const char *const *rule, size_t n,
                      const char *why)
{
    for (size_t i = 0; i < n && i < MOST_NAMED; i++)
        hd_buf_fmt(b, "%s%s", i ? ", " : words, rule[i]);
    if (n > MOST_NAMED)
        hd_buf_fmt(b, " and %zu more", n - MOST_NAMED);
    if (n)
        hd_buf_fmt(b, "%s\n", why);
}

/* What could not be seen, and what nobody looked for. */
static const char *coverage(struct hd_check *c)
{
    const hd_str_vec *only = &c->o->only, *off = &c->o->disable;
    size_t typed = c->o->disabled_here;
    struct hd_buf b = {0};
    put_rules(&b, HD_WORDS_ONLY, only->data, only->len, "");
    put_rules(&b, HD_WORDS_OFF, off->data, typed, " (--disable)");
    if (off->len > typed)
        put_rules(&b, HD_WORDS_OFF, off->data + typed, off->len - typed,
                  " (disabled in .heddle.yml)");
    hd_buf_str(&b, hd_check_gaps(c));
    const char *all = hd_arena_str(&c->a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return all;
}

/* What was checked, in a few words. */
static const char *target(struct hd_check *c)
{
    if (c->o->build || !c->units.len)
        return c->o->build ? c->o->build : "";
    const char *first = hd_path_relative(c->root, c->units.data[0].file);
    size_t more = c->units.len - 1;
    return more ? hd_arena_fmt(&c->a, "%s and %zu more", first, more) : first;
}

/* From units, lowered or not, to the report. The exit status, or -1 with a message. */
static int judge(struct hd_check *c, bool lowered, struct hd_err *err)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    struct hd_run_info info = {.command = "check",
                               .root = c->root,
                               .version = HEDDLE_VERSION,
                               .host = host,
                               .target = target(c),
                               .started_ms = now_ms(),
                               .exit_status = -1,
                               .pid = (uint32_t)getpid(),
                               .coverage = ""};
    struct hd_store *s = NULL;
    if (hd_store_open(&s, c->o->common.db, HD_STORE_WRITE, err) < 0)
        return -1;
    struct hd_analyze_result r = {0};
    hd_check_stats_mark(&c->stats, HD_CHECK_SETUP);
    open_cache(c);
    int rc = lowered ? 0 : hd_check_lower(c, err);
    hd_check_stats_mark(&c->stats, HD_CHECK_LOWER);
    int64_t run = -1;
    if (rc == 0)
        rc = hd_check_analyze(c, &r, err);
    if (rc == 0) {
        hd_check_stats_mark(&c->stats, HD_CHECK_ANALYZE);
        c->stats.functions = r.functions;
        c->stats.blocks = r.blocks;
        const struct hd_suppress_scope scope = {c->failed + c->partial == 0,
                                                c->o->nfiles && !lowered, is_wanted, c->o};
        hd_suppress_set_scope(c->suppress, &scope);
        run = hd_store_run_begin(s, &info, err);
        rc = run < 0 ? -1 : store_results(c, s, run, &r, err);
    }
    if (rc == 0) {
        info.ended_ms = now_ms();
        info.exit_status = 0;
        info.translation_units = (uint32_t)c->units.len;
        info.failed_units = c->failed + c->partial;
        info.coverage = coverage(c);
        rc = hd_store_run_end(s, run, &info, err);
    }
    if (rc == 0)
        rc = report(c, s, run, &r, err);
    if (rc > 0) { /* only the report tells how it ends */
        info.exit_status = rc;
        rc = hd_store_run_end(s, run, &info, err) < 0 ? -1 : rc;
    }
    hd_check_stats_mark(&c->stats, HD_CHECK_REPORT);
    if (rc >= 0 && write_stats(c, err) < 0)
        rc = -1;
    hd_analyze_result_free(&r);
    hd_store_close(s);
    return rc;
}

/* What somebody typed is judged before the work starts; the packs alone are not needed yet. */
static int look_at_rules(struct hd_check *c, struct hd_err *err)
{
    return c->o->rules.len || c->o->packs.len ? hd_check_load_model(c, err) : 0;
}

static int check(struct hd_check *c, struct hd_err *err)
{
    if (load_units(c, err) < 0)
        return -1;
    c->root = find_root(&c->units);
    if (configure(c, err) < 0 || look_at_rules(c, err) < 0)
        return -1;
    return c->o->print_ninja ? hd_check_print_ninja(c) : judge(c, false, err);
}

/* Names may come in files (@FILE, one a line): there is a limit to how long a command line is. */
static int expand_names(struct hd_check *c, hd_arg_vec *names, struct hd_err *err)
{
    for (size_t i = 0; i < c->o->nfiles; i++) {
        const char *name = c->o->file[i];
        char *text;
        size_t len;
        if (name[0] != '@') {
            hd_vec_push(names, name);
            continue;
        }
        if (hd_file_read(name + 1, SIZE_MAX, &text, &len, err) < 0)
            return -1;
        hd_command_split(text, &c->a, names);
        free(text);
    }
    return names->len ? 0 : hd_fail(err, "link: name files that heddle facts made");
}

static int link_facts(struct hd_check *c, struct hd_err *err)
{
    hd_arg_vec names = {0};
    int rc = look_at_rules(c, err);
    if (rc == 0 && (c->o->build || c->o->diff || c->o->print_ninja))
        rc = hd_fail(err, "link works on facts: -p, --diff and --print-ninja are for check");
    if (rc == 0)
        rc = expand_names(c, &names, err);
    if (rc == 0)
        rc = hd_check_read_facts(c, names.data, names.len, err);
    hd_vec_free(&names);
    if (rc == 0)
        rc = configure(c, err);
    if (rc == 0)
        hd_check_look_at_sources(c);
    return rc == 0 ? judge(c, true, err) : -1;
}

static void cleanup(struct hd_check *c)
{
    if (c->before) {
        hd_check_free_units(c->before);
        hd_vec_free(&c->before->gaps);
        hd_vec_free(&c->before->units);
        hd_model_free(c->before->model);
        hd_arena_free(&c->before->a);
        hd_analyze_result_free(c->result_before);
    }
    hd_check_free_units(c);
    hd_cache_close(c->cache);
    hd_vec_free(&c->units);
    hd_model_free(c->model);
    hd_suppress_free(c->suppress);
    hd_vec_free(&c->gaps);
    hd_arena_free(&c->a);
    free(c->root);
}

/* Wrappers as a rule pack, on standard output. */
static int suggest(struct hd_check *c, struct hd_err *err)
{
    if (hd_check_load_model(c, err) < 0 || load_units(c, err) < 0)
        return -1;
    c->root = find_root(&c->units);
    if (hd_check_lower(c, err) < 0)
        return -1;
    hd_check_open_ir(c);
    struct hd_analyze_result r = {0};
    struct hd_analyze_options ao = {
        .root = c->root, .objects = c->objects.data, .library = true, .suggest = true};
    hd_model_select(c->model, c->ir.data, c->ir.len);
    hd_analyze(c->ir.data, c->ir.len, c->model, &ao, &r);
    struct hd_buf b = {0};
    hd_buf_str(&b,
               "# Functions that do one thing to one object, for programs that use them without "
               "their source.\n");
    if (r.suggestions.len)
        hd_buf_str(&b, "heddle: 1\npack: suggested\nops:\n");
    else
        hd_buf_str(&b, "# There are none.\n");
    for (size_t i = 0; i < r.suggestions.len; i++) {
        const struct hd_suggestion *s = &r.suggestions.data[i];
        hd_buf_fmt(&b, "  # %s:%u, called by %zu function%s\n  - %s\n", s->site.file, s->site.line,
                   s->callers, s->callers == 1 ? "" : "s", s->row);
    }
    hd_analyze_result_free(&r);
    return hd_out_finish(&c->o->common, &b);
}

static int with_options(int argc, char **argv, int (*work)(struct hd_check *, struct hd_err *))
{
    struct hd_check_options o = {.use_cache = true};
    struct hd_err err = {0};
    int rc = parse(&o, argc, argv);
    if (rc == 0) {
        struct hd_check c = {
            .o = &o, .told = hd_report_shows_text(o.format.data, o.format.len, o.common.output)};
        hd_check_stats_begin(&c.stats);
        rc = work(&c, &err);
        cleanup(&c);
        if (rc < 0)
            hd_error("%s", err.msg);
    } else if (rc > 0) {
        rc = 0;
    }
    hd_vec_free(&o.format);
    hd_vec_free(&o.rules);
    hd_vec_free(&o.packs);
    hd_vec_free(&o.only);
    hd_vec_free(&o.disable);
    hd_vec_free(&o.own_arg);
    return rc < 0 ? 1 : rc;
}

int hd_cmd_check(int argc, char **argv)
{
    return with_options(argc, argv, check);
}

int hd_cmd_link(int argc, char **argv)
{
    return with_options(argc, argv, link_facts);
}

int hd_cmd_suggest(int argc, char **argv)
{
    return with_options(argc, argv, suggest);
}
