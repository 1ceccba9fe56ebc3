/* The expect-runner of the run-time rules: run_rules HEDDLE CC CXX CACHE FOLDER.
 *
 * FOLDER is named after a rule and holds one program per file (C, C++) or per folder (its files are
 * linked together). README.md beside this file tells what their names and comments mean. Programs
 * are compiled into the folder CACHE once and run side by side, each under `heddle run` with a
 * database of its own; what `heddle report` then says must be exactly what is marked.
 *
 * Prints what differs and one line of counts; exit status 1 when a program got a wrong answer,
 * ended in another way than it should, or when there are no programs.
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/json.h"
#include "tests/checks/program.h"
#include "tests/scratch.h"

enum { AT_ONCE = 4, LIMIT_S = 40 };

typedef HD_VEC(const char *) words;

struct trial {
    struct program p;
    char *exe, *dir; /* dir: heddle runs there */
    long kill_after_ms, exit_status;
    words heddle_options;
    pid_t pid; /* of the child that runs and reports; 0 when it has ended */
};

struct runner {
    const char *heddle, *cc, *cxx, *cache, *folder;
    char *tmp;
    HD_VEC(struct trial) trial;
    size_t met, missed, alarms, broken;
};

static char *path_of(const char *dir, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", dir, name) < 0)
        hd_oom();
    return path;
}

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), k = strlen(tail);
    return n >= k && strcmp(s + n - k, tail) == 0;
}

static bool is_cxx(const char *path)
{
    return ends_with(path, ".cpp") || ends_with(path, ".cc");
}

/* ---- children ---- */

/* Runs argv with its output in files of folder `dir`; the exit status, 128 + N for signal N. After
 * `kill_after_ms` (0: never) SIGTERM is sent, after LIMIT_S seconds SIGKILL. */
static int run_child(const char *dir, const char *out, const char *msg, const words *argv,
                     long kill_after_ms)
{
    pid_t pid = fork();
    if (pid == 0) {
        int o, e;
        if (chdir(dir) < 0 || (o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600)) < 0 ||
            (e = open(msg, O_WRONLY | O_CREAT | O_TRUNC, 0600)) < 0 || dup2(o, 1) < 0 ||
            dup2(e, 2) < 0)
            _exit(126);
        execvp(argv->data[0], (char *const *)argv->data);
        _exit(127);
    }
    const struct timespec step = {.tv_nsec = 10 * 1000000L};
    int status = 0;
    for (long ms = 0; waitpid(pid, &status, WNOHANG) == 0; ms += 10) {
        if (kill_after_ms && ms >= kill_after_ms && ms < kill_after_ms + 10)
            kill(pid, SIGTERM);
        if (ms >= LIMIT_S * 1000L)
            kill(pid, SIGKILL);
        nanosleep(&step, NULL);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void show(const char *dir, const char *file)
{
    char *path = path_of(dir, file), *text;
    size_t len;
    if (hd_file_read(path, 1 << 20, &text, &len, NULL) == 0) {
        printf("%s", text);
        free(text);
    }
    free(path);
}

/* ---- compiling ---- */

static time_t mtime(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_mtime : 0;
}

/* Newer than its sources and the shared headers. */
static bool is_fresh(const struct runner *r, const struct trial *t)
{
    time_t built = mtime(t->exe), newest = 0;
    char *include = path_of(r->folder, "../include");
    DIR *d = opendir(include);
    for (struct dirent *e; d && (e = readdir(d));) {
        char *header = path_of(include, e->d_name);
        newest = mtime(header) > newest ? mtime(header) : newest;
        free(header);
    }
    if (d)
        closedir(d);
    free(include);
    hd_vec_foreach(f, &t->p.files) newest = mtime(*f) > newest ? mtime(*f) : newest;
    return built > newest;
}

static bool compile(struct runner *r, struct trial *t)
{
    static const char *const flags[] = {"-g", "-O1", "-pthread", "-w", "-D_GNU_SOURCE"};
    if (is_fresh(r, t))
        return true;
    bool cxx = is_cxx(t->p.files.data[0]);
    char *include = path_of(r->folder, "../include"), *search;
    char *public = path_of(r->folder, "../../../../include"), *heddle_h;
    if (asprintf(&search, "-I%s", include) < 0 || asprintf(&heddle_h, "-I%s", public) < 0)
        hd_oom();
    words argv = {0};
    hd_vec_push(&argv, cxx ? r->cxx : r->cc);
    hd_vec_push(&argv, cxx ? "-std=gnu++20" : "-std=gnu17");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        hd_vec_push(&argv, flags[i]);
    hd_vec_push(&argv, search);
    hd_vec_push(&argv, heddle_h);
    hd_vec_foreach(f, &t->p.files) hd_vec_push(&argv, *f);
    hd_vec_push(&argv, "-o");
    hd_vec_push(&argv, t->exe);
    hd_vec_foreach(f, &t->p.flags) hd_vec_push(&argv, *f);
    hd_vec_push(&argv, NULL);
    int status = run_child(t->dir, "cc.out", "cc.err", &argv, 0);
    if (status)
        show(t->dir, "cc.err");
    hd_vec_free(&argv);
    free(search);
    free(heddle_h);
    free(include);
    free(public);
    return status == 0;
}

/* ---- running ---- */

/* The child of one trial: 0, or 1 after saying in the file `said` what is wrong. */
static int run_trial(const struct runner *r, const struct trial *t)
{
    words run = {0}, report = {0};
    const char *const head[] = {r->heddle, "run", "--db", "h.db"};
    const char *const tail[] = {r->heddle, "report", "--db", "h.db", "--format", "json", NULL};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        hd_vec_push(&run, head[i]);
    hd_vec_foreach(o, &t->heddle_options) hd_vec_push(&run, *o);
    hd_vec_push(&run, "--");
    hd_vec_push(&run, t->exe);
    hd_vec_push(&run, NULL);
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++)
        hd_vec_push(&report, tail[i]);
    setenv("HEDDLE_DIR", t->dir, 1);
    int status = run_child(t->dir, "run.out", "run.err", &run, t->kill_after_ms);
    long want = t->exit_status;
    if (status != want) {
        printf("  %s: ended with %d instead of %ld\n", t->p.name, status, want);
        show(t->dir, "run.out");
        show(t->dir, "run.err");
        return 1;
    }
    int said = run_child(t->dir, "out.json", "report.err", &report, 0);
    if (said != 0 && said != 2) {
        printf("  %s: heddle report exited with %d\n", t->p.name, said);
        show(t->dir, "report.err");
        return 1;
    }
    return 0;
}

static void start(struct runner *r, struct trial *t)
{
    fflush(stdout);
    t->pid = fork();
    if (t->pid == 0) {
        int status = run_trial(r, t);
        fflush(stdout);
        _exit(status);
    }
}

/* ---- judging ---- */

/* The mark at a place that no finding has met yet. */
static struct place *mark_at(struct program *p, const char *rule, const json_t *at)
{
    const char *file = json_string_value(json_object_get(at, "file"));
    long line = (long)json_integer_value(json_object_get(at, "line"));
    hd_vec_foreach(m, &p->marks)
    {
        if (!m->met && file && m->line == line && strcmp(m->rule, rule) == 0 &&
            strcmp(m->file, hd_path_basename(file)) == 0)
            return m;
    }
    return NULL;
}

/* A finding stands at its own line: that one must be marked. Marks at its further steps are met as
 * well. A second finding for a mark that is met already is one too many. */
static void judge_finding(struct runner *r, struct program *p, const json_t *f)
{
    const char *rule = json_string_value(json_object_get(f, "rule"));
    const json_t *steps = json_object_get(f, "witness");
    struct place *own = rule ? mark_at(p, rule, f) : NULL;
    if (!own) {
        printf("  %s: line %d: %s found, not expected: %s\n", p->name,
               (int)json_integer_value(json_object_get(f, "line")), rule ? rule : "?",
               json_string_value(json_object_get(f, "message")));
        r->alarms++;
        return;
    }
    own->met = true;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        struct place *m = mark_at(p, rule, json_array_get(steps, i));
        if (m && m->line != own->line)
            m->met = true;
    }
}

static void judge(struct runner *r, struct trial *t)
{
    struct program *p = &t->p;
    char *path = path_of(t->dir, "out.json"), *text = NULL;
    size_t len;
    struct hd_err err = {0};
    json_t *root = NULL;
    if (hd_file_read(path, 64 << 20, &text, &len, &err) == 0)
        root = hd_json_parse(text, len, "heddle's JSON", &err);
    free(text);
    free(path);
    const json_t *list = json_object_get(root, "findings");
    if (!json_is_array(list)) {
        printf("  %s: no findings in the report: %s\n", p->name, err.msg);
        r->broken++;
        json_decref(root);
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        if (!json_is_string(json_object_get(f, "filtered")))
            judge_finding(r, p, f);
    }
    hd_vec_foreach(m, &p->marks)
    {
        r->met += m->met;
        r->missed += !m->met;
        if (!m->met)
            printf("  %s: line %ld: %s expected, not found\n", p->name, m->line, m->rule);
    }
    json_decref(root);
}

static void wait_for_one(struct runner *r)
{
    int status;
    pid_t pid = wait(&status);
    hd_vec_foreach(t, &r->trial)
    {
        if (pid <= 0 || t->pid != pid)
            continue;
        t->pid = 0;
        if (status != 0)
            r->broken++;
        else
            judge(r, t);
    }
}

/* ---- loading ---- */

/* Words of `// run:`: "kill-after SECONDS", "exit STATUS", and options of `heddle run`. */
static bool parse_options(struct trial *t)
{
    char **word = t->p.options.data;
    size_t n = t->p.options.len;
    bool exits = false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(word[i], "kill-after") == 0 && i + 1 < n) {
            t->kill_after_ms = (long)(strtod(word[++i], NULL) * 1000);
        } else if (strcmp(word[i], "exit") == 0 && i + 1 < n) {
            t->exit_status = strtol(word[++i], NULL, 10);
            exits = true;
        } else if (strncmp(word[i], "--", 2) == 0) {
            hd_vec_push(&t->heddle_options, word[i]);
        } else {
            return false;
        }
    }
    if (t->kill_after_ms && !exits)
        t->exit_status = 128 + SIGTERM;
    return true;
}

static void add_trial(struct runner *r, const char *name)
{
    struct trial t = {0};
    struct hd_err err = {0};
    char *path = path_of(r->folder, name), *end;
    if (program_load(&t.p, path, &err) < 0) {
        printf("  %s\n", err.msg);
        r->broken++;
    } else if (!parse_options(&t)) {
        printf("  %s: a `// run:` line that is not understood\n", name);
        r->broken++;
    } else if (t.p.verdict == VERDICT_BAD && t.p.marks.len == 0) {
        printf("  %s: a bad program without an expect comment\n", name);
        r->broken++;
    }
    free(path);
    t.exe = path_of(r->cache, name);
    for (end = t.exe + strlen(r->cache); *end; end++)
        *end = *end == '.' ? '-' : *end;
    t.dir = path_of(r->tmp, name);
    mkdir(t.dir, 0700);
    hd_vec_push(&r->trial, t);
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.' && !ends_with(e->d_name, ".h") && !ends_with(e->d_name, ".md");
}

static void load(struct runner *r)
{
    struct dirent **list = NULL;
    int n = scandir(r->folder, &list, visible, alphasort);
    for (int i = 0; i < n; i++) {
        add_trial(r, list[i]->d_name);
        free(list[i]);
    }
    free(list);
}

/* Runs what is not broken yet, a few at once: most of them only wait. */
static void run_all(struct runner *r)
{
    int running = 0;
    hd_vec_foreach(t, &r->trial)
    {
        if (!compile(r, t)) {
            printf("  %s does not compile\n", t->p.name);
            r->broken++;
            continue;
        }
        if (running == AT_ONCE)
            wait_for_one(r), running--;
        start(r, t);
        running++;
    }
    for (; running > 0; running--)
        wait_for_one(r);
}

static void clean_up(struct runner *r)
{
    (void)scratch_remove(r->tmp);
    hd_vec_foreach(t, &r->trial)
    {
        program_free(&t->p);
        hd_vec_free(&t->heddle_options);
        free(t->exe);
        free(t->dir);
    }
    hd_vec_free(&r->trial);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: run_rules HEDDLE CC CXX CACHE FOLDER\n");
        return 1;
    }
    struct runner r = {argv[1], argv[2], argv[3], argv[4], argv[5], .tmp = scratch_folder("rules")};
    struct hd_err err = {0};
    if (hd_mkdirs(r.cache, 0755, &err) < 0) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    load(&r);
    size_t n = r.trial.len;
    if (!r.broken)
        run_all(&r);
    clean_up(&r);
    printf("%s: %zu programs, %zu findings as expected, %zu missed, %zu false alarms, %zu broken\n",
           hd_path_basename(r.folder), n, r.met, r.missed, r.alarms, r.broken);
    return n == 0 || r.missed || r.alarms || r.broken;
}
