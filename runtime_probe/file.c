/* Makes and maps the wire file. The space is allocated before it is mapped: on a full tmpfs a store
 * into a hole would kill the application with SIGBUS. Nothing of it keeps a descriptor.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { SMALLEST = 256 * 1024, NAMES = 100 };
/* Files that may wait in the folder for the collector before forked children, and before other
 * programs, get none: whoever forks a thousand times a second must not fill the disk. */
enum { MOST_BEFORE_CHILD = 64, MOST = 512 };

static const char *reason(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return "permission denied";
    case ENOENT:
        return "no such folder";
    case EEXIST:
        return "exists already";
    case ENOSPC:
    case EDQUOT:
        return "no space left";
    case EROFS:
        return "read-only file system";
    case ELOOP:
        return "is a symbolic link";
    case EFBIG:
        return "file size limit too low";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case ENOMEM:
        return "out of memory";
    case ENAMETOOLONG:
        return "name too long";
    case ENOTDIR:
        return "not a folder";
    default:
        return "system call failed";
    }
}

static int create(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* A folder that only we can write to: others must not plant files or links in it. */
static const char *own_folder(const char *dir)
{
    struct stat st;

    if (mkdir(dir, 0700) && errno != EEXIST)
        return reason(errno);
    /* lstat() is no symbol of the oldest libc; on 64-bit machines its layout is the kernel's */
    if (syscall(SYS_newfstatat, AT_FDCWD, dir, &st, AT_SYMLINK_NOFOLLOW))
        return reason(errno);
    if (!S_ISDIR(st.st_mode))
        return "not a folder";
    if (st.st_uid != geteuid() || st.st_mode & 022)
        return "folder belongs to or can be written by somebody else";
    return NULL;
}

static bool is_wire_file(const char *name)
{
    size_t n = strlen(name), suffix = sizeof HD_WIRE_SUFFIX - 1;

    return n > suffix && !strcmp(name + n - suffix, HD_WIRE_SUFFIX);
}

/* opendir() would allocate. */
static bool crowded(const char *dir, unsigned most)
{
    struct entry { /* struct linux_dirent64 of getdents64(2) */
        uint64_t inode, offset;
        uint16_t size;
        uint8_t type;
        char name[];
    };
    uint64_t buf[128];
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long got = 0;
    unsigned n = 0;

    while (fd >= 0 && n < most && (got = syscall(SYS_getdents64, fd, buf, sizeof buf)) > 0)
        for (long at = 0; at < got;) {
            const struct entry *e = (const struct entry *)((const char *)buf + at);

            n += is_wire_file(e->name);
            at += e->size;
        }
    if (fd >= 0)
        close(fd);
    return n >= most;
}

/* dir/name.hw, dir/name-1.hw, …: a process that calls exec keeps its pid and start time. */
static int create_named(struct hd_config *config, const char *name, uint32_t flags, const char **why)
{
    int fd = -1;

    *why = own_folder(config->dir);
    if (!*why && crowded(config->dir, flags & HD_WIRE_FORKED ? MOST_BEFORE_CHILD : MOST))
        *why = "too many wire files wait there";
    for (uint64_t i = 0; !*why && fd < 0 && i < NAMES; i++) {
        struct hd_text t = hd_text_in(config->wire, sizeof config->wire);

        hd_text_str(&t, config->dir);
        hd_text_str(&t, "/");
        hd_text_str(&t, name);
        if (i) {
            hd_text_str(&t, "-");
            hd_text_num(&t, i);
        }
        hd_text_str(&t, HD_WIRE_SUFFIX);
        fd = t.cut ? -1 : create(config->wire);
        if (fd < 0 && (t.cut || errno != EEXIST))
            *why = reason(t.cut ? ENAMETOOLONG : errno);
    }
    if (fd < 0 && !*why)
        *why = reason(EEXIST);
    return fd;
}

static int create_somewhere(struct hd_config *config, const char *name, uint32_t *flags,
                            const char **why)
{
    int fd;

    if (config->wire[0]) {
        fd = create(config->wire);
        if (fd >= 0)
            return fd;
        if (errno != EEXIST) {
            *why = reason(errno);
            return -1;
        }
        *flags |= HD_WIRE_SECOND;
    }
    return create_named(config, name, *flags, why);
}

/* Allocates `size` bytes, or the largest half of it that there is room for. 0 on failure. */
static size_t allocate(int fd, size_t size, uint32_t *flags, const char **why)
{
    struct rlimit limit;
    int error = EFBIG;

    /* Beyond this limit the kernel would send SIGXFSZ. */
    if (getrlimit(RLIMIT_FSIZE, &limit))
        limit.rlim_cur = RLIM_INFINITY;
    for (; size >= SMALLEST; size /= 2, *flags |= HD_WIRE_SHRUNK) {
        if (limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur)
            continue;
        error = posix_fallocate(fd, 0, (off_t)size);
        if (!error)
            return size;
        if (ftruncate(fd, 0))
            break;
    }
    *why = reason(error);
    return 0;
}

struct hd_wire_header *hd_file_create(struct hd_config *config, const char *name, size_t *size,
                                      uint32_t *flags, const char **why)
{
    int fd = create_somewhere(config, name, flags, why);
    void *map = MAP_FAILED;

    if (fd < 0)
        return NULL;
    *size = allocate(fd, *size, flags, why);
    if (*size) {
        map = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED)
            *why = reason(errno);
    }
    close(fd);
    if (map != MAP_FAILED)
        return map;
    unlink(config->wire);
    return NULL;
}
