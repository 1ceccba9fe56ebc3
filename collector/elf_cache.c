/* See elf_cache.h. The module list comes from a file that the watched program can write. So a path is
 * opened without blocking and only a regular file whose build id agrees is read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/elf_cache.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/log.h"

enum { UNUSED_MOST = 16 };

static HD_VEC(struct hd_elf *) kept;
static uint64_t clock_now;

/* Opens a regular file, never waiting for a FIFO's other end. */
static int open_regular(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    struct stat st;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return -1;
    }
    return fd;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
};

static bool build_id_agrees(const struct hd_module_info *info, Dwfl_Module *mod)
{
    const unsigned char *id;
    GElf_Addr at;
    int len = dwfl_module_build_id(mod, &id, &at);
    if (len <= 0 || !info->build_id_len)
        return true; /* nothing to compare */
    return (unsigned)len == info->build_id_len && !memcmp(id, info->build_id, (size_t)len);
}

static bool open_at(struct hd_elf *e, const struct hd_module_info *info, const char *path)
{
    int fd = open_regular(path);
    if (fd < 0)
        return false;
    Dwfl *dwfl = dwfl_begin(&callbacks);
    if (!dwfl) {
        close(fd);
        return false;
    }
    dwfl_report_begin(dwfl);
    Dwfl_Module *mod =
        dwfl_report_elf(dwfl, hd_path_basename(info->path), path, fd, info->bias, true);
    dwfl_report_end(dwfl, NULL, NULL);
    if (!mod)
        close(fd);
    /* The build id is read from the ELF file only once that is loaded. */
    GElf_Addr bias;
    if (!mod || !dwfl_module_getelf(mod, &bias) || !build_id_agrees(info, mod)) {
        dwfl_end(dwfl);
        return false;
    }
    e->dwfl = dwfl;
    e->mod = mod;
    e->bias = info->bias;
    return true;
}

/* libdw would ask a server on the net for debug information when this is set; a collector must not
 * wait for one. */
static void no_network(void)
{
    unsetenv("DEBUGINFOD_URLS");
}

static bool open_somewhere(struct hd_elf *e, const struct hd_module_info *info, uint32_t pid,
                           bool main)
{
    no_network();
    if (open_at(e, info, info->path))
        return true;
    char path[PATH_MAX];
    int n = pid ? snprintf(path, sizeof path, "/proc/%u/root%s", pid, info->path) : 0;
    if (n > 0 && (size_t)n < sizeof path && open_at(e, info, path))
        return true;
    snprintf(path, sizeof path, "/proc/%u/exe", pid);
    if (pid && main && open_at(e, info, path))
        return true;
    hd_debug("no symbols for %s: the file is gone or has changed", info->path);
    return false;
}

static void destroy(struct hd_elf *e)
{
    dwfl_end(e->dwfl);
    hd_vec_free(&e->vars);
    free(e->path);
    free(e);
}

static struct hd_elf *find(const struct hd_module_info *info)
{
    hd_vec_foreach(e, &kept)
    {
        if ((*e)->build_id_len == info->build_id_len &&
            !memcmp((*e)->build_id, info->build_id, info->build_id_len) &&
            !strcmp((*e)->path, info->path))
            return *e;
    }
    return NULL;
}

struct hd_elf *hd_elf_open(const struct hd_module_info *info, uint32_t pid, bool main)
{
    struct hd_elf *e = info->build_id_len ? find(info) : NULL;
    if (!e) {
        e = calloc(1, sizeof *e);
        if (!e)
            hd_oom();
        if (!open_somewhere(e, info, pid, main)) {
            free(e);
            return NULL;
        }
        e->path = strdup(info->path);
        if (!e->path)
            hd_oom();
        e->build_id_len = info->build_id_len;
        memcpy(e->build_id, info->build_id, sizeof e->build_id);
        if (e->build_id_len)
            hd_vec_push(&kept, e);
    }
    e->users++;
    e->used = ++clock_now;
    return e;
}

/* Closes the one that was not used for longest when there are too many. */
static void evict(void)
{
    size_t unused = 0, oldest = 0;
    for (size_t i = 0; i < kept.len; i++) {
        if (kept.data[i]->users)
            continue;
        if (!unused++ || kept.data[i]->used < kept.data[oldest]->used)
            oldest = i;
    }
    if (unused <= UNUSED_MOST)
        return;
    destroy(kept.data[oldest]);
    kept.data[oldest] = kept.data[--kept.len];
}

void hd_elf_release(struct hd_elf *e)
{
    if (!e || --e->users)
        return;
    if (e->build_id_len)
        evict();
    else
        destroy(e);
}
