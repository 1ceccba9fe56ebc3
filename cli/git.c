/* See git.h. The repository may be anybody's: nothing that its configuration names is run.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/git.h"

#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"

extern char **environ;

/* Running git -----------------------------------------------------------------------------------*/

/* A file in memory with these bytes, to be read from the start; -1 with errno. */
static int memory_file(const char *data, size_t n)
{
    int fd = memfd_create("heddle", MFD_CLOEXEC);
    while (fd >= 0 && n) {
        ssize_t k = write(fd, data, n);
        if (k < 0) {
            close(fd);
            return -1;
        }
        data += k;
        n -= (size_t)k;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

static int start(char **argv, int in, int out, int complaints, pid_t *pid)
{
    posix_spawn_file_actions_t act;
    posix_spawn_file_actions_init(&act);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&act, in, 0);
    else
        posix_spawn_file_actions_addopen(&act, 0, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&act, out, 1);
    posix_spawn_file_actions_adddup2(&act, complaints, 2);
    int rc = posix_spawnp(pid, argv[0], &act, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&act);
    return rc;
}

static void read_all(int fd, struct hd_buf *b)
{
    char chunk[1 << 16];
    for (;;) {
        ssize_t k = read(fd, chunk, sizeof chunk);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return;
        hd_buf_put(b, chunk, (size_t)k);
    }
}

/* What git said went wrong: its first line that has words. */
static int complain(int fd, const char *what, struct hd_err *err)
{
    struct hd_buf b = {0};
    lseek(fd, 0, SEEK_SET);
    read_all(fd, &b);
    const char *text = hd_buf_cstr(&b);
    text += strspn(text, "\n ");
    static const char fatal[] = "fatal: ";
    if (strncmp(text, fatal, sizeof fatal - 1) == 0)
        text += sizeof fatal - 1;
    if (*text)
        hd_fail(err, "%s: %.*s", what, (int)strcspn(text, "\n"), text);
    else
        hd_fail(err, "%s: git failed without a word", what);
    hd_buf_free(&b);
    return -1;
}

/* Runs git with these arguments (closed by NULL); its output is added to `out`. `what` says in the
 * message of a failure what was wanted. */
static int git(const char *dir, const char *const *arg, const struct hd_buf *input,
               struct hd_buf *out, const char *what, struct hd_err *err)
{
    const char *argv[32] = {
        "git", "-C", dir, "-c", "core.quotepath=false", "-c", "core.fsmonitor="};
    size_t n = 7;
    for (size_t i = 0; arg[i] && n < 31; i++)
        argv[n++] = arg[i];
    int fd[2], in = input ? memory_file(input->data, input->len) : -1;
    int complaints = memory_file("", 0), status = 0;
    pid_t pid;
    if (complaints < 0 || (input && in < 0) || pipe(fd) < 0)
        return hd_fail_errno(err, "%s", what);
    int rc = start((char **)(uintptr_t)argv, in, fd[1], complaints, &pid);
    close(fd[1]);
    if (in >= 0)
        close(in);
    if (rc == 0) {
        read_all(fd[0], out);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(fd[0]);
    if (rc != 0) {
        errno = rc;
        rc = hd_fail_errno(err, "%s: git cannot be run", what);
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        rc = complain(complaints, what, err);
    }
    close(complaints);
    return rc;
}

/* One line of output. */
static const char *git_line(const char *dir, const char *const *arg, const char *what,
                            struct hd_arena *a, struct hd_err *err)
{
    struct hd_buf b = {0};
    const char *line = NULL;
    if (git(dir, arg, NULL, &b, what, err) == 0)
        line = hd_arena_strn(a, hd_buf_cstr(&b), strcspn(hd_buf_cstr(&b), "\n"));
    hd_buf_free(&b);
    return line;
}

/* Which files
 * ------------------------------------------------------------------------------------*/

static const char *absolute(const struct hd_git_change *g, const char *path, struct hd_arena *a)
{
    return hd_arena_fmt(a, "%s/%s", g->top, path);
}

/* ":100644 100644 <old> <new> M\0path\0", ":… R093\0old\0new\0" */
static int read_raw(struct hd_git_change *g, const char *at, const char *end, struct hd_arena *a,
                    struct hd_err *err)
{
    while (at < end) {
        char blob[80], status;
        if (sscanf(at, ":%*s %*s %79s %*s %c", blob, &status) != 2)
            return hd_fail(err, "what git diff --raw says is not understood: %.60s", at);
        at += strlen(at) + 1;
        const char *first = at;
        at += at < end ? strlen(at) + 1 : 0;
        struct hd_git_file f = {.status = status, .blob = hd_arena_str(a, blob)};
        if (status == 'R' || status == 'C') {
            f.old = absolute(g, first, a);
            f.now = at < end ? absolute(g, at, a) : f.old;
            at += at < end ? strlen(at) + 1 : 0;
        } else {
            f.old = status == 'A' ? NULL : absolute(g, first, a);
            f.now = status == 'D' ? NULL : absolute(g, first, a);
        }
        if (status != 'A' && status != 'D' && status != 'R')
            f.status = status == 'C' ? 'A' : 'M'; /* its type, or a merge that is not resolved */
        if (f.status == 'A')
            f.old = NULL;
        hd_vec_push(&g->file, f);
    }
    return 0;
}

/* Which lines
 * ------------------------------------------------------------------------------------*/

/* "--- a/path" or "+++ b/path", perhaps with a tab behind; NULL for /dev/null and quoted names. */
static const char *named(const struct hd_git_change *g, const char *line, struct hd_arena *a)
{
    if (line[4] == '/' || line[4] == '"')
        return NULL;
    const char *path = line + 6;
    return hd_arena_fmt(a, "%s/%.*s", g->top, (int)strcspn(path, "\t\n"), path);
}

static void add_lines(hd_git_lines_vec *v, const char *file, unsigned first, unsigned n)
{
    if (file && n)
        hd_vec_push(v, (struct hd_git_lines){file, first, first + n - 1});
}

static void read_hunks(struct hd_git_change *g, const char *text, struct hd_arena *a)
{
    const char *old = NULL, *now = NULL;
    unsigned left = 0; /* lines of the hunk that follow: they may look like headers */
    for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
        unsigned of = 0, on = 1, nf = 0, nn = 1;
        if (left) {
            left -= *p == '+' || *p == '-';
        } else if (strncmp(p, "--- ", 4) == 0) {
            old = named(g, p, a);
        } else if (strncmp(p, "+++ ", 4) == 0) {
            now = named(g, p, a);
        } else if (strncmp(p, "@@ -", 4) == 0) {
            const char *q = p + 4;
            of = (unsigned)strtoul(q, (char **)&q, 10);
            if (*q == ',')
                on = (unsigned)strtoul(q + 1, (char **)&q, 10);
            q += strspn(q, " +");
            nf = (unsigned)strtoul(q, (char **)&q, 10);
            if (*q == ',')
                nn = (unsigned)strtoul(q + 1, (char **)&q, 10);
            add_lines(&g->removed, old, of, on);
            add_lines(&g->added, now, nf, nn);
            left = on + nn;
        }
    }
}

bool hd_git_has_line(const hd_git_lines_vec *v, const char *file, uint32_t line)
{
    hd_vec_foreach(l, v) if (line >= l->first && line <= l->last &&
                             strcmp(l->file, file) == 0) return true;
    return false;
}

/* All of it -------------------------------------------------------------------------------------*/

static int find_base(struct hd_git_change *g, const char *dir, const char *rev, struct hd_arena *a,
                     struct hd_err *err)
{
    const char *what = hd_arena_fmt(a, "--diff %s", rev);
    const char *top[] = {"rev-parse", "--show-toplevel", NULL};
    const char *commit = hd_arena_fmt(a, "%s^{commit}", rev);
    const char *verify[] = {"rev-parse", "--verify", "--quiet", "--end-of-options", commit, NULL};
    if (!(g->top = git_line(dir, top, what, a, err)))
        return -1;
    struct hd_err ignored = {0};
    const char *id = git_line(dir, verify, what, a, &ignored);
    if (!id)
        return hd_fail(err, "%s: git knows no such revision (in CI, fetch it first)", what);
    const char *merge_base[] = {"merge-base", id, "HEAD", NULL};
    g->base = git_line(dir, merge_base, what, a, &ignored);
    return g->base ? 0
                   : hd_fail(err,
                             "%s: it has no ancestor in common with HEAD here; a shallow clone "
                             "needs more history (fetch-depth: 0)",
                             what);
}

int hd_git_change(struct hd_git_change *g, const char *dir, const char *rev, struct hd_arena *a,
                  struct hd_err *err)
{
    struct hd_buf raw = {0}, patch = {0};
    *g = (struct hd_git_change){0};
    if (find_base(g, dir, rev, a, err) < 0)
        return -1;
    const char *files[] = {"diff",
                           "--raw",
                           "-z",
                           "--no-abbrev",
                           "-M",
                           "--no-ext-diff",
                           "--no-textconv",
                           "--ignore-submodules",
                           "--no-relative",
                           g->base,
                           "--",
                           NULL};
    const char *lines[] = {"diff",
                           "-U0",
                           "-M",
                           "--no-color",
                           "--no-ext-diff",
                           "--no-textconv",
                           "--ignore-submodules",
                           "--no-relative",
                           "--src-prefix=a/",
                           "--dst-prefix=b/",
                           g->base,
                           "--",
                           NULL};
    int rc = git(g->top, files, NULL, &raw, "git diff", err);
    if (rc == 0)
        rc = read_raw(g, hd_buf_cstr(&raw), hd_buf_cstr(&raw) + raw.len, a, err);
    if (rc == 0)
        rc = git(g->top, lines, NULL, &patch, "git diff", err);
    if (rc == 0)
        read_hunks(g, hd_buf_cstr(&patch), a);
    hd_buf_free(&raw);
    hd_buf_free(&patch);
    return rc;
}

/* "<id> blob <size>\n<contents>\n" for each, in order. */
static int read_batch(struct hd_git_change *g, bool (*wanted)(const struct hd_git_file *),
                      const struct hd_buf *out, struct hd_arena *a, struct hd_err *err)
{
    const char *at = hd_buf_cstr(out), *end = at + out->len;
    hd_vec_foreach(f, &g->file)
    {
        size_t size;
        if (!f->old || !wanted(f))
            continue;
        const char *line = at;
        const char *nl = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (!nl || sscanf(line, "%*s blob %zu", &size) != 1 || size >= (size_t)(end - nl))
            return hd_fail(err, "git has no contents of %s as it was", f->old);
        f->text = hd_arena_strn(a, nl + 1, size);
        f->len = size;
        at = nl + 1 + size + 1;
    }
    return 0;
}

int hd_git_load(struct hd_git_change *g, bool (*wanted)(const struct hd_git_file *),
                struct hd_arena *a, struct hd_err *err)
{
    static const char *const batch[] = {"cat-file", "--batch", NULL};
    struct hd_buf in = {0}, out = {0};
    hd_vec_foreach(f, &g->file) if (f->old && wanted(f)) hd_buf_fmt(&in, "%s\n", f->blob);
    int rc = in.len ? git(g->top, batch, &in, &out, "git cat-file", err) : 0;
    if (rc == 0)
        rc = read_batch(g, wanted, &out, a, err);
    hd_buf_free(&in);
    hd_buf_free(&out);
    return rc;
}

void hd_git_change_free(struct hd_git_change *g)
{
    hd_vec_free(&g->file);
    hd_vec_free(&g->added);
    hd_vec_free(&g->removed);
}
