/* Makes and maps the wire file. There is space behind all that is ever stored to: on a full file
 * system a store into a hole would kill the application with SIGBUS. On tmpfs, where allocating
 * costs as much as clearing the memory, tables get it bit by bit (grow.c); elsewhere the file is
 * allocated whole before it is mapped. Nothing of it keeps a descriptor.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { SMALLEST = 256 * 1024, NAMES = 100, TMPFS = 0x01021994 /* linux/magic.h */ };
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

/* Beyond this size the kernel would send SIGXFSZ. */
static size_t size_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY)
        return SIZE_MAX;
    return limit.rlim_cur;
}

/* Allocates `size` bytes, or the largest half of it that there is room for. 0 on failure. */
static size_t allocate(int fd, size_t size, uint32_t *flags, const char **why)
{
    size_t limit = size_limit();
    int error = EFBIG;

    for (; size >= SMALLEST; size /= 2, *flags |= HD_WIRE_SHRUNK) {
        if (size > limit)
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

/* On others memory behind a page does not mean that its place on the disk is certain. */
static bool on_tmpfs(int fd)
{
    struct {
        long type, rest[31]; /* struct statfs of the kernel, on 64-bit machines */
    } fs;

    return syscall(SYS_fstatfs, fd, &fs) == 0 && fs.type == TMPFS;
}

/* An emulated kernel may accept an advice without following it. */
static bool backed(int fd, size_t bytes)
{
    struct stat st;

    return syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) == 0 &&
           (size_t)st.st_blocks * 512 >= bytes;
}

static struct hd_wire_header *map_whole(int fd, size_t size)
{
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    return map == MAP_FAILED ? NULL : map;
}

/* With holes; NULL when that is not to be had here. */
static struct hd_wire_header *map_growing(int fd, size_t size, struct hd_layout *layout)
{
    struct hd_wire_header *h;
    int ignored;

    if (size > size_limit() || !on_tmpfs(fd) || ftruncate(fd, (off_t)size))
        return NULL;
    h = map_whole(fd, size);
    if (h && hd_back(h, HD_WIRE_HEADER_SIZE) && backed(fd, HD_WIRE_HEADER_SIZE)) {
        hd_layout_make(layout, size);
        hd_layout_wire(layout, h);
        if (hd_layout_back(h))
            return h;
    }
    if (h)
        munmap(h, size);
    ignored = ftruncate(fd, 0);
    (void)ignored; /* what stays is filled by who allocates it whole */
    return NULL;
}

static struct hd_wire_header *map_allocated(int fd, size_t *size, struct hd_layout *layout,
                                            uint32_t *flags, const char **why)
{
    struct hd_wire_header *h;

    *size = allocate(fd, *size, flags, why);
    if (!*size)
        return NULL;
    h = map_whole(fd, *size);
    if (!h) {
        *why = reason(errno);
        return NULL;
    }
    hd_layout_make(layout, *size);
    hd_layout_wire(layout, h);
    return h;
}

struct hd_wire_header *hd_file_create(struct hd_config *config, const char *name, size_t *size,
                                      struct hd_layout *layout, uint32_t *flags, const char **why)
{
    int fd = create_somewhere(config, name, flags, why);
    struct hd_wire_header *h;

    if (fd < 0)
        return NULL;
    h = map_growing(fd, *size, layout);
    if (!h)
        h = map_allocated(fd, size, layout, flags, why);
    close(fd);
    if (!h)
        unlink(config->wire);
    return h;
}
