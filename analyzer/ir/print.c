/* The IR for people: `heddle ir` and the golden tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "core/buf.h"
#include "core/file.h"

static const char *const op_text[] = {
    [HD_OP_NONE] = "",  [HD_OP_EQ] = "==",  [HD_OP_NE] = "!=", [HD_OP_LT] = "<",  [HD_OP_LE] = "<=",
    [HD_OP_GT] = ">",   [HD_OP_GE] = ">=",  [HD_OP_AND] = "&", [HD_OP_OR] = "|",  [HD_OP_XOR] = "^",
    [HD_OP_ADD] = "+",  [HD_OP_SUB] = "-",  [HD_OP_MUL] = "*", [HD_OP_DIV] = "/", [HD_OP_REM] = "%",
    [HD_OP_SHL] = "<<", [HD_OP_SHR] = ">>", [HD_OP_NOT] = "~", [HD_OP_NEG] = "-",
};

static void string_literal(const char *s, struct hd_buf *out)
{
    hd_buf_char(out, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            hd_buf_fmt(out, "\\%c", *s);
        else if (*s == '\n')
            hd_buf_str(out, "\\n");
        else if ((unsigned char)*s < 32)
            hd_buf_fmt(out, "\\%03o", (unsigned char)*s);
        else
            hd_buf_char(out, *s);
    }
    hd_buf_char(out, '"');
}

/* What stands before "[i]" or ".f": "p->f" and "p[i]" rather than "(*p).f" and "(*p)[i]". */
static void path_base(const struct hd_ir *ir, uint32_t path, bool index, struct hd_buf *out)
{
    const struct hd_ir_path *p = &ir->paths[path];
    bool array = ir->types[p->type].kind == HD_TYPE_ARRAY;
    if (p->kind == HD_PATH_DEREF && (!index || !array)) {
        path_base(ir, p->parent, true, out);
        return;
    }
    if (p->kind == HD_PATH_DEREF)
        hd_buf_char(out, '(');
    hd_ir_path_text(ir, path, out);
    if (p->kind == HD_PATH_DEREF)
        hd_buf_char(out, ')');
}

void hd_ir_path_text(const struct hd_ir *ir, uint32_t path, struct hd_buf *out)
{
    const struct hd_ir_path *p = &ir->paths[path];
    switch (p->kind) {
    case HD_PATH_VAR:
        hd_buf_str(out, hd_ir_str(ir, ir->decls[p->arg].name));
        break;
    case HD_PATH_TEMP:
        hd_buf_fmt(out, "$%u", p->arg);
        break;
    case HD_PATH_UNKNOWN:
        hd_buf_fmt(out, "?%u", p->arg);
        break;
    case HD_PATH_DEREF:
        hd_buf_char(out, '*');
        hd_ir_path_text(ir, p->parent, out);
        break;
    case HD_PATH_FIELD:
        path_base(ir, p->parent, false, out);
        hd_buf_str(out, ir->paths[p->parent].kind == HD_PATH_DEREF ? "->" : ".");
        hd_buf_str(out, hd_ir_str(ir, ir->decls[p->arg].name));
        break;
    case HD_PATH_INDEX:
        path_base(ir, p->parent, true, out);
        hd_buf_fmt(out, "[%" PRId64 "]", ir->ints[p->arg]);
        break;
    case HD_PATH_INDEX_VAL:
        path_base(ir, p->parent, true, out);
        hd_buf_char(out, '[');
        hd_ir_val_text(ir, p->arg, out);
        hd_buf_char(out, ']');
        break;
    case HD_PATH_INDEX_ANY:
        path_base(ir, p->parent, true, out);
        hd_buf_str(out, "[?]");
        break;
    default:
        hd_buf_str(out, "-");
    }
}

static void expr_text(const struct hd_ir *ir, const struct hd_ir_expr *e, struct hd_buf *out)
{
    hd_buf_char(out, '(');
    if (e->b == 0) {
        hd_buf_str(out, op_text[e->op]);
        hd_ir_val_text(ir, e->a, out);
    } else {
        hd_ir_val_text(ir, e->a, out);
        hd_buf_fmt(out, " %s ", op_text[e->op]);
        hd_ir_val_text(ir, e->b, out);
    }
    hd_buf_char(out, ')');
}

void hd_ir_val_text(const struct hd_ir *ir, hd_val v, struct hd_buf *out)
{
    uint32_t i = HD_VAL_INDEX(v);
    switch (HD_VAL_TAG(v)) {
    case HD_V_NONE:
        hd_buf_str(out, "-");
        break;
    case HD_V_UNKNOWN:
        hd_buf_char(out, '?');
        break;
    case HD_V_INT:
        hd_buf_fmt(out, "%" PRId64, ir->ints[i]);
        break;
    case HD_V_STR:
        string_literal(hd_ir_str(ir, i), out);
        break;
    case HD_V_PATH:
        hd_ir_path_text(ir, i, out);
        break;
    case HD_V_ADDR:
        hd_buf_char(out, '&');
        hd_ir_path_text(ir, i, out);
        break;
    case HD_V_FUNC:
        hd_buf_fmt(out, "%s()", hd_ir_str(ir, ir->decls[i].name));
        break;
    case HD_V_EXPR:
        expr_text(ir, &ir->exprs[i], out);
        break;
    }
}

static void flag_words(uint32_t flags, const char *const *words, struct hd_buf *out)
{
    for (int i = 0; words[i]; i++)
        if (flags >> i & 1 && *words[i])
            hd_buf_fmt(out, " [%s]", words[i]);
}

static void loc_text(const struct hd_ir *ir, uint32_t loc, struct hd_buf *out)
{
    if (!loc)
        return;
    const struct hd_ir_loc *l = &ir->locs[loc];
    hd_buf_str(out, "  ; ");
    if (l->file != ir->main_file)
        hd_buf_fmt(out, "%s:", hd_path_basename(hd_ir_str(ir, ir->files[l->file].name)));
    hd_buf_fmt(out, "%u:%u", l->line, l->column);
    if (l->macro)
        hd_buf_fmt(out, " %s", hd_ir_str(ir, l->macro));
}

static void call_text(const struct hd_ir *ir, const struct hd_ir_insn *in, struct hd_buf *out)
{
    if (in->dst) {
        hd_ir_path_text(ir, in->dst, out);
        hd_buf_str(out, " = ");
    }
    hd_buf_str(out, "call ");
    if (HD_VAL_TAG(in->a) == HD_V_FUNC) {
        hd_buf_str(out, hd_ir_str(ir, ir->decls[HD_VAL_INDEX(in->a)].name));
    } else {
        hd_buf_char(out, '*');
        hd_ir_val_text(ir, in->a, out);
    }
    hd_buf_char(out, '(');
    for (uint32_t i = 0; i < in->nargs; i++) {
        if (i)
            hd_buf_str(out, ", ");
        hd_ir_val_text(ir, ir->args[in->arg + i], out);
    }
    hd_buf_char(out, ')');
}

static void insn_text(const struct hd_ir *ir, const struct hd_ir_insn *in, struct hd_buf *out)
{
    static const char *const words[] = {"implicit",  "unused",  "voided", "macro",
                                        "temporary", "virtual", "init",   "static initialiser",
                                        "caught",    NULL};
    hd_buf_str(out, "    ");
    switch (in->op) {
    case HD_INSN_CALL:
        call_text(ir, in, out);
        break;
    case HD_INSN_ASSIGN:
    case HD_INSN_COPY:
        hd_ir_path_text(ir, in->dst, out);
        hd_buf_fmt(out, " %s%s ", op_text[in->how], in->op == HD_INSN_COPY ? ":=" : "=");
        hd_ir_val_text(ir, in->a, out);
        break;
    case HD_INSN_DECL:
        hd_buf_str(out, "decl ");
        hd_ir_path_text(ir, in->dst, out);
        if (in->a)
            hd_buf_str(out, " zeroed");
        break;
    case HD_INSN_SCOPE_END:
        hd_buf_str(out, "end ");
        hd_ir_path_text(ir, in->dst, out);
        break;
    default:
        hd_buf_str(out, "load ");
        hd_ir_val_text(ir, in->a, out);
    }
    flag_words(in->flags, words, out);
    loc_text(ir, in->loc, out);
    hd_buf_char(out, '\n');
}

static void switch_text(const struct hd_ir *ir, const struct hd_ir_block *k, struct hd_buf *out)
{
    hd_buf_str(out, "switch ");
    hd_ir_val_text(ir, k->a, out);
    for (uint32_t i = 0; i + 1 < k->nsucc; i++) {
        const struct hd_ir_case *c = &ir->cases[k->kase + i];
        hd_buf_fmt(out, " %" PRId64, c->lo);
        if (c->hi != c->lo)
            hd_buf_fmt(out, "..%" PRId64, c->hi);
        hd_buf_fmt(out, ":b%u", ir->succs[k->succ + i]);
    }
    hd_buf_fmt(out, " default:b%u", ir->succs[k->succ + k->nsucc - 1]);
}

static void term_text(const struct hd_ir *ir, const struct hd_ir_block *k, struct hd_buf *out)
{
    const uint32_t *succ = ir->succs + k->succ;
    hd_buf_str(out, "    ");
    switch (k->term) {
    case HD_TERM_GOTO:
        hd_buf_fmt(out, "goto b%u", succ[0]);
        break;
    case HD_TERM_BRANCH:
        hd_buf_str(out, "if ");
        hd_ir_val_text(ir, k->a, out);
        if (k->op) {
            hd_buf_fmt(out, " %s ", op_text[k->op]);
            hd_ir_val_text(ir, k->b, out);
        }
        hd_buf_fmt(out, " b%u else b%u", succ[0], succ[1]);
        break;
    case HD_TERM_SWITCH:
        switch_text(ir, k, out);
        break;
    case HD_TERM_RETURN:
        hd_buf_str(out, "return");
        if (k->a) {
            hd_buf_char(out, ' ');
            hd_ir_val_text(ir, k->a, out);
        }
        break;
    case HD_TERM_UNREACHABLE:
        hd_buf_str(out, "unreachable");
        break;
    case HD_TERM_THROW:
        hd_buf_str(out, "throw");
        break;
    default:
        hd_buf_str(out, "goto any of");
        for (uint32_t i = 0; i < k->nsucc; i++)
            hd_buf_fmt(out, " b%u", succ[i]);
    }
    loc_text(ir, k->loc, out);
    hd_buf_char(out, '\n');
}

void hd_ir_print_func(const struct hd_ir *ir, uint32_t func, struct hd_buf *out)
{
    static const char *const words[] = {"broken", "initialisers", "header",
                                        "lambda", "system",       NULL};
    const struct hd_ir_func *f = &ir->funcs[func];
    hd_buf_fmt(out, "function %s(", hd_ir_str(ir, ir->decls[f->decl].name));
    for (uint32_t i = 0; i < f->nparams; i++) {
        const struct hd_ir_decl *d = &ir->decls[f->param + i];
        hd_buf_fmt(out, "%s%s: %s", i ? ", " : "", hd_ir_str(ir, d->name),
                   hd_ir_str(ir, ir->types[d->type].spelling));
    }
    hd_buf_char(out, ')');
    flag_words(f->flags, words, out);
    loc_text(ir, f->loc, out);
    hd_buf_char(out, '\n');
    for (uint32_t i = 0; i < f->nblocks; i++) {
        const struct hd_ir_block *k = &ir->blocks[f->block + i];
        hd_buf_fmt(out, "  b%u:\n", i);
        for (uint32_t j = 0; j < k->ninsns; j++)
            insn_text(ir, &ir->insns[k->insn + j], out);
        term_text(ir, k, out);
    }
}

static void print_globals(const struct hd_ir *ir, struct hd_buf *out)
{
    for (uint32_t i = 0; i < ir->ndecls; i++) {
        const struct hd_ir_decl *d = &ir->decls[i];
        if (d->kind != HD_DECL_GLOBAL && d->kind != HD_DECL_STATIC_LOCAL)
            continue;
        hd_buf_fmt(out, "%s %s: %s", d->kind == HD_DECL_GLOBAL ? "global" : "static",
                   hd_ir_str(ir, d->name), hd_ir_str(ir, ir->types[d->type].spelling));
        if (!(d->flags & HD_DECL_F_DEFINED))
            hd_buf_str(out, " [extern]");
        if (d->init) {
            hd_buf_str(out, " = ");
            hd_ir_val_text(ir, d->init, out);
        }
        if (d->init_macro)
            hd_buf_fmt(out, " = %s", hd_ir_str(ir, d->init_macro));
        loc_text(ir, d->loc, out);
        hd_buf_char(out, '\n');
    }
}

static void print_attrs(const struct hd_ir *ir, struct hd_buf *out)
{
    for (uint32_t i = 0; i < ir->nattrs; i++) {
        const struct hd_ir_attr *a = &ir->attrs[i];
        hd_buf_fmt(out, "attribute %s: %s(%s)", hd_ir_str(ir, ir->decls[a->decl].name),
                   hd_ir_str(ir, a->name), hd_ir_str(ir, a->arg));
        for (uint32_t k = 0; k < a->nlocks; k++) {
            hd_buf_str(out, k ? ", " : "  ; ");
            hd_ir_val_text(ir, ir->args[a->lock + k], out);
        }
        hd_buf_char(out, '\n');
    }
}

void hd_ir_print(const struct hd_ir *ir, struct hd_buf *out)
{
    hd_buf_fmt(out, "unit %s", hd_ir_str(ir, ir->files[ir->main_file].name));
    if (ir->errors)
        hd_buf_fmt(out, "  (%u compile errors)", ir->errors);
    hd_buf_char(out, '\n');
    print_globals(ir, out);
    print_attrs(ir, out);
    for (uint32_t i = 0; i < ir->nfuncs; i++) {
        hd_buf_char(out, '\n');
        hd_ir_print_func(ir, i, out);
    }
}
