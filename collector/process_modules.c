/* The files mapped into a process, as modules for the symbolizer; see process.h. A file's first
 * mapping holds its ELF header: load address and build id are read from there, in the process's
 * memory, so that a file replaced on disk is noticed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/process.h"

enum { MAX_HEADERS = 64, MAX_NOTES = 4096 };

struct mapped {
    uint64_t start, end; /* start: of the part with the ELF header */
    const char *path;
};
typedef HD_VEC(struct mapped) mapped_vec;

/* "5646-5647 r--p 00001000 fe:00 123   /path". Parts of a file follow each other. */
static void read_maps(struct hd_process *p, mapped_vec *out)
{
    char path[64], *line = NULL;
    size_t room = 0;
    snprintf(path, sizeof path, "/proc/%u/maps", p->pid);
    FILE *f = fopen(path, "re");
    while (f && getline(&line, &room, f) > 0) {
        unsigned long long start, end, offset;
        char flags[5];
        int name = 0;
        if (sscanf(line, "%llx-%llx %4s %llx %*s %*s %n", &start, &end, flags, &offset, &name) < 4)
            continue;
        line[strcspn(line, "\n")] = '\0';
        bool same = out->len && name && !strcmp(hd_vec_last(out).path, line + name);
        if (same && offset) {
            hd_vec_last(out).end = end;
        } else if (name && line[name] == '/' && offset == 0 && flags[3] == 'p') {
            struct mapped m = {start, end, hd_arena_str(&p->arena, line + name)};
            hd_vec_push(out, m);
        }
    }
    free(line);
    if (f)
        fclose(f);
}

static void build_id_from(const char *note, size_t n, struct hd_module_info *info)
{
    for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= n;) {
        ElfW(Nhdr) h;
        memcpy(&h, note + at, sizeof h);
        size_t name = at + sizeof h, desc = name + ((h.n_namesz + 3u) & ~(size_t)3);
        if (h.n_namesz > n || h.n_descsz > n || desc + h.n_descsz > n)
            return;
        if (h.n_type == NT_GNU_BUILD_ID && h.n_namesz == 4 && !memcmp(note + name, "GNU", 4) &&
            h.n_descsz <= sizeof info->build_id) {
            memcpy(info->build_id, note + desc, h.n_descsz);
            info->build_id_len = h.n_descsz;
            return;
        }
        at = desc + ((h.n_descsz + 3u) & ~(size_t)3);
    }
}

static void read_notes(struct hd_process *p, const ElfW(Phdr) * ph, struct hd_module_info *info)
{
    char note[MAX_NOTES];
    size_t n = ph->p_filesz < sizeof note ? ph->p_filesz : sizeof note;
    if (!info->build_id_len && hd_process_read(p, info->bias + ph->p_vaddr, note, n))
        build_id_from(note, n, info);
}

/* False when no ELF file of our kind starts there. */
static bool read_header(struct hd_process *p, uint64_t start, struct hd_module_info *info)
{
    ElfW(Ehdr) h;
    ElfW(Phdr) ph[MAX_HEADERS];
    if (!hd_process_read(p, start, &h, sizeof h) || memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 ||
        h.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) ||
        h.e_phentsize != sizeof *ph || h.e_phnum > MAX_HEADERS ||
        !hd_process_read(p, start + h.e_phoff, ph, h.e_phnum * sizeof *ph))
        return false;
    bool found = false;
    for (unsigned i = 0; i < h.e_phnum && !found; i++) {
        found = ph[i].p_type == PT_LOAD && ph[i].p_offset == 0;
        info->bias = found ? start - ph[i].p_vaddr : 0;
    }
    for (unsigned i = 0; found && i < h.e_phnum; i++) {
        uint64_t end = info->bias + ph[i].p_vaddr + ph[i].p_memsz;
        if (ph[i].p_type == PT_NOTE)
            read_notes(p, &ph[i], info);
        else if (ph[i].p_type == PT_LOAD && end > info->end)
            info->end = end; /* zeroed data at the end is mapped without the file */
    }
    return found;
}

static void add(struct hd_process *p, struct hd_symbolizer *s, const struct mapped *m)
{
    struct hd_module_info info = {.start = m->start, .end = m->end};
    size_t n = strlen(m->path);
    static const char deleted[] = " (deleted)";
    size_t k = sizeof deleted - 1;
    info.path = n > k && !strcmp(m->path + n - k, deleted)
                    ? hd_arena_strn(&p->arena, m->path, n - k)
                    : m->path;
    if (read_header(p, m->start, &info))
        hd_symbolizer_add_module(s, &info);
}

void hd_process_modules(struct hd_process *p, struct hd_symbolizer *s)
{
    mapped_vec v = {0};
    read_maps(p, &v);
    hd_vec_foreach(m, &v)
    {
        if (!strcmp(m->path, p->exe))
            add(p, s, m);
    }
    hd_vec_foreach(m, &v)
    {
        if (strcmp(m->path, p->exe) != 0)
            add(p, s, m);
    }
    hd_vec_free(&v);
}
