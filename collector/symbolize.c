/* Program counters to functions, files and lines; see symbolize.h. Every module gets a Dwfl of its
 * own, opened on first use: two modules that lay at one address at different times (dlclose,
 * dlopen) then do not disturb each other, and a module nobody asks about costs nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/symbolize.h"

#include <dwarf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/demangle.h"
#include "collector/symbolize_internal.h"
#include "core/buf.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/stdlib.h"

enum {
    MAX_INLINE = 16,
    MAX_SCOPES = 64,
    SIZELESS = 256, /* bytes that a symbol without a size may reach: assembler leaves it out */
};

struct hd_symbolizer *hd_symbolizer_new(const char *root, uint32_t pid)
{
    struct hd_symbolizer *s = calloc(1, sizeof *s);
    if (!s)
        hd_oom();
    s->root = hd_path_absolute(NULL, root ? root : ".");
    s->pid = pid;
    return s;
}

void hd_symbolizer_free(struct hd_symbolizer *s)
{
    if (!s)
        return;
    hd_vec_foreach(m, &s->module)
    {
        hd_elf_release(m->elf);
    }
    hd_vec_free(&s->module);
    hd_map_free(&s->pc_cache);
    hd_vec_free(&s->pcs);
    hd_strpool_free(&s->files_seen);
    hd_vec_free(&s->files);
    hd_vec_free(&s->main.var);
    hd_arena_free(&s->arena);
    free(s->root);
    free(s);
}

static bool same_module(const struct hd_module_info *a, const struct hd_module_info *b)
{
    return a->bias == b->bias && a->start == b->start && a->end == b->end &&
           a->build_id_len == b->build_id_len &&
           !memcmp(a->build_id, b->build_id, a->build_id_len) && !strcmp(a->path, b->path);
}

void hd_symbolizer_add_module(struct hd_symbolizer *s, const struct hd_module_info *m)
{
    if (!m->path || !*m->path || m->start >= m->end || m->build_id_len > sizeof m->build_id)
        return;
    hd_vec_foreach(k, &s->module)
    {
        if (same_module(&k->info, m))
            return;
    }
    struct hd_module mod = {.info = *m, .main = s->module.len == 0};
    mod.info.path = hd_arena_str(&s->arena, m->path);
    mod.base = hd_path_basename(mod.info.path);
    hd_vec_push(&s->module, mod);
}

const char *hd_symbolizer_place(struct hd_symbolizer *s, uint64_t addr)
{
    const struct hd_module *m = hd_module_at(s, addr);
    if (!m)
        return NULL;
    return hd_arena_fmt(&s->arena, "%s+0x%llx", m->base, (unsigned long long)(addr - m->info.bias));
}

struct hd_module *hd_module_at(struct hd_symbolizer *s, uint64_t addr)
{
    for (size_t i = s->module.len; i-- > 0;) {
        struct hd_module *m = &s->module.data[i];
        if (addr < m->info.start || addr >= m->info.end)
            continue;
        if (!m->opened)
            m->elf = hd_elf_open(&m->info, s->pid, m->main);
        m->opened = true;
        return m;
    }
    return NULL;
}

/* Names of DWARF are made absolute against the compilation directory, resolved when the file is
 * still there (the analyzer resolves too) and cut at the root. */
static const char *place_file(struct hd_symbolizer *s, const char *comp_dir, const char *abs)
{
    char real[PATH_MAX];
    const char *best = realpath(abs, real);
    if (!best && comp_dir) {
        const char *rest = hd_path_relative(comp_dir, abs);
        char *below_root = rest[0] == '/' ? NULL : hd_path_absolute(s->root, rest);
        best = below_root ? realpath(below_root, real) : NULL;
        free(below_root);
    }
    return hd_arena_str(&s->arena, hd_path_relative(s->root, best ? best : abs));
}

/* NULL when there is no such file. */
static const char *find_below_root(struct hd_symbolizer *s, const char *path)
{
    char real[PATH_MAX], *abs = hd_path_absolute(s->root, path);
    const char *found = realpath(abs, real);
    free(abs);
    return found ? hd_arena_str(&s->arena, hd_path_relative(s->root, found)) : NULL;
}

/* A prefix map has made the compilation directory relative, or there is none. What it was relative
 * to is the project root, or the root of a source tree that is not here (of system libraries).
 * Names may be relative to either of the two directories. */
static const char *place_relative(struct hd_symbolizer *s, const char *comp_dir, const char *name)
{
    struct hd_buf joined = {0};
    hd_buf_fmt(&joined, "%s/%s", comp_dir ? comp_dir : ".", name);
    const char *found = find_below_root(s, hd_buf_cstr(&joined));
    if (!found)
        found = find_below_root(s, name);
    if (!found) {
        bool upwards = !strncmp(name, "../", 3);
        char *lexical = hd_path_absolute("/", upwards ? hd_buf_cstr(&joined) : name);
        found = hd_arena_str(&s->arena, lexical + 1);
        free(lexical);
    }
    hd_buf_free(&joined);
    return found;
}

const char *hd_symbolizer_file(struct hd_symbolizer *s, const char *comp_dir, const char *name)
{
    if (!name)
        return NULL;
    bool relative = name[0] != '/' && (!comp_dir || comp_dir[0] != '/');
    struct hd_buf key = {0};
    char *abs = relative ? NULL : hd_path_absolute(comp_dir, name);
    hd_buf_fmt(&key, "%s%s%s",
               abs        ? abs
               : comp_dir ? comp_dir
                          : "",
               abs ? "" : "//", abs ? "" : name);
    uint32_t n = hd_strpool_put(&s->files_seen, hd_buf_cstr(&key));
    if (n >= s->files.len)
        hd_vec_push(&s->files,
                    abs ? place_file(s, comp_dir, abs) : place_relative(s, comp_dir, name));
    hd_buf_free(&key);
    free(abs);
    return s->files.data[n];
}

const char *hd_die_comp_dir(Dwarf_Die *die)
{
    Dwarf_Die cu;
    Dwarf_Attribute attr;
    if (!dwarf_diecu(die, &cu, NULL, NULL))
        return NULL;
    return dwarf_formstring(dwarf_attr(&cu, DW_AT_comp_dir, &attr));
}

/* Line and column of a call from the attributes of an inlined subroutine. */
static struct hd_site call_site(struct hd_symbolizer *s, Dwarf_Die *inlined)
{
    struct hd_site site = {0};
    Dwarf_Attribute attr;
    Dwarf_Word v;
    if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &v))
        site.line = (uint32_t)v;
    if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_column, &attr), &v))
        site.column = (uint32_t)v;
    Dwarf_Die cu;
    Dwarf_Files *files;
    size_t nfiles;
    if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &v) &&
        dwarf_diecu(inlined, &cu, NULL, NULL) && !dwarf_getsrcfiles(&cu, &files, &nfiles))
        site.file = hd_symbolizer_file(s, hd_die_comp_dir(&cu),
                                       dwarf_filesrc(files, (size_t)v, NULL, NULL));
    return site;
}

/* The compilation unit at `pc`. libdw looks in .debug_aranges, which clang does not write; then
 * the units' own ranges are asked one by one. */
static Dwarf_Die *unit_at(struct hd_module *m, uint64_t pc, Dwarf_Addr *bias)
{
    Dwarf_Die *cu = dwfl_module_addrdie(m->elf->mod, pc, bias);
    if (cu)
        return cu;
    while ((cu = dwfl_module_nextcu(m->elf->mod, cu, bias))) {
        if (dwarf_haspc(cu, pc - *bias) > 0)
            return cu;
    }
    return NULL;
}

static struct hd_site line_of(struct hd_symbolizer *s, Dwarf_Die *cu, uint64_t addr)
{
    struct hd_site site = {0};
    Dwarf_Line *line = dwarf_getsrc_die(cu, addr);
    const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
    int n;
    if (!file)
        return site;
    site.file = hd_symbolizer_file(s, hd_die_comp_dir(cu), file);
    if (!dwarf_lineno(line, &n) && n > 0)
        site.line = (uint32_t)n;
    if (!dwarf_linecol(line, &n) && n > 0)
        site.column = (uint32_t)n;
    return site;
}

static bool is_code_scope(int tag)
{
    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
           tag == DW_TAG_lexical_block;
}

/* The innermost block or function below `die` that holds `pc`. (dwarf_getscopes of elfutils 0.188
 * misses functions that stand inside a namespace, where clang puts them.) `local`: also those of
 * classes and closures inside functions, whose code lies elsewhere. */
static bool scope_below(Dwarf_Die *die, uint64_t pc, bool local, Dwarf_Die *out, int depth)
{
    Dwarf_Die child;
    if (depth >= MAX_SCOPES || dwarf_child(die, &child))
        return false;
    do {
        int tag = dwarf_tag(&child);
        if (is_code_scope(tag) && dwarf_haspc(&child, pc) > 0) {
            if (!scope_below(&child, pc, local, out, depth + 1))
                *out = child;
            return true;
        }
        if ((hd_die_is_named_scope(&child) || (local && is_code_scope(tag))) &&
            scope_below(&child, pc, local, out, depth + 1))
            return true;
    } while (!dwarf_siblingof(&child, &child));
    return false;
}

static bool innermost_scope(Dwarf_Die *die, uint64_t pc, Dwarf_Die *out)
{
    return scope_below(die, pc, false, out, 0) || scope_below(die, pc, true, out, 0);
}

/* Inlined functions that their author marked so (annotations are) count as a part of the caller.
 * gcc marks the bodies of closures, too, and leaves out where they are declared. */
static bool is_artificial(Dwarf_Die *die)
{
    Dwarf_Attribute attr;
    bool yes = false;
    int line;
    if (!dwarf_attr_integrate(die, DW_AT_artificial, &attr) || dwarf_formflag(&attr, &yes) || !yes)
        return false;
    const char *name = dwarf_diename(die);
    return !name || strncmp(name, "operator()", 10) || !dwarf_decl_line(die, &line);
}

/* The functions around `pc` by DWARF, inlined ones first. Returns how many frames were written. */
static size_t frames_from_dwarf(struct hd_symbolizer *s, struct hd_module *m, uint64_t pc,
                                struct hd_frame *out)
{
    Dwarf_Addr bias;
    Dwarf_Die *cu = unit_at(m, pc, &bias);
    Dwarf_Die inner, *scope = NULL;
    if (!cu || !innermost_scope(cu, pc - bias, &inner))
        return 0;
    int n = dwarf_getscopes_die(&inner, &scope);
    struct hd_site at = line_of(s, cu, pc - bias);
    size_t len = 0;
    for (int i = 0; i < n && len < MAX_INLINE; i++) {
        int tag = dwarf_tag(&scope[i]);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
            continue;
        bool inlined = tag == DW_TAG_inlined_subroutine;
        if (inlined && is_artificial(&scope[i])) {
            at = call_site(s, &scope[i]);
            continue;
        }
        out[len] = (struct hd_frame){.site = at, .inlined = inlined};
        out[len++].site.function = hd_die_qualified_name(s, &scope[i]);
        if (!inlined)
            break;
        at = call_site(s, &scope[i]);
    }
    if (n > 0)
        free(scope);
    return len;
}

static bool scope_at(struct hd_module *m, uint64_t pc, bool inlined, Dwarf_Die *out)
{
    pc = hd_module_addr(m, pc);
    Dwarf_Addr bias;
    Dwarf_Die *cu = unit_at(m, pc, &bias), *scope = NULL, inner;
    if (!cu || !innermost_scope(cu, pc - bias, &inner))
        return false;
    int n = dwarf_getscopes_die(&inner, &scope);
    bool found = false;
    for (int i = 0; i < n && !found; i++) {
        int tag = dwarf_tag(&scope[i]);
        found = tag == DW_TAG_subprogram ||
                (inlined && tag == DW_TAG_inlined_subroutine && !is_artificial(&scope[i]));
        *out = scope[i];
    }
    if (n > 0)
        free(scope);
    return found;
}

bool hd_function_at(struct hd_module *m, uint64_t pc, Dwarf_Die *out)
{
    return scope_at(m, pc, true, out);
}

bool hd_subprogram_at(struct hd_module *m, uint64_t pc, Dwarf_Die *out)
{
    return scope_at(m, pc, false, out);
}

static size_t frames_from_symbols(struct hd_symbolizer *s, struct hd_module *m, uint64_t pc,
                                  struct hd_frame *out)
{
    GElf_Off offset;
    GElf_Sym sym;
    const char *name = dwfl_module_addrinfo(m->elf->mod, pc, &offset, &sym, NULL, NULL, NULL);
    if (!name || offset >= (sym.st_size ? sym.st_size : SIZELESS))
        return 0;
    Dwarf_Addr bias;
    Dwarf_Die *cu = unit_at(m, pc, &bias); /* assembler files have lines but no scopes */
    out[0] = (struct hd_frame){0};
    if (cu)
        out[0].site = line_of(s, cu, pc - bias);
    const char *plain = hd_demangle(&s->arena, name);
    out[0].site.function = plain ? plain : hd_arena_str(&s->arena, name);
    return 1;
}

static struct hd_pc_frames symbolize(struct hd_symbolizer *s, struct hd_module *m, uint64_t pc,
                                     bool is_return)
{
    struct hd_frame frame[MAX_INLINE] = {0};
    uint64_t at = is_return && pc ? pc - 1 : pc;
    size_t n = 0;
    if (m && m->elf) {
        at = hd_module_addr(m, at);
        n = frames_from_dwarf(s, m, at, frame);
        if (!n)
            n = frames_from_symbols(s, m, at, frame);
    }
    if (!n)
        n = 1;
    for (size_t i = 0; i < n; i++) {
        frame[i].module = m ? m->base : "?";
        frame[i].offset = m ? pc - m->info.bias : pc;
        if (!frame[i].site.function)
            frame[i].site.function = hd_arena_fmt(&s->arena, "%s+0x%llx", frame[i].module,
                                                  (unsigned long long)frame[i].offset);
    }
    return (struct hd_pc_frames){hd_arena_dup(&s->arena, frame, n * sizeof *frame), n};
}

size_t hd_symbolize_pc(struct hd_symbolizer *s, uint64_t pc, bool is_return,
                       const struct hd_frame **out)
{
    struct hd_module *m = hd_module_at(s, is_return && pc ? pc - 1 : pc);
    uint64_t module = m ? (uint64_t)(m - s->module.data) + 1 : 0;
    uint64_t key = hd_hash_mix(hd_hash_mix(module, pc), is_return);
    bool added;
    uint64_t *slot = hd_map_put(&s->pc_cache, key, &added);
    if (added) {
        *slot = s->pcs.len;
        struct hd_pc_frames f = symbolize(s, m, pc, is_return);
        hd_vec_push(&s->pcs, f);
        slot = hd_map_get(&s->pc_cache, key);
    }
    *out = s->pcs.data[*slot].frame;
    return s->pcs.data[*slot].len;
}

static bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

static bool is_system_path(const char *path)
{
    static const char *const dirs[] = {"/lib", "/usr/lib", "/usr/include", "/usr/src", "/build/"};
    for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
        if (starts_with(path, dirs[i]))
            return true;
    }
    return false;
}

static const struct hd_module *module_named(const struct hd_symbolizer *s, const char *base)
{
    hd_vec_foreach(m, &s->module)
    {
        if (!strcmp(m->base, base))
            return m;
    }
    return NULL;
}

bool hd_frame_is_project(const struct hd_symbolizer *s, const struct hd_frame *f)
{
    if (!f->module || starts_with(f->module, "libheddle_probe") ||
        hd_is_stdlib(f->module, f->site.file, f->site.function))
        return false;
    const struct hd_module *m = module_named(s, f->module);
    if (m && !m->main && is_system_path(m->info.path))
        return false; /* the system's debug information may name its files relative, too */
    if (f->site.file && f->site.file[0] != '/')
        return true;
    if (f->site.file &&
        (starts_with(f->site.file, "/usr/include") || starts_with(f->site.file, "/usr/lib") ||
         starts_with(f->site.file, "/usr/local/include")))
        return false;
    return m;
}
