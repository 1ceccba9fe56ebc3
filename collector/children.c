/* See children.h. The kernel lists the children of each thread in /proc/PID/task/TID/children.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/children.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/coverage.h"
#include "core/hash.h"

enum {
    MOMENT_MS = 700,       /* a process may take so long to load the probe */
    PROCESSES_MOST = 4096, /* looked at in one round */
    PROGRAMS_MOST = 16,    /* named */
};

typedef HD_VEC(uint32_t) pid_vec;

static void add_children_of_thread(const char *path, pid_vec *out)
{
    FILE *f = fopen(path, "re");
    unsigned pid;
    while (f && out->len < PROCESSES_MOST && fscanf(f, "%u", &pid) == 1)
        hd_vec_push(out, pid);
    if (f)
        fclose(f);
}

static void add_children(uint32_t pid, pid_vec *out)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%u/task", pid);
    DIR *dir = opendir(path);
    struct dirent *e;
    while (dir && (e = readdir(dir))) {
        snprintf(path, sizeof path, "/proc/%u/task/%s/children", pid, e->d_name);
        if (e->d_name[0] != '.')
            add_children_of_thread(path, out);
    }
    if (dir)
        closedir(dir);
}

/* Fills `exe` with the program's path, or with its name in brackets where the path is secret. 0:
 * the process is gone, or a zombie. Else a number for pid, start time and program: an exec makes
 * another one of it. */
static uint64_t identity(uint32_t pid, char *exe, size_t room)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%u/exe", pid);
    ssize_t n = readlink(path, exe, room - 1);
    bool secret = n < 0 && errno == EACCES;
    exe[n > 0 ? n : 0] = '\0';
    snprintf(path, sizeof path, "/proc/%u/stat", pid);
    FILE *f = fopen(path, "re");
    size_t k = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[k] = '\0';
    char *p = strrchr(text, ')'), *name = strchr(text, '(');
    unsigned long long ticks = 0;
    if ((n <= 0 && !secret) || !p || !name || p[1] != ' ' || p[2] == 'Z' ||
        sscanf(p + 3,
               "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu",
               &ticks) != 1)
        return 0;
    if (secret)
        snprintf(exe, room, "[%.*s]", (int)(p - name - 1), name + 1);
    return hd_hash_mix(hd_hash_mix(pid, ticks), hd_hash_str(exe)) | 1;
}

/* 1: it is in the process; 0: it is not; -1: cannot be told. */
static int has_probe(uint32_t pid)
{
    char path[64], *line = NULL;
    size_t room = 0;
    int found = 0, lines = 0;
    snprintf(path, sizeof path, "/proc/%u/maps", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return errno == EACCES ? 0 : -1;
    for (; !found && getline(&line, &room, f) > 0; lines++)
        found = strstr(line, "/libheddle_probe") != NULL;
    free(line);
    fclose(f);
    return lines ? found : -1;
}

void hd_children_known(struct hd_children *c, const char *path)
{
    char *real = path ? realpath(path, NULL) : NULL;
    struct hd_unseen u = {0};
    if (real && hd_strpool_put(&c->program, real) == c->unseen.len)
        hd_vec_push(&c->unseen, u);
    free(real);
}

static void tell(struct hd_children *c, uint32_t pid, const char *exe)
{
    uint32_t known = hd_strpool_find(&c->program, exe);
    if (known != UINT32_MAX && known < c->unseen.len) {
        c->unseen.data[known].more++;
        return;
    }
    if (c->unseen.len == PROGRAMS_MOST) {
        c->beyond++;
        return;
    }
    struct hd_buf b = {0};
    hd_coverage_of_process(pid, exe, &b);
    struct hd_unseen u = {.line = hd_buf_take(&b)};
    hd_strpool_put(&c->program, exe);
    hd_vec_push(&c->unseen, u);
}

static void judge(struct hd_children *c, uint32_t pid, int64_t now_ms)
{
    char exe[4096];
    uint64_t id = identity(pid, exe, sizeof exe);
    if (!id || hd_map_get(&c->judged, id))
        return;
    bool added;
    uint64_t *since = hd_map_put(&c->young, id, &added);
    if (added)
        *since = (uint64_t)now_ms;
    int has = has_probe(pid);
    if (has == 0 && now_ms - (int64_t)*since < MOMENT_MS)
        return;
    *hd_map_put(&c->judged, id, NULL) = 1;
    /* It may have become another program, or ended, since we looked. */
    char again[4096];
    if (has == 0 && identity(pid, again, sizeof again) == id)
        tell(c, pid, exe);
}

void hd_children_look(struct hd_children *c, uint32_t root, int64_t now_ms)
{
    pid_vec todo = {0};
    add_children(root, &todo);
    for (size_t i = 0; i < todo.len; i++) {
        judge(c, todo.data[i], now_ms);
        if (todo.len < PROCESSES_MOST)
            add_children(todo.data[i], &todo);
    }
    hd_vec_free(&todo);
}

void hd_children_report(const struct hd_children *c, struct hd_buf *out)
{
    hd_vec_foreach(u, &c->unseen)
    {
        if (!u->line)
            continue;
        if (u->more)
            hd_buf_fmt(out, "%s (and %llu more processes of it)\n", u->line,
                       (unsigned long long)u->more);
        else
            hd_buf_fmt(out, "%s\n", u->line);
    }
    if (c->beyond)
        hd_buf_fmt(out, "%llu processes of other programs were not seen either\n",
                   (unsigned long long)c->beyond);
}

void hd_children_free(struct hd_children *c)
{
    hd_vec_foreach(u, &c->unseen) free((char *)u->line);
    hd_vec_free(&c->unseen);
    hd_map_free(&c->judged);
    hd_map_free(&c->young);
    hd_strpool_free(&c->program);
}
