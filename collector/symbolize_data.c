/* Data addresses to variables; see symbolize.h. The ELF symbol table names the object; DWARF tells
 * where it is declared, in which function when it is a static local, and which member of which
 * record the address is, so that the lock class gets the key the analyzer gives it:
 *   global:<name>@<file>, local:<function>.<name>@<file>, field:<record>.<field>
 * The walk into a record stops at the first type that a system header declares: pthread_mutex_t is
 * a lock, what it is made of is libc's affair.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "collector/demangle.h"
#include "collector/symbolize_internal.h"
#include "core/buf.h"

enum { MAX_TYPE_DEPTH = 32, MAX_DIE_DEPTH = 64, MAX_DIMENSIONS = 8 };

static bool fixed_address(Dwarf_Die *die, uint64_t *addr)
{
    Dwarf_Attribute attr;
    Dwarf_Op *op;
    size_t n;
    if (!dwarf_attr(die, DW_AT_location, &attr) || dwarf_getlocation(&attr, &op, &n) || n != 1)
        return false;
    if (op[0].atom == DW_OP_addr) {
        *addr = op[0].number;
        return true;
    }
    Dwarf_Attribute result;
    Dwarf_Addr value;
    if ((op[0].atom != DW_OP_addrx && op[0].atom != DW_OP_GNU_addr_index) ||
        dwarf_getlocation_attr(&attr, &op[0], &result) || dwarf_formaddr(&result, &value))
        return false;
    *addr = value;
    return true;
}

static void index_die(struct hd_module *m, Dwarf_Die *die, Dwarf_Off function, int depth);

static void index_children(struct hd_module *m, Dwarf_Die *die, Dwarf_Off function, int depth)
{
    Dwarf_Die child;
    if (depth >= MAX_DIE_DEPTH || dwarf_child(die, &child))
        return;
    do {
        index_die(m, &child, function, depth + 1);
    } while (!dwarf_siblingof(&child, &child));
}

static void index_die(struct hd_module *m, Dwarf_Die *die, Dwarf_Off function, int depth)
{
    uint64_t addr;
    switch (dwarf_tag(die)) {
    case DW_TAG_variable:
        if (fixed_address(die, &addr)) {
            struct hd_static_var v = {addr, 0, dwarf_dieoffset(die), function};
            hd_vec_push(&m->elf->vars, v);
        }
        break;
    case DW_TAG_subprogram:
        index_children(m, die, dwarf_dieoffset(die), depth);
        break;
    case DW_TAG_lexical_block:
    case DW_TAG_inlined_subroutine:
    case DW_TAG_namespace:
        index_children(m, die, function, depth);
        break;
    }
}

static int by_address(const void *a, const void *b)
{
    const struct hd_static_var *x = a, *y = b;
    return (x->addr > y->addr) - (x->addr < y->addr);
}

static void index_variables(struct hd_module *m)
{
    m->elf->vars_indexed = true;
    Dwarf_Addr bias;
    Dwarf_Die *cu = NULL;
    while ((cu = dwfl_module_nextcu(m->elf->mod, cu, &bias)))
        index_children(m, cu, 0, 0);
    if (m->elf->vars.len)
        qsort(m->elf->vars.data, m->elf->vars.len, sizeof *m->elf->vars.data, by_address);
}

/* The last variable at or below `addr`; the caller checks the size. */
static const struct hd_static_var *variable_at(const struct hd_module *m, uint64_t addr)
{
    size_t lo = 0, hi = m->elf->vars.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->elf->vars.data[mid].addr <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? &m->elf->vars.data[lo - 1] : NULL;
}

bool hd_die_type(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attr;
    return dwarf_attr_integrate(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, out);
}

/* As dwarf_decl_file, which takes file 0 for "none", as it was up to DWARF 4; clang's DWARF 5 names
 * the primary source so. */
static const char *decl_file(Dwarf_Die *die)
{
    Dwarf_Attribute attr;
    Dwarf_Word n;
    Dwarf_Die cu;
    Dwarf_Half version;
    Dwarf_Files *files;
    if (dwarf_formudata(dwarf_attr_integrate(die, DW_AT_decl_file, &attr), &n))
        return NULL;
    if (!dwarf_cu_die(attr.cu, &cu, &version, NULL, NULL, NULL, NULL, NULL) ||
        (n == 0 && version < 5) || dwarf_getsrcfiles(&cu, &files, NULL))
        return NULL;
    return dwarf_filesrc(files, (size_t)n, NULL, NULL);
}

static bool declared_by_system(Dwarf_Die *die)
{
    const char *file = decl_file(die);
    return file && (!strncmp(file, "/usr/", 5) || !strncmp(file, "/lib", 4));
}

/* Where the walk from a variable down to the lock stands. */
struct descent {
    Dwarf_Die type;
    uint64_t offset;          /* of the address in `type` */
    const char *typedef_name; /* names a record that has no name of its own */
    const char *record, *field;
    Dwarf_Die member;
    bool has_member, element;
    const char *stop;   /* record not to look into, or NULL */
    struct hd_buf path; /* "[3].lock", as one writes it behind the variable */
    bool vague;         /* the path lacks something */
};

/* Strips typedefs and qualifiers. False: a system type, the walk ends. */
static bool strip(struct descent *d)
{
    d->typedef_name = NULL;
    for (int i = 0; i < MAX_TYPE_DEPTH; i++) {
        int tag = dwarf_tag(&d->type);
        if (tag == DW_TAG_typedef) {
            if (declared_by_system(&d->type))
                return false;
            d->typedef_name = dwarf_diename(&d->type);
        } else if (tag != DW_TAG_const_type && tag != DW_TAG_volatile_type &&
                   tag != DW_TAG_atomic_type) {
            return !declared_by_system(&d->type);
        }
        Dwarf_Die next;
        if (!hd_die_type(&d->type, &next))
            return false;
        d->type = next;
    }
    return false;
}

static bool extent(Dwarf_Die *range, Dwarf_Word *out)
{
    Dwarf_Attribute attr;
    if (dwarf_formudata(dwarf_attr_integrate(range, DW_AT_count, &attr), out) == 0)
        return true;
    if (dwarf_formudata(dwarf_attr_integrate(range, DW_AT_upper_bound, &attr), out))
        return false;
    ++*out;
    return true;
}

/* The `n`th element of the array, row by row. */
static void put_index(struct descent *d, uint64_t n)
{
    Dwarf_Word size[MAX_DIMENSIONS] = {0};
    Dwarf_Die child;
    size_t k = 0;
    bool more = dwarf_child(&d->type, &child) == 0;
    for (; more && k < MAX_DIMENSIONS; more = !dwarf_siblingof(&child, &child)) {
        if (dwarf_tag(&child) == DW_TAG_subrange_type && !extent(&child, &size[k++]))
            size[k - 1] = 0;
    }
    uint64_t inside = 1; /* elements of one index of the outermost dimension */
    for (size_t i = 1; i < k; i++)
        inside *= size[i] <= UINT32_MAX && inside <= UINT32_MAX ? size[i] : 0;
    d->vague |= more || !inside;
    for (size_t i = 0; i < (k ? k : 1) && inside; i++) {
        hd_buf_fmt(&d->path, "[%llu]", (unsigned long long)(n / inside));
        n %= inside;
        if (i + 1 < k)
            inside /= size[i + 1];
    }
}

static bool into_array(struct descent *d)
{
    Dwarf_Die elem;
    Dwarf_Word size;
    if (!hd_die_type(&d->type, &elem) || dwarf_aggregate_size(&elem, &size) || !size)
        return false;
    put_index(d, d->offset / size);
    d->offset %= size;
    d->type = elem;
    d->element = true;
    return true;
}

static bool member_at(Dwarf_Die *record, uint64_t offset, Dwarf_Die *out, uint64_t *start)
{
    Dwarf_Die child;
    if (dwarf_child(record, &child))
        return false;
    do {
        int tag = dwarf_tag(&child);
        Dwarf_Attribute attr;
        Dwarf_Word at = 0, size;
        Dwarf_Die type;
        if (tag != DW_TAG_member && tag != DW_TAG_inheritance)
            continue;
        if (dwarf_attr(&child, DW_AT_data_member_location, &attr) && dwarf_formudata(&attr, &at))
            continue;
        if (!hd_die_type(&child, &type) || dwarf_aggregate_size(&type, &size))
            continue;
        if (offset >= at && offset - at < size) {
            *out = child;
            *start = at;
            return true;
        }
    } while (!dwarf_siblingof(&child, &child));
    return false;
}

static bool into_record(struct hd_symbolizer *s, struct descent *d)
{
    Dwarf_Die member, type;
    uint64_t start;
    if (!member_at(&d->type, d->offset, &member, &start) || !hd_die_type(&member, &type))
        return false;
    const char *name = hd_die_qualified_name(s, &d->type);
    const char *field = dwarf_diename(&member);
    /* An anonymous record's members belong to the record around it. */
    d->record = name ? name : d->typedef_name ? d->typedef_name : d->record;
    if (field) {
        hd_buf_fmt(&d->path, ".%s", field);
        d->field = field;
        d->member = member;
        d->has_member = true;
    }
    d->offset -= start;
    d->type = type;
    return true;
}

static bool is_stop(struct descent *d)
{
    const char *name = dwarf_diename(&d->type);
    name = name ? name : d->typedef_name;
    return d->stop && name && !d->offset && !strcmp(name, d->stop);
}

static void descend(struct hd_symbolizer *s, struct descent *d)
{
    for (int i = 0; i < MAX_TYPE_DEPTH && strip(d) && !is_stop(d); i++) {
        int tag = dwarf_tag(&d->type);
        bool on =
            tag == DW_TAG_array_type ? into_array(d)
            : tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type
                ? into_record(s, d)
                : false;
        if (!on)
            break;
    }
}

static struct hd_site decl_site(struct hd_symbolizer *s, Dwarf_Die *die)
{
    struct hd_site site = {0};
    int n;
    site.file = hd_symbolizer_file(s, hd_die_comp_dir(die), decl_file(die));
    if (!dwarf_decl_line(die, &n) && n > 0)
        site.line = (uint32_t)n;
    if (!dwarf_decl_column(die, &n) && n > 0)
        site.column = (uint32_t)n;
    return site;
}

static bool is_external(Dwarf_Die *die)
{
    Dwarf_Attribute attr;
    bool flag = false;
    return dwarf_attr_integrate(die, DW_AT_external, &attr) && !dwarf_formflag(&attr, &flag) &&
           flag;
}

/* The DIE with name, file and line: a definition may refer back to its declaration. */
static Dwarf_Die with_name(Dwarf_Die die)
{
    Dwarf_Attribute attr;
    Dwarf_Die spec;
    if (!dwarf_hasattr(&die, DW_AT_decl_file) && dwarf_attr(&die, DW_AT_specification, &attr) &&
        dwarf_formref_die(&attr, &spec))
        return spec;
    return die;
}

bool hd_describe_variable(struct hd_symbolizer *s, Dwarf_Die *die, Dwarf_Die *fn, uint64_t offset,
                          uint64_t symbol_size, const char *stop, struct hd_variable *out)
{
    Dwarf_Die decl = with_name(*die);
    const char *name = hd_die_qualified_name(s, &decl);
    struct descent d = {.offset = offset, .stop = stop};
    Dwarf_Word size;
    if (!name || !hd_die_type(die, &d.type))
        return false;
    if (dwarf_aggregate_size(&d.type, &size))
        size = symbol_size;
    if (offset >= size)
        return false;
    descend(s, &d);
    if (!d.offset && !d.vague)
        out->path = hd_arena_fmt(&s->arena, "%s%s", name, hd_buf_cstr(&d.path));
    hd_buf_free(&d.path);
    out->element = d.element;
    out->inner_offset = d.offset;
    out->inner_size = dwarf_aggregate_size(&d.type, &size) ? 0 : size;
    out->decl = decl_site(s, d.has_member ? &d.member : &decl);
    if (d.has_member && d.record) {
        out->key = hd_arena_fmt(&s->arena, "field:%s.%s", d.record, d.field);
        out->name = hd_arena_fmt(&s->arena, "%s.%s", d.record, d.field);
        return true;
    }
    const char *file = out->decl.file ? out->decl.file : "";
    out->name = name;
    if (fn) {
        const char *f = hd_die_qualified_name(s, fn);
        out->key = hd_arena_fmt(&s->arena, "local:%s.%s@%s", f ? f : "?", name, file);
        out->decl.function = f;
    } else {
        out->key = hd_arena_fmt(&s->arena, "global:%s@%s", name, is_external(&decl) ? "" : file);
    }
    return true;
}

static bool describe(struct hd_symbolizer *s, struct hd_module *m, const struct hd_static_var *v,
                     uint64_t offset, uint64_t symbol_size, const char *stop,
                     struct hd_variable *out)
{
    Dwarf_Addr bias;
    Dwarf *dbg = dwfl_module_getdwarf(m->elf->mod, &bias);
    Dwarf_Die die, fn;
    if (!dbg || !dwarf_offdie(dbg, v->die, &die))
        return false;
    bool local = v->function && dwarf_offdie(dbg, v->function, &fn);
    return hd_describe_variable(s, &die, local ? &fn : NULL, offset, symbol_size, stop, out);
}

/* Without DWARF: the symbol alone. */
static bool describe_symbol(struct hd_symbolizer *s, struct hd_module *m, const char *name,
                            const GElf_Sym *sym, struct hd_variable *out)
{
    bool local = GELF_ST_BIND(sym->st_info) == STB_LOCAL;
    const char *plain = hd_demangle(&s->arena, name);
    out->name = plain ? plain : name;
    out->key = hd_arena_fmt(&s->arena, "global:%s@%s", out->name, local ? m->base : "");
    return true;
}

bool hd_symbolize_data(struct hd_symbolizer *s, uint64_t addr, struct hd_variable *out)
{
    return hd_symbolize_object(s, addr, NULL, out);
}

bool hd_symbolize_object(struct hd_symbolizer *s, uint64_t addr, const char *type,
                         struct hd_variable *out)
{
    *out = (struct hd_variable){0};
    struct hd_module *m = hd_module_at(s, addr);
    if (!m || !m->elf)
        return false;
    addr = hd_module_addr(m, addr);
    GElf_Off offset = 0;
    GElf_Sym sym;
    const char *name = dwfl_module_addrinfo(m->elf->mod, addr, &offset, &sym, NULL, NULL, NULL);
    bool object =
        name && GELF_ST_TYPE(sym.st_info) == STT_OBJECT && (!sym.st_size || offset < sym.st_size);
    if (object)
        out->symbol = hd_arena_str(&s->arena, name);
    if (!m->elf->vars_indexed)
        index_variables(m);
    Dwarf_Addr bias = 0;
    if (m->elf->vars.len)
        dwfl_module_getdwarf(m->elf->mod, &bias);
    const struct hd_static_var *v = variable_at(m, addr - bias);
    uint64_t size = object && v && addr - offset - bias == v->addr ? sym.st_size : 0;
    if (v && describe(s, m, v, addr - bias - v->addr, size, type, out))
        return true;
    return object && describe_symbol(s, m, out->symbol, &sym, out);
}

/* ---- handles ---- */

static const char *pointee_record(struct hd_symbolizer *s, Dwarf_Die *param)
{
    Dwarf_Die type;
    const char *alias = NULL;
    bool pointer = false, ok = hd_die_type(param, &type);
    for (int i = 0; ok && i < MAX_TYPE_DEPTH; i++) {
        int tag = dwarf_tag(&type);
        if (tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type) {
            const char *name = dwarf_diename(&type);
            name = name ? name : alias;
            return pointer && name ? hd_arena_str(&s->arena, name) : NULL;
        }
        if (tag == DW_TAG_typedef)
            alias = dwarf_diename(&type);
        pointer |= tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type;
        ok = hd_die_type(&type, &type);
    }
    return NULL;
}

const char *hd_symbolize_handle(struct hd_symbolizer *s, uint64_t pc)
{
    struct hd_module *m = hd_module_at(s, pc - 1);
    Dwarf_Die fn, child;
    if (!pc || !m || !m->elf || !hd_function_at(m, pc - 1, &fn) || dwarf_child(&fn, &child))
        return NULL;
    do {
        const char *record =
            dwarf_tag(&child) == DW_TAG_formal_parameter ? pointee_record(s, &child) : NULL;
        if (record)
            return record;
    } while (!dwarf_siblingof(&child, &child));
    return NULL;
}
