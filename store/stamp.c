/* What tells one state of the database from another without opening it: the file and its
 * write-ahead log by size, time and the counters at their beginnings, which SQLite changes with
 * every transaction and every time the log starts anew.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/hash.h"
#include "store/store.h"

enum { HEAD = 100 }; /* of the database file; that of the log is 32 bytes */

/* An empty log is as good as none: readers leave one behind. */
static uint64_t mix_file(uint64_t h, const char *path)
{
    unsigned char head[HEAD] = {0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return h;
    if (fstat(fd, &st) == 0 && st.st_size > 0) {
        h = hd_hash_mix(hd_hash_mix(h, st.st_ino), (uint64_t)st.st_size);
        h = hd_hash_mix(hd_hash_mix(h, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec);
        ssize_t n = S_ISREG(st.st_mode) ? pread(fd, head, sizeof head, 0) : 0;
        h = hd_hash_mix(h, hd_hash(head, n > 0 ? (size_t)n : 0));
    }
    close(fd);
    return h;
}

uint64_t hd_store_stamp(const char *path)
{
    struct hd_buf log = {0};
    hd_buf_fmt(&log, "%s-wal", path);
    uint64_t h = mix_file(mix_file(1, path), hd_buf_cstr(&log));
    hd_buf_free(&log);
    return h;
}
