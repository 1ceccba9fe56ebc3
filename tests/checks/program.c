/* Loading a test program, running heddle on it and comparing the answer with the marks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/json.h"

static const char mark_word[] = "// expect:", run_word[] = "// run:";

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), t = strlen(tail);
    return n >= t && strcmp(s + n - t, tail) == 0;
}

static bool is_cxx(const char *path)
{
    return ends_with(path, ".cpp") || ends_with(path, ".cc");
}

static void add_place(place_vec *v, const char *file, long line, const char *rule, size_t rule_len)
{
    hd_vec_push(v, (struct place){.file = strdup(hd_path_basename(file)),
                                  .line = line,
                                  .rule = strndup(rule, rule_len)});
}

/* Adds the ids of one mark, "a-b, c-d" up to the end of the line. */
static void parse_mark(place_vec *marks, const char *file, long line, const char *ids)
{
    while (*ids && *ids != '\n') {
        ids += strspn(ids, " \t,");
        size_t n = strcspn(ids, " \t,\r\n");
        if (n > 0)
            add_place(marks, file, line, ids, n);
        ids += n;
    }
}

/* Adds the words of `// run: OPTIONS -- FLAGS`. */
static void parse_run(struct program *p, const char *text)
{
    bool flags = false;
    for (text += strspn(text, " "); *text && *text != '\n'; text += strspn(text, " ")) {
        size_t n = strcspn(text, " \r\n");
        if (n == 2 && strncmp(text, "--", 2) == 0)
            flags = true;
        else if (flags)
            hd_vec_push(&p->flags, strndup(text, n));
        else
            hd_vec_push(&p->options, strndup(text, n));
        text += n;
    }
}

static int load_marks(struct program *p, const char *path, struct hd_err *err)
{
    char *text;
    size_t len;
    if (hd_file_read(path, 1 << 20, &text, &len, err) < 0)
        return -1;
    long line = 1;
    for (char *at = text; at; line++) {
        char *end = strchr(at, '\n');
        char *mark = strstr(at, mark_word);
        if (mark && (!end || mark < end))
            parse_mark(&p->marks, path, line, mark + strlen(mark_word));
        if (strncmp(at, run_word, sizeof run_word - 1) == 0)
            parse_run(p, at + sizeof run_word - 1);
        at = end ? end + 1 : NULL;
    }
    free(text);
    return 0;
}

static enum verdict verdict_of(const char *stem)
{
    if (strncmp(stem, "FP_", 3) == 0)
        return VERDICT_FP;
    if (strncmp(stem, "FN_", 3) == 0)
        return VERDICT_FN;
    return ends_with(stem, "_ok") ? VERDICT_OK : VERDICT_BAD;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Marks may stand in headers too: every file of the folder is read for them. */
static int load_folder(struct program *p, const char *path, struct hd_err *err)
{
    DIR *d = opendir(path);
    if (!d)
        return hd_fail_errno(err, "%s", path);
    int rc = 0;
    for (struct dirent *e; rc == 0 && (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        char *file;
        if (asprintf(&file, "%s/%s", path, e->d_name) < 0)
            hd_oom();
        rc = load_marks(p, file, err);
        if (ends_with(file, ".c") || is_cxx(file))
            hd_vec_push(&p->files, file);
        else
            free(file);
    }
    closedir(d);
    if (p->files.len > 0)
        qsort(p->files.data, p->files.len, sizeof p->files.data[0], by_name);
    return rc;
}

int program_load(struct program *p, const char *path, struct hd_err *err)
{
    *p = (struct program){0};
    p->name = strdup(hd_path_basename(path));
    char *dot = strrchr(p->name, '.');
    if (dot)
        *dot = '\0';
    p->verdict = verdict_of(p->name);
    struct stat st;
    if (stat(path, &st) < 0)
        return hd_fail_errno(err, "%s", path);
    if (S_ISDIR(st.st_mode)) {
        if (load_folder(p, path, err) < 0)
            return -1;
    } else {
        hd_vec_push(&p->files, strdup(path));
        if (load_marks(p, path, err) < 0)
            return -1;
    }
    bool wrong = p->verdict == VERDICT_BAD || p->verdict == VERDICT_FN;
    if (p->files.len == 0)
        return hd_fail(err, "%s: no source file", path);
    if (!wrong && p->marks.len > 0)
        return hd_fail(err, "%s: its name says it is correct, but it has marks", path);
    return 0;
}

static void places_free(place_vec *v)
{
    hd_vec_foreach(m, v)
    {
        free(m->file);
        free(m->rule);
    }
    hd_vec_free(v);
}

void program_free(struct program *p)
{
    free(p->name);
    hd_vec_foreach(f, &p->files) free(*f);
    hd_vec_free(&p->files);
    hd_vec_foreach(o, &p->options) free(*o);
    hd_vec_free(&p->options);
    hd_vec_foreach(f, &p->flags) free(*f);
    hd_vec_free(&p->flags);
    places_free(&p->marks);
}

void answer_free(struct answer *a)
{
    hd_vec_foreach(f, &a->findings) places_free(f);
    hd_vec_free(&a->findings);
}

/* Stubs of a library's headers stand in the folder "include" beside the program. */
static char *include_flag(const char *file)
{
    char *dir = hd_path_parent(file), *flag;
    if (asprintf(&flag, "-I%s/include", dir) < 0)
        hd_oom();
    free(dir);
    return flag;
}

/* The child: heddle with its output in files of folder tmp. Does not return. */
static _Noreturn void exec_heddle(const struct program *p, const char *heddle, const char *tmp)
{
    if (chdir(tmp) < 0)
        _exit(126);
    int out = open("out.json", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int msg = open("err.txt", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0 || msg < 0 || dup2(out, 1) < 0 || dup2(msg, 2) < 0)
        _exit(126);
    static const char *const head[] = {"check",    "--no-cache", "--fail-on", "never",
                                       "--format", "json",       "--db",      "h.db"};
    HD_VEC(const char *) argv = {0};
    hd_vec_push(&argv, heddle);
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        hd_vec_push(&argv, head[i]);
    hd_vec_foreach(o, &p->options) hd_vec_push(&argv, *o);
    hd_vec_foreach(f, &p->files) hd_vec_push(&argv, *f);
    hd_vec_push(&argv, "--");
    hd_vec_push(&argv, is_cxx(p->files.data[0]) ? "-std=c++20" : "-std=gnu17");
    hd_vec_push(&argv, "-pthread");
    hd_vec_push(&argv, include_flag(p->files.data[0]));
    hd_vec_foreach(f, &p->flags) hd_vec_push(&argv, *f);
    hd_vec_push(&argv, NULL);
    alarm(60);
    execv(heddle, (char *const *)argv.data);
    _exit(127);
}

static int read_json(const char *tmp, json_t **out, struct hd_err *err)
{
    char *path, *text = NULL;
    size_t len;
    if (asprintf(&path, "%s/out.json", tmp) < 0)
        hd_oom();
    *out = NULL;
    if (hd_file_read(path, 64 << 20, &text, &len, err) == 0)
        *out = hd_json_parse(text, len, "heddle's JSON", err);
    free(text);
    free(path);
    return *out ? 0 : -1;
}

static void json_place(place_vec *v, const json_t *at, const char *rule)
{
    const char *file = json_string_value(json_object_get(at, "file"));
    add_place(v, file ? file : "", (long)json_integer_value(json_object_get(at, "line")), rule,
              strlen(rule));
}

/* Steps of more than one thread: the finding has no single place. */
static bool has_threads(const json_t *witness)
{
    json_t *first = json_object_get(json_array_get(witness, 0), "thread");
    for (size_t i = 1; i < json_array_size(witness); i++) {
        if (!json_equal(first, json_object_get(json_array_get(witness, i), "thread")))
            return true;
    }
    return false;
}

static int read_answer(const json_t *root, struct answer *a, struct hd_err *err)
{
    const json_t *list = json_object_get(root, "findings");
    const json_t *failed = json_object_get(json_object_get(root, "summary"), "failed_units");
    if (!json_is_array(list) || !json_is_integer(failed))
        return hd_fail(err, "heddle's JSON lacks findings or summary.failed_units");
    if (json_integer_value(failed) != 0)
        return hd_fail(err, "%ld translation units failed", (long)json_integer_value(failed));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        const char *rule = json_string_value(json_object_get(f, "rule"));
        if (!rule)
            return hd_fail(err, "finding %zu of heddle's JSON has no rule", i);
        if (json_is_string(json_object_get(f, "filtered")))
            continue;
        place_vec places = {0};
        json_place(&places, f, rule);
        const json_t *witness = json_object_get(f, "witness");
        for (size_t s = 0; has_threads(witness) && s < json_array_size(witness); s++)
            json_place(&places, json_array_get(witness, s), rule);
        hd_vec_push(&a->findings, places);
    }
    return 0;
}

static int complain(const char *tmp, int status, struct hd_err *err)
{
    char *path, *text = NULL;
    size_t len;
    if (asprintf(&path, "%s/err.txt", tmp) < 0)
        hd_oom();
    if (hd_file_read(path, 1 << 20, &text, &len, NULL) < 0)
        text = NULL;
    if (WIFSIGNALED(status))
        hd_fail(err, "heddle died of signal %d: %.600s", WTERMSIG(status), text ? text : "");
    else
        hd_fail(err, "heddle exited with %d: %.600s", WEXITSTATUS(status), text ? text : "");
    free(text);
    free(path);
    return -1;
}

int program_check(const struct program *p, const char *heddle, const char *tmp, struct answer *a,
                  struct hd_err *err)
{
    *a = (struct answer){0};
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        return hd_fail_errno(err, "fork");
    if (pid == 0)
        exec_heddle(p, heddle, tmp);
    int status;
    if (waitpid(pid, &status, 0) < 0)
        return hd_fail_errno(err, "waitpid");
    if (status != 0)
        return complain(tmp, status, err);
    json_t *root;
    if (read_json(tmp, &root, err) < 0)
        return -1;
    int rc = read_answer(root, a, err);
    json_decref(root);
    return rc;
}

/* Marks the places of a finding as met; false when none of them is marked for its rule. */
static bool meet(struct program *p, const place_vec *finding)
{
    bool any = false;
    hd_vec_foreach(at, finding)
    {
        hd_vec_foreach(m, &p->marks)
        {
            if (m->line == at->line && strcmp(m->rule, at->rule) == 0 &&
                strcmp(m->file, at->file) == 0)
                any = m->met = true;
        }
    }
    return any || (p->any_line && strcmp(finding->data[0].rule, p->rule) == 0);
}

struct tally program_compare(struct program *p, const struct answer *a, bool say)
{
    struct tally t = {0};
    size_t wanted = 0;
    hd_vec_foreach(f, &a->findings)
    {
        const struct place *at = &f->data[0];
        if (meet(p, f)) {
            wanted++;
            continue;
        }
        t.alarms++;
        if (say)
            printf("  %s: %s:%ld: %s found, not expected\n", p->name, at->file, at->line, at->rule);
    }
    hd_vec_foreach(m, &p->marks)
    {
        t.met += m->met;
        t.missed += !m->met;
        if (!m->met && say)
            printf("  %s: %s:%ld: %s expected, not found\n", p->name, m->file, m->line, m->rule);
    }
    if (p->any_line) {
        t.met = wanted > 0;
        t.missed = wanted == 0;
        if (t.missed && say)
            printf("  %s: %s expected, not found\n", p->name, p->rule);
    }
    return t;
}
