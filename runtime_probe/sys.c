/* The few library services the probe needs, without stdio or memory allocation: bounded strings,
 * reading a small file, the clock, one line on stderr.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

struct hd_text hd_text_in(char *buf, size_t room)
{
    buf[0] = 0;
    return (struct hd_text){.at = buf, .room = room};
}

void hd_text_str(struct hd_text *t, const char *s)
{
    size_t n = strlen(s);

    if (n >= t->room - t->len) {
        n = t->room - t->len - 1;
        t->cut = true;
    }
    memcpy(t->at + t->len, s, n);
    t->len += n;
    t->at[t->len] = 0;
}

void hd_text_num(struct hd_text *t, uint64_t v)
{
    char digits[24], *p = digits + sizeof digits;

    *--p = 0;
    do
        *--p = (char)('0' + v % 10);
    while (v /= 10);
    hd_text_str(t, p);
}

ssize_t hd_read_file(const char *path, char *buf, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t n;

    if (fd < 0)
        return -1;
    while (len < size - 1 && (n = read(fd, buf + len, size - 1 - len)) > 0)
        len += (size_t)n;
    buf[len] = 0;
    close(fd);
    return (ssize_t)len;
}

/* A futex wait reads the word first. It ends at once, whatever it reads. */
enum { FUTEX_WAIT_PRIVATE = 128 }; /* linux/futex.h, which musl lacks */

bool hd_readable(uint64_t addr)
{
    struct timespec none = {0};

    return syscall(SYS_futex, addr & ~(uint64_t)3, FUTEX_WAIT_PRIVATE, 0x5ca1ab1e, &none) == 0 ||
           errno != EFAULT;
}

uint64_t hd_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void hd_say(const char *what, const char *path, const char *why)
{
    char line[HD_PATH + 256];
    struct hd_text t = hd_text_in(line, sizeof line - 1);
    ssize_t n;

    hd_text_str(&t, "heddle: ");
    hd_text_str(&t, what);
    if (path[0]) {
        hd_text_str(&t, " ");
        hd_text_str(&t, path);
    }
    if (why[0]) {
        hd_text_str(&t, ": ");
        hd_text_str(&t, why);
    }
    line[t.len] = '\n';
    n = write(STDERR_FILENO, line, t.len + 1);
    (void)n; /* nobody left to tell */
}
