/* The expect-runner: run_checks HEDDLE RULE PATH.
 *
 * PATH is a folder of test programs (program.h tells what their names and comments mean), or a page
 * docs/checks/RULE.md, whose ```c bad blocks must have a finding of RULE (at the marks, when it has
 * any) and whose ```c ok blocks must have none. Findings of other rules count as false alarms too.
 *
 * Prints what differs and one line of counts; exit status 1 when a program got the wrong answer,
 * when a known wrong answer (FP_, FN_) became right so that its name is stale, or when there are no
 * programs.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "program.h"
#include "tests/scratch.h"

struct run {
    const char *heddle, *rule;
    char *tmp; /* folder for heddle's files and for the blocks of a page */
    size_t programs, met, missed, alarms, fp, fn, broken;
};

static void judge(struct run *r, struct program *p)
{
    struct answer a = {0};
    struct hd_err err = {0};
    r->programs++;
    if ((p->verdict == VERDICT_BAD || p->verdict == VERDICT_FN) && p->marks.len == 0 &&
        !p->any_line) {
        printf("  %s: a bad program without an expect comment\n", p->name);
        r->broken++;
        return;
    }
    if (program_check(p, r->heddle, r->tmp, &a, &err) < 0) {
        printf("  %s: %s\n", p->name, err.msg);
        r->broken++;
        answer_free(&a);
        return;
    }
    bool known_wrong = p->verdict == VERDICT_FP || p->verdict == VERDICT_FN;
    struct tally t = program_compare(p, &a, !known_wrong);
    bool right = t.missed == 0 && t.alarms == 0;
    if (known_wrong) {
        r->fp += p->verdict == VERDICT_FP && !right;
        r->fn += p->verdict == VERDICT_FN && !right;
        if (right) {
            printf("  %s: the answer is right now; rename the program\n", p->name);
            r->broken++;
        }
    } else {
        r->met += t.met;
        r->missed += t.missed;
        r->alarms += t.alarms;
    }
    answer_free(&a);
}

static void run_path(struct run *r, const char *path, bool from_page)
{
    struct program p;
    struct hd_err err = {0};
    if (program_load(&p, path, &err) < 0) {
        printf("  %s\n", err.msg);
        r->programs++;
        r->broken++;
    } else {
        p.rule = r->rule;
        p.any_line = from_page && p.verdict == VERDICT_BAD && p.marks.len == 0;
        judge(r, &p);
    }
    program_free(&p);
}

/* Headers, and folders "include" with headers, belong to the programs beside them. */
static int visible(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    bool header = n > 2 && strcmp(e->d_name + n - 2, ".h") == 0;
    return e->d_name[0] != '.' && !header && strcmp(e->d_name, "README.md") != 0 &&
           strcmp(e->d_name, "include") != 0;
}

static void run_folder(struct run *r, const char *folder)
{
    struct dirent **list = NULL;
    int n = scandir(folder, &list, visible, alphasort);
    for (int i = 0; i < n; i++) {
        char *path;
        if (asprintf(&path, "%s/%s", folder, list[i]->d_name) < 0)
            hd_oom();
        run_path(r, path, false);
        free(path);
        free(list[i]);
    }
    free(list);
}

/* Writes one block to a file of its own and runs it. `kind` is what follows "```" on the fence. */
static void run_block(struct run *r, const char *kind, size_t number, const char *text, size_t len)
{
    bool ok = strstr(kind, " ok") != NULL;
    char *path;
    if (asprintf(&path, "%s/block%zu_%s.%s", r->tmp, number, ok ? "ok" : "bad",
                 strncmp(kind, "cpp", 3) == 0 ? "cpp" : "c") < 0)
        hd_oom();
    struct hd_err err = {0};
    if (hd_file_write(path, text, len, &err) < 0) {
        printf("  %s\n", err.msg);
        r->broken++;
    } else {
        run_path(r, path, true);
    }
    unlink(path);
    free(path);
}

static bool is_example(const char *kind)
{
    static const char *const kinds[] = {"c bad", "c ok", "cpp bad", "cpp ok"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    }
    return false;
}

static void run_page(struct run *r, const char *page)
{
    char *text;
    size_t len, number = 0;
    struct hd_err err = {0};
    if (hd_file_read(page, 1 << 20, &text, &len, &err) < 0) {
        printf("  %s\n", err.msg);
        return;
    }
    for (char *at = strstr(text, "```"); at; at = strstr(at, "```")) {
        char *body = strchr(at, '\n');
        char *end = body ? strstr(body, "\n```") : NULL;
        if (!end) {
            printf("  %s: a block is not closed\n", page);
            r->broken++;
            break;
        }
        char *kind = strndup(at + 3, (size_t)(body - at - 3));
        if (is_example(kind))
            run_block(r, kind, ++number, body + 1, (size_t)(end - body));
        free(kind);
        at = end + 4;
    }
    free(text);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: run_checks HEDDLE RULE FOLDER|PAGE\n");
        return 1;
    }
    char *tmp = scratch_folder("checks");
    struct run r = {.heddle = argv[1], .rule = argv[2], .tmp = tmp};
    struct stat st;
    if (stat(argv[3], &st) == 0 && S_ISDIR(st.st_mode))
        run_folder(&r, argv[3]);
    else
        run_page(&r, argv[3]);
    (void)scratch_remove(tmp);
    printf("%s: %zu programs, %zu findings as expected, %zu missed, %zu false alarms, "
           "%zu known FP, %zu known FN, %zu broken\n",
           r.rule, r.programs, r.met, r.missed, r.alarms, r.fp, r.fn, r.broken);
    return r.programs == 0 || r.missed || r.alarms || r.broken;
}
