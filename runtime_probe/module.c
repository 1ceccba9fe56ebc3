/* The MODULES table: which ELF files are mapped where, so that return addresses can be named after
 * the process is gone.
 *
 * dl_iterate_phdr() takes the loader's lock, and a thread inside dlopen() may hold that while it
 * waits for a lock of the thread we are in. So it is called in the constructor only; modules loaded
 * later are found from return addresses with _dl_find_object(), which is lock-free (glibc 2.35+).
 * A module on our own call stack cannot be unloaded meanwhile.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#include "runtime_probe/probe.h"
#include "runtime_probe/real.h"

#ifndef DLFO_EH_SEGMENT_TYPE
/* Headers older than glibc 2.35, or another libc. The layout is an ABI (glibc's manual, "Dynamic
 * Linker Introspection"); behind what we read it has room for what may come. */
struct dl_find_object {
    unsigned long long dlfo_flags;
    void *dlfo_map_start, *dlfo_map_end;
    struct link_map *dlfo_link_map;
    unsigned long long rest[16];
};
#endif

static int (*find_object)(void *, struct dl_find_object *);
extern const char __ehdr_start[] __attribute__((visibility("hidden"))); /* made by the linker */
static uintptr_t own_end;

/* A note section's build id (System V ABI note layout; owner "GNU", type 3). */
static void read_build_id(struct hd_wire_module *m, uintptr_t notes, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *n = (const ElfW(Nhdr) *)notes;
        size_t name = (n->n_namesz + 3u) & ~(size_t)3, desc = (n->n_descsz + 3u) & ~(size_t)3;
        size_t all = sizeof *n + name + desc;

        if (all > size)
            return;
        if (n->n_type == NT_GNU_BUILD_ID && n->n_namesz == 4 &&
            !memcmp((const char *)(n + 1), "GNU", 4) && n->n_descsz <= sizeof m->build_id) {
            memcpy(m->build_id, (const char *)(n + 1) + name, n->n_descsz);
            m->build_id_len = n->n_descsz;
            return;
        }
        notes += all;
        size -= all;
    }
}

static void set_path(struct hd_wire_module *m, const char *path)
{
    size_t n = strlen(path), room = sizeof m->path - 1;

    if (n > room) {
        path += n - room;
        n = room;
    }
    memcpy(m->path, path, n);
    m->path[n] = 0;
}

static void add(uintptr_t bias, const ElfW(Phdr) *ph, size_t n, const char *path)
{
    uint32_t i = hd_take(HD_WIRE_MODULES);
    struct hd_wire_module *m;

    if (i == UINT32_MAX)
        return;
    m = &hd_g->modules[i];
    m->bias = bias;
    m->start = UINT64_MAX;
    for (size_t k = 0; k < n; k++) {
        uint64_t from = bias + ph[k].p_vaddr, to = from + ph[k].p_memsz;

        if (ph[k].p_type == PT_LOAD) {
            m->start = from < m->start ? from : m->start;
            m->end = to > m->end ? to : m->end;
        }
    }
    for (size_t k = 0; k < n; k++)
        if (ph[k].p_type == PT_NOTE && !m->build_id_len)
            read_build_id(m, bias + ph[k].p_vaddr, ph[k].p_memsz);
    if (m->start == (uintptr_t)__ehdr_start)
        own_end = m->end;
    m->epoch = __atomic_add_fetch(&hd_g->wire->module_epoch, 1, __ATOMIC_RELAXED);
    set_path(m, path);
    hd_commit(&m->state, 1);
    hd_annotate_module(bias, ph, n);
}

static int visit(struct dl_phdr_info *info, size_t size, void *arg)
{
    char self[256];
    const char *path = info->dlpi_name;
    ssize_t n;

    (void)size;
    if (*(int *)arg) { /* the first is the executable and has no name */
        *(int *)arg = 0;
        n = readlink("/proc/self/exe", self, sizeof self - 1);
        self[n > 0 ? n : 0] = 0;
        path = self;
    }
    add(info->dlpi_addr, info->dlpi_phdr, info->dlpi_phnum, path);
    return 0;
}

void hd_module_boot(void)
{
    int first = 1;
    struct hd_wire_header *h = hd_g->wire;
    const struct hd_wire_module *exe = &hd_g->modules[0];

    find_object = (int (*)(void *, struct dl_find_object *))hd_real_optional("_dl_find_object");
    dl_iterate_phdr(visit, &first);
    memcpy(h->build_id, exe->build_id, sizeof h->build_id);
    h->build_id_len = exe->build_id_len;
}

static const struct hd_wire_module *lookup(uint64_t addr)
{
    for (uint32_t i = hd_used(HD_WIRE_MODULES); i-- > 0;) {
        const struct hd_wire_module *m = &hd_g->modules[i];

        if (addr >= m->start && addr < m->end &&
            __atomic_load_n(&m->state, __ATOMIC_ACQUIRE) == 1)
            return m;
    }
    return NULL;
}

/* Is what we know about `addr` still what the loader says? */
static bool current(const struct hd_wire_module *m, const struct dl_find_object *o)
{
    return m && m->bias == o->dlfo_link_map->l_addr && m->start <= (uintptr_t)o->dlfo_map_start &&
           (m->path[0] == 0 || o->dlfo_link_map->l_name[0] == 0 ||
            strlen(o->dlfo_link_map->l_name) >= sizeof m->path ||
            !strcmp(m->path, o->dlfo_link_map->l_name));
}

void hd_module_note(uintptr_t pc)
{
    const struct hd_wire_module *m = lookup(pc);
    struct dl_find_object o;
    const ElfW(Ehdr) *eh;

    if (!find_object || find_object((void *)pc, &o) || !o.dlfo_link_map || current(m, &o))
        return;
    eh = (const ElfW(Ehdr) *)o.dlfo_map_start;
    if (memcmp(eh->e_ident, ELFMAG, SELFMAG))
        return;
    add(o.dlfo_link_map->l_addr, (const ElfW(Phdr) *)((uintptr_t)eh + eh->e_phoff), eh->e_phnum,
        o.dlfo_link_map->l_name);
}

bool hd_module_own(uintptr_t pc)
{
    return pc >= (uintptr_t)__ehdr_start && pc < own_end;
}

bool hd_module_code(uintptr_t pc)
{
    struct dl_find_object o;

    if (find_object)
        return find_object((void *)pc, &o) == 0;
    return lookup(pc) != NULL;
}

bool hd_module_static(uint64_t addr)
{
    struct dl_find_object o;

    if (lookup(addr))
        return true;
    return find_object && find_object((void *)addr, &o) == 0;
}
