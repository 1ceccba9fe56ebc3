/* Files and paths; see file.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

static int read_all(int fd, const char *path, size_t max, struct hd_buf *b, struct hd_err *err)
{
    char chunk[65536];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            return 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return hd_fail_errno(err, "cannot read %s", path);
        if (b->len + (size_t)n > max)
            return hd_fail(err, "%s is larger than %zu bytes", path, max);
        hd_buf_put(b, chunk, (size_t)n);
    }
}

int hd_file_read(const char *path, size_t max, char **out, size_t *len, struct hd_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return hd_fail_errno(err, "cannot open %s", path);
    struct hd_buf b = {0};
    int rc = read_all(fd, path, max, &b, err);
    close(fd);
    if (rc < 0) {
        hd_buf_free(&b);
        return rc;
    }
    if (len)
        *len = b.len;
    *out = hd_buf_take(&b);
    return 0;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return -1;
        p += w;
        n -= (size_t)w;
    }
    return 0;
}

int hd_file_write(const char *path, const void *data, size_t len, struct hd_err *err)
{
    struct hd_buf tmp = {0};
    struct stat st;
    /* A device, a pipe or a link (/dev/null, /dev/stdout) stays what it is. */
    bool replace = lstat(path, &st) < 0 || S_ISREG(st.st_mode);
    hd_buf_str(&tmp, path);
    if (replace)
        hd_buf_fmt(&tmp, ".%ld.tmp", (long)getpid());
    int fd = open(tmp.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int rc = 0;
    if (fd < 0)
        rc = hd_fail_errno(err, "cannot write %s", path);
    if (rc == 0 && write_all(fd, data, len) < 0)
        rc = hd_fail_errno(err, "cannot write %s", path);
    if (fd >= 0 && close(fd) < 0)
        rc = hd_fail_errno(err, "cannot write %s", path);
    if (rc == 0 && replace && rename(tmp.data, path) < 0)
        rc = hd_fail_errno(err, "cannot write %s", path);
    if (rc < 0 && replace && fd >= 0)
        unlink(tmp.data);
    hd_buf_free(&tmp);
    return rc;
}

int hd_mkdirs(const char *path, unsigned mode, struct hd_err *err)
{
    char *copy = strdup(path);
    if (!copy)
        hd_oom();
    int rc = 0;
    for (char *p = copy + 1; rc == 0; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char c = *p;
        *p = '\0';
        if (mkdir(copy, (mode_t)mode) < 0 && errno != EEXIST)
            rc = hd_fail_errno(err, "cannot make the folder %s", copy);
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    return rc;
}

bool hd_file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Appends the components of `path` to `b` ("/a/b"), resolving "." and "..". */
static void add_components(struct hd_buf *b, const char *path)
{
    while (*path) {
        size_t n = strcspn(path, "/");
        if (n == 2 && path[0] == '.' && path[1] == '.') {
            while (b->len && b->data[--b->len] != '/')
                ;
            if (b->data)
                b->data[b->len] = '\0';
        } else if (n && !(n == 1 && path[0] == '.')) {
            hd_buf_char(b, '/');
            hd_buf_put(b, path, n);
        }
        path += n;
        path += *path == '/';
    }
}

char *hd_path_absolute(const char *base, const char *path)
{
    struct hd_buf b = {0};
    if (path[0] != '/') {
        char *cwd = base && base[0] == '/' ? NULL : getcwd(NULL, 0);
        if (cwd)
            add_components(&b, cwd);
        if (base)
            add_components(&b, base);
        free(cwd);
    }
    add_components(&b, path);
    if (b.len == 0)
        hd_buf_char(&b, '/');
    return hd_buf_take(&b);
}

const char *hd_path_relative(const char *root, const char *path)
{
    size_t n = strlen(root);
    while (n && root[n - 1] == '/')
        n--;
    if (strncmp(root, path, n) == 0 && path[n] == '/' && path[n + 1])
        return path + n + 1;
    return path;
}

char *hd_path_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *s = strndup(path, slash && slash != path ? (size_t)(slash - path) : 1);
    if (!s)
        hd_oom();
    return s;
}

char *hd_path_project(const char *dir)
{
    static const char *const mark[] = {".heddle.yml", ".git"};
    char *d = strdup(dir);
    while (d && strcmp(d, "/") != 0) {
        for (size_t i = 0; i < sizeof mark / sizeof *mark; i++) {
            char *m = hd_path_absolute(d, mark[i]);
            bool found = hd_file_exists(m);
            free(m);
            if (found)
                return d;
        }
        char *up = hd_path_parent(d);
        free(d);
        d = up;
    }
    free(d);
    return NULL;
}

const char *hd_path_basename(const char *path)
{
    const char *s = strrchr(path, '/');
    return s ? s + 1 : path;
}
