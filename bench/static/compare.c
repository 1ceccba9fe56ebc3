/* What `heddle check` costs beside other tools: user and system time on the same files with the
 * same arguments, in one session. Only ratios to `clang -fsyntax-only` are printed; see README.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/units/units.h"
#include "core/file.h"
#include "core/json.h"
#include "tests/scratch.h"

enum { SUBSET = 8, LIMIT = 120 /* seconds of a tool per file */ };

struct tool {
    const char *name;
    const char *const *head; /* its own options */
    bool dashes;             /* file first, then "--", then the compiler's arguments */
    bool only_macros;        /* understands -I, -D and -U alone */
    bool subset;             /* too slow for all files */
};

typedef HD_VEC(const char *) arg_vec;

static double seconds(const struct rusage *u)
{
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
           (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

/* Runs a command silently; what it and its children cost. -1: there is no such program. */
static double run(const char *directory, const char *const *argv)
{
    struct rusage before, after;
    int status;
    getrusage(RUSAGE_CHILDREN, &before);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit cpu = {LIMIT, LIMIT};
        setrlimit(RLIMIT_CPU, &cpu);
        if (directory && chdir(directory) != 0)
            _exit(126);
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(126);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0 ||
        (WIFEXITED(status) && WEXITSTATUS(status) == 127))
        return -1;
    getrusage(RUSAGE_CHILDREN, &after);
    return seconds(&after) - seconds(&before);
}

static bool is_macro(const char *a)
{
    return a[0] == '-' && strchr("IDU", a[1]) && a[1] && a[2];
}

static double run_on(const struct tool *t, const struct hd_unit *u)
{
    arg_vec argv = {0};
    for (size_t i = 0; t->head[i]; i++)
        hd_vec_push(&argv, t->head[i]);
    if (t->dashes) {
        hd_vec_push(&argv, u->file);
        hd_vec_push(&argv, "--");
    }
    for (size_t i = 0; i < u->argc; i++)
        if (!t->only_macros || is_macro(u->argv[i]))
            hd_vec_push(&argv, u->argv[i]);
    if (!t->dashes)
        hd_vec_push(&argv, u->file);
    hd_vec_push(&argv, NULL);
    double cost = run(u->directory, argv.data);
    hd_vec_free(&argv);
    return cost;
}

/* Sum over all units, or over a few spread evenly. */
static double sum(const struct tool *t, const hd_unit_vec *units, bool subset)
{
    size_t step = subset && units->len > SUBSET ? units->len / SUBSET : 1;
    double total = 0;
    for (size_t i = step / 2; i < units->len; i += step) {
        double cost = run_on(t, &units->data[i]);
        if (cost < 0)
            return -1;
        total += cost;
    }
    return total;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double number(const json_t *o, const char *key)
{
    return (double)json_integer_value(json_object_get(o, key));
}

static size_t lines_of(const hd_unit_vec *units)
{
    size_t n = 0, len;
    char *text;
    struct hd_err err;
    for (size_t i = 0; i < units->len; i++) {
        bool again = i && strcmp(units->data[i].file, units->data[i - 1].file) == 0;
        if (again || hd_file_read(units->data[i].file, (size_t)1 << 28, &text, &len, &err) < 0)
            continue;
        for (size_t k = 0; k < len; k++)
            n += text[k] == '\n';
        free(text);
    }
    return n;
}

/* The phases, from what `--stats` wrote. */
static void print_phases(const json_t *doc, size_t lines)
{
    const json_t *u, *main_process = json_object_get(doc, "main");
    const json_t *analyze = json_object_get(main_process, "analyze");
    double parse = 0, own = 0, worker = 0;
    HD_VEC(double) share = {0};
    size_t i;
    json_array_foreach(json_object_get(doc, "units"), i, u)
    {
        double p = number(u, "parse_us");
        parse += p;
        if (p > 0)
            hd_vec_push(&share, number(u, "lower_us") / p);
        own = number(u, "own_bytes") > own ? number(u, "own_bytes") : own;
        worker = number(u, "peak_kb") > worker ? number(u, "peak_kb") : worker;
    }
    if (!share.len)
        return;
    qsort(share.data, share.len, sizeof *share.data, by_value);
    double base = number(json_object_get(main_process, "setup"), "peak_kb");
    printf("  lowering / parse        median %.1f %%, worst %.1f %%\n",
           100 * share.data[share.len / 2], 100 * share.data[share.len - 1]);
    printf("  phase two / parse       %.1f %%\n", 100 * number(analyze, "cpu_us") / parse);
    printf("  worker                  %.0f MiB, %.1f MiB of it our own\n", worker / 1024,
           own / 1048576);
    printf("  phase two and all IR    %.0f MiB, %.0f MiB per 100,000 lines\n",
           (number(analyze, "peak_kb") - base) / 1024,
           lines ? (number(analyze, "peak_kb") - base) / 1024 / (double)lines * 1e5 : 0);
    hd_vec_free(&share);
}

/* Cost of heddle from nothing to the report; leaves statistics in `stats`. */
static double run_heddle(const char *heddle, const char *project, const char *stats)
{
    char db[256], option[256];
    snprintf(db, sizeof db, "%s.db", stats);
    snprintf(option, sizeof option, "--stats=%s", stats);
    const char *argv[] = {heddle, "check",   "-p",        project, option, "--db",
                          db,     "--quiet", "--fail-on", "never", NULL};
    unlink(db);
    double cost = run(NULL, argv);
    unlink(db);
    return cost;
}

static const char *const syntax[] = {"clang-19", "-fsyntax-only", "-w", NULL};
static const char *const analyze[] = {"clang-19", "--analyze", "-w", "-o", "/dev/null", NULL};
static const char *const tidy[] = {"clang-tidy-19", "--quiet",
                                   "--checks=-*,bugprone-*,concurrency-*", NULL};
static const char *const cppcheck[] = {"cppcheck", "-q", "--max-configs=1", "--enable=warning",
                                       NULL};
static const struct tool floor_tool = {"clang-19 -fsyntax-only", syntax, false, false, false};
static const struct tool others[] = {
    {"clang-19 --analyze", analyze, false, false, true},
    {"clang-tidy-19", tidy, true, false, true},
    {"cppcheck", cppcheck, false, true, true},
};

int main(int argc, char **argv)
{
    struct hd_err err = {0};
    struct hd_arena a = {0};
    hd_unit_vec units = {0};
    if (argc < 3 || hd_units_from_database(argv[2], &a, &units, &err) < 0) {
        fprintf(stderr, "%s\n", argc < 3 ? "usage: compare_static HEDDLE BUILD [ROUNDS]" : err.msg);
        return 1;
    }
    int rounds = argc > 3 ? atoi(argv[3]) : 3;
    char *stats;
    close(scratch_file("bench", &stats));
    size_t lines = lines_of(&units);
    printf("%s: %zu translation units, %zu lines\n", argv[2], units.len, lines);
    double low = 1e9, high = 0;
    for (int r = 0; r < rounds; r++) {
        double parse = sum(&floor_tool, &units, false);
        double cost = run_heddle(argv[1], argv[2], stats);
        if (parse <= 0 || cost < 0)
            return 1;
        low = cost / parse < low ? cost / parse : low;
        high = cost / parse > high ? cost / parse : high;
    }
    printf("  heddle check            %.2f … %.2f × the sum of %s\n", low, high, floor_tool.name);
    char *text;
    size_t len;
    if (hd_file_read(stats, (size_t)1 << 28, &text, &len, &err) == 0) {
        json_t *doc = hd_json_parse(text, len, stats, &err);
        if (doc)
            print_phases(doc, lines);
        json_decref(doc);
        free(text);
    }
    double some = argc < 4 ? sum(&floor_tool, &units, true) : 0;
    for (size_t i = 0; i < sizeof others / sizeof *others && argc < 4; i++) {
        double cost = sum(&others[i], &units, others[i].subset);
        if (cost >= 0)
            printf("  %-23s %.1f × on every %zuth file\n", others[i].name, cost / some,
                   units.len > SUBSET ? units.len / SUBSET : 1);
    }
    unlink(stats);
    free(stats);
    hd_vec_free(&units);
    hd_arena_free(&a);
    return 0;
}
