/* A process by its folder in /proc; see process.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/file.h"

enum { SMALL = 4096, COMMAND_MAX = 1 << 16 };

/* Reads a file of /proc into `out`, NUL added. Bytes, or -1 with errno. */
static ssize_t slurp(char *out, size_t room, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static ssize_t slurp(char *out, size_t room, const char *fmt, ...)
{
    char path[128];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    out[0] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t done = 0;
    ssize_t n = 0;
    while (done < room - 1 && (n = read(fd, out + done, room - 1 - done)) > 0)
        done += (size_t)n;
    int saved = errno;
    close(fd);
    errno = saved;
    out[done] = '\0';
    return n < 0 ? -1 : (ssize_t)done;
}

/* The number behind "Name:" in a status file; 0 when it is not there. */
static unsigned long long status_number(const char *status, const char *name)
{
    const char *p = strstr(status, name);
    return p ? strtoull(p + strlen(name), NULL, 10) : 0;
}

/* State letter and field 22 of a stat file. The name before them may hold any character, so the
 * last
 * ')' counts. */
static bool read_stat(const char *stat, char *state, uint64_t *start)
{
    const char *p = strrchr(stat, ')');
    unsigned long long ticks = 0;
    if (!p || sscanf(p + 1,
                     " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                     "%llu",
                     state, &ticks) != 2)
        return false;
    *start = ticks;
    return true;
}

static const char *link_target(struct hd_process *p, const char *name)
{
    char path[64], target[4096];
    snprintf(path, sizeof path, "/proc/%u/%s", p->pid, name);
    ssize_t n = readlink(path, target, sizeof target - 1);
    return n > 0 ? hd_arena_strn(&p->arena, target, (size_t)n) : "";
}

static const char *command_of(struct hd_process *p, const char *status)
{
    char *text = malloc(COMMAND_MAX);
    if (!text)
        hd_oom();
    ssize_t n = slurp(text, COMMAND_MAX, "/proc/%u/cmdline", p->pid);
    while (n > 0 && !text[n - 1])
        n--;
    for (ssize_t i = 0; i < n; i++)
        text[i] = (unsigned char)text[i] < ' ' ? ' ' : text[i];
    const char *name = strstr(status, "Name:\t"), *out;
    if (n > 0)
        out = hd_arena_strn(&p->arena, text, (size_t)n);
    else if (name)
        out = hd_arena_fmt(&p->arena, "[%.*s]", (int)strcspn(name + 6, "\n"), name + 6);
    else
        out = "?";
    free(text);
    return out;
}

static const char *user_name(struct hd_process *p, uint32_t uid)
{
    struct passwd *pw = getpwuid(uid);
    return pw ? hd_arena_str(&p->arena, pw->pw_name) : hd_arena_fmt(&p->arena, "%u", uid);
}

/* Why tracing is refused, as far as one can tell from outside. */
static const char *reason(struct hd_process *p)
{
    char path[64], yama[16];
    struct stat st;
    snprintf(path, sizeof path, "/proc/%u", p->pid);
    if (p->uid != geteuid())
        return hd_arena_fmt(&p->arena, "it belongs to user %s: run heddle as that user or as root",
                            user_name(p, p->uid));
    if (stat(path, &st) == 0 && st.st_uid != p->uid)
        return "it gave up being read by its user (set-user-ID, capabilities or PR_SET_DUMPABLE): "
               "root may";
    if (slurp(yama, sizeof yama, "/proc/sys/kernel/yama/ptrace_scope") > 0 && yama[0] != '0')
        return yama[0] == '1' ? "this system lets only parents look into a process "
                                "(kernel.yama.ptrace_scope is 1): run heddle as root, or start the "
                                "program with heddle run"
                              : "this system lets only root look into a process "
                                "(kernel.yama.ptrace_scope): run heddle as root";
    return "the system does not permit to trace it (a container or security module may forbid "
           "ptrace)";
}

/* The same right is asked for by a task's `syscall` file and by its memory. */
static void look_for_rights(struct hd_process *p)
{
    char text[256];
    p->readable = slurp(text, sizeof text, "/proc/%u/syscall", p->pid) >= 0;
    if (!p->readable)
        p->why = errno == ENOENT ? "this kernel does not show what threads do (/proc/PID/syscall)"
                                 : reason(p);
}

static uint32_t parent_of(const char *status)
{
    return (uint32_t)status_number(status, "\nPPid:");
}

int hd_process_open(struct hd_process *p, uint32_t pid, struct hd_err *err)
{
    char status[SMALL], stat[1024], state = 0;
    *p = (struct hd_process){.pid = pid, .exe = "", .command = "?"};
    if (slurp(status, sizeof status, "/proc/%u/status", pid) <= 0)
        return hd_fail(err, "there is no process %u", pid);
    p->pid = (uint32_t)status_number(status, "\nTgid:");
    if (!p->pid || slurp(stat, sizeof stat, "/proc/%u/stat", p->pid) <= 0 ||
        !read_stat(stat, &state, &p->start_ticks))
        return hd_fail(err, "there is no process %u", pid);
    /* A main thread that called pthread_exit is a zombie too, but its process has other threads. */
    if ((state == 'Z' || state == 'X') && status_number(status, "\nThreads:") <= 1)
        return hd_fail(err, "process %u has ended; its parent %u has not collected its status", pid,
                       parent_of(status));
    p->uid = (uint32_t)status_number(status, "\nUid:");
    p->exe = link_target(p, "exe");
    p->command = command_of(p, status);
    if (!*p->exe && !strstr(status, "\nVmSize:") && state != 'Z')
        return hd_fail(err, "%u is a thread of the kernel, no program", pid);
    look_for_rights(p);
    return 0;
}

void hd_process_close(struct hd_process *p)
{
    hd_arena_free(&p->arena);
    *p = (struct hd_process){0};
}

bool hd_process_alive(const struct hd_process *p)
{
    char stat[1024], state;
    uint64_t ticks;
    return slurp(stat, sizeof stat, "/proc/%u/stat", p->pid) > 0 &&
           read_stat(stat, &state, &ticks) && ticks == p->start_ticks && state != 'X';
}

/* "running", "-1 SP PC" (asleep outside of a call) or "NR A0 … A5 SP PC". */
static void read_call(const struct hd_process *p, struct hd_task *t)
{
    char text[256];
    unsigned long long a[8];
    if (slurp(text, sizeof text, "/proc/%u/task/%u/syscall", p->pid, t->tid) <= 0)
        return;
    if (!strncmp(text, "running", 7)) {
        t->place = HD_TASK_RUNNING;
        return;
    }
    int n = sscanf(text, "%ld %llx %llx %llx %llx %llx %llx %llx %llx", &t->call, &a[0], &a[1],
                   &a[2], &a[3], &a[4], &a[5], &a[6], &a[7]);
    if (n == 3) {
        t->place = HD_TASK_ASLEEP;
        t->sp = a[0];
        t->pc = a[1];
    } else if (n == 9) {
        t->place = HD_TASK_IN_CALL;
        for (int i = 0; i < 6; i++)
            t->arg[i] = a[i];
        t->sp = a[6];
        t->pc = a[7];
    }
}

/* False when the thread has just ended. */
static bool read_task(const struct hd_process *p, uint32_t tid, struct hd_task *t)
{
    char status[SMALL], stat[1024];
    uint64_t ticks;
    *t = (struct hd_task){.tid = tid, .own_tid = tid, .place = HD_TASK_UNKNOWN};
    if (slurp(stat, sizeof stat, "/proc/%u/task/%u/stat", p->pid, tid) <= 0 ||
        !read_stat(stat, &t->state, &ticks) || t->state == 'Z' || t->state == 'X')
        return false;
    if (slurp(status, sizeof status, "/proc/%u/task/%u/status", p->pid, tid) <= 0)
        return false;
    const char *name = strchr(stat, '('), *end = strrchr(stat, ')');
    if (name && end > name)
        snprintf(t->name, sizeof t->name, "%.*s", (int)(end - name - 1), name + 1);
    t->switches = status_number(status, "\nvoluntary_ctxt_switches:");
    const char *inner = strstr(status, "\nNSpid:");
    for (inner = inner ? inner + 7 : NULL; inner && *inner && *inner != '\n';) {
        char *after;
        unsigned long v = strtoul(inner, &after, 10);
        if (after == inner)
            break;
        t->own_tid = (uint32_t)v; /* the last one is of the innermost namespace */
        inner = after;
    }
    read_call(p, t);
    return true;
}

static int by_tid(const void *a, const void *b)
{
    const struct hd_task *x = a, *y = b;
    return (x->tid > y->tid) - (x->tid < y->tid);
}

int hd_process_tasks(const struct hd_process *p, hd_task_vec *out, struct hd_err *err)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%u/task", p->pid);
    hd_vec_clear(out);
    DIR *dir = opendir(path);
    struct dirent *e;
    while (dir && (e = readdir(dir))) {
        struct hd_task t;
        uint32_t tid = (uint32_t)strtoul(e->d_name, NULL, 10);
        if (tid && read_task(p, tid, &t))
            hd_vec_push(out, t);
    }
    if (dir)
        closedir(dir);
    if (!dir || !hd_process_alive(p))
        return hd_fail(err, "process %u has ended", p->pid);
    if (out->len)
        qsort(out->data, out->len, sizeof *out->data, by_tid);
    return 0;
}

bool hd_process_read(const struct hd_process *p, uint64_t address, void *out, size_t n)
{
    struct iovec here = {out, n}, there = {(void *)(uintptr_t)address, n};
    return process_vm_readv((pid_t)p->pid, &here, 1, &there, 1, 0) == (ssize_t)n;
}

bool hd_process_word(const struct hd_process *p, uint64_t address, uint32_t *out)
{
    return hd_process_read(p, address, out, sizeof *out);
}

static bool is_wire_path(const char *path, size_t n)
{
    return n > 3 && !memcmp(path + n - 3, ".hw", 3);
}

const char *hd_process_wire(struct hd_process *p)
{
    char path[64], *line = NULL;
    size_t room = 0;
    const char *found = NULL;
    snprintf(path, sizeof path, "/proc/%u/maps", p->pid);
    FILE *f = fopen(path, "re");
    while (f && !found && getline(&line, &room, f) > 0) {
        char *name = strchr(line, '/');
        size_t n = name ? strcspn(name, "\n") : 0;
        if (!n || !is_wire_path(name, n))
            continue;
        name[n] = '\0';
        found = hd_arena_str(&p->arena, name);
        if (access(found, R_OK) < 0) /* its root may be another one */
            found = hd_arena_fmt(&p->arena, "/proc/%u/root%s", p->pid, name);
    }
    free(line);
    if (f)
        fclose(f);
    return found;
}
