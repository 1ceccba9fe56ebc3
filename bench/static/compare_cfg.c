/* Our control-flow graphs beside clang's, for all C units of a project: how many functions agree on
 * which calls follow each other. See README.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/units/units.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/map.h"
#include "tests/scratch.h"

struct totals {
    unsigned long both, ours, differ, failed;
    struct hd_map seen; /* hash of "file: function" */
};

/* Starts the comparison of one unit; its output can be read from the file. */
static FILE *start(const struct hd_unit *u, const char *const *head, pid_t *pid)
{
    int fd[2];
    if (pipe(fd) < 0)
        return NULL;
    *pid = fork();
    if (*pid == 0) {
        HD_VEC(const char *) argv = {0};
        for (size_t i = 0; head[i]; i++)
            hd_vec_push(&argv, head[i]);
        hd_vec_push(&argv, u->file);
        for (size_t i = 0; i < u->argc; i++)
            hd_vec_push(&argv, u->argv[i]);
        hd_vec_push(&argv, NULL);
        if (chdir(u->directory) != 0 || dup2(fd[1], STDOUT_FILENO) < 0)
            _exit(126);
        close(fd[0]);
        close(fd[1]);
        execvp(argv.data[0], (char *const *)argv.data);
        _exit(127);
    }
    close(fd[1]);
    return *pid < 0 ? NULL : fdopen(fd[0], "r");
}

/* "clang only: function: call -> call" */
static void count_difference(struct totals *t, const struct hd_unit *u, const char *line)
{
    const char *name = strstr(line, " only: ");
    if (!name) {
        printf("%s: %s\n", u->file, line);
        t->failed++;
        return;
    }
    name += strlen(" only: ");
    size_t n = strcspn(name, ":");
    bool added;
    hd_map_put(&t->seen, hd_hash_mix(hd_hash_str(u->file), hd_hash(name, n)), &added);
    t->differ += added;
    printf("%s: %s\n", hd_path_basename(u->file), line);
}

static void compare(struct totals *t, const struct hd_unit *u, const char *const *head)
{
    pid_t pid = -1;
    FILE *in = start(u, head, &pid);
    char line[1000];
    unsigned long both, ours;
    while (in && fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "functions %lu %lu", &both, &ours) == 2) {
            t->both += both;
            t->ours += ours;
        } else {
            count_difference(t, u, line);
        }
    }
    if (in)
        fclose(in);
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    struct hd_arena a = {0};
    hd_unit_vec units = {0};
    struct hd_err err = {0};
    struct totals t = {0};
    if (argc < 3) {
        fprintf(stderr, "usage: compare_cfg HEDDLE PROJECT [CLANG]\n");
        return 1;
    }
    char *tmp = scratch_folder("cfg");
    const char *const head[] = {
        "sh", HEDDLE_ORACLE "/unit.sh", argv[1], argc > 3 ? argv[3] : "clang-19", tmp, NULL};
    if (hd_units_from_database(argv[2], &a, &units, &err) < 0) {
        fprintf(stderr, "compare_cfg: %s\n", err.msg);
        return 1;
    }
    struct hd_map files = {0};
    for (size_t i = 0; i < units.len; i++) {
        size_t n = strlen(units.data[i].file);
        bool added;
        hd_map_put(&files, hd_hash_str(units.data[i].file), &added);
        if (added && n > 2 && strcmp(units.data[i].file + n - 2, ".c") == 0)
            compare(&t, &units.data[i], head);
    }
    printf("%lu functions of %zu files compared, %lu of ours clang does not show; %lu differ: %.2f "
           "%% agree\n",
           t.both, files.len, t.ours - t.both, t.differ,
           t.both ? 100.0 * (double)(t.both - t.differ) / (double)t.both : 0.0);
    (void)scratch_remove(tmp);
    hd_map_free(&files);
    hd_map_free(&t.seen);
    hd_vec_free(&units);
    hd_arena_free(&a);
    return t.failed > 0;
}
