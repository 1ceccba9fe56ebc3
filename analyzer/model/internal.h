/* The inside of struct hd_model, shared by the files of this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_INTERNAL_H
#define HEDDLE_ANALYZER_MODEL_INTERNAL_H

#include "analyzer/model/model.h"
#include "analyzer/model/yaml_doc.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/map.h"
#include "core/vec.h"

enum { MODEL_MAX_RESOURCES = 1024 };

/* What one pack says about one name. Several packs may speak of the same name: the chain leads from
 * the latest to the oldest, and the latest that is switched on counts. */
struct model_entry {
    uint32_t pack;  /* number of the pack */
    uint32_t older; /* index + 1 into the same vector, 0 at the end */
    const struct hd_op_model *ops;
    size_t nops;
    const struct hd_attr_model *attrs;
    size_t nattrs;
    const struct hd_resource *type;
    const struct hd_guard_model *guard;
};

/* Names of one sort (functions, types, guards) and their chains. */
struct model_names {
    struct hd_strpool pool;
    HD_VEC(uint32_t) newest; /* by number of the name: index + 1 into entry */
    HD_VEC(struct model_entry) entry;
};

struct hd_model {
    struct hd_arena arena;
    struct hd_automaton *automaton[HD_KIND_COUNT];
    struct hd_resource *resource; /* MODEL_MAX_RESOURCES of them: they never move */
    size_t nresources;
    HD_VEC(struct hd_pack_info) pack;
    struct model_names fn, type, guard;
    struct hd_buf messages;
};

/* Files that are read together: rows with same_as may refer to any of them. The documents stay open
 * until the batch ends. */
struct model_batch {
    struct hd_model *m;
    size_t first_pack; /* packs from here on belong to this batch */
    bool built_in;     /* nothing was there before: the embedded files, or a complete tree */
    HD_VEC(struct hd_yaml *) file;
    size_t mistakes;
};

/* automata.c: one file of automata. */
void hd_model_read_automata(struct hd_model *m, struct hd_yaml *y, yaml_node_t *list);
/* pack.c: one pack; rows with same_as are left for hd_model_read_aliases. */
void hd_model_read_pack(struct model_batch *b, struct hd_yaml *y);
void hd_model_read_aliases(struct model_batch *b, struct hd_yaml *y);
/* op.c */
struct op_scope { /* where an op row stands */
    struct model_batch *batch;
    struct hd_yaml *y;
    uint32_t pack;
    size_t first_resource; /* of the pack */
};
/* Reads everything but the name of a row into *op, which holds the defaults (or, for same_as, the
 * row it is like). */
void hd_model_read_op(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op);
void hd_model_default_op(struct hd_op_model *op);
/* The event of key `then`, which happens right after the row's own; -1 none. */
int hd_model_then(struct op_scope *s, yaml_node_t *row, const struct hd_op_model *op);
bool hd_model_op_complete(struct op_scope *s, yaml_node_t *row, const struct hd_op_model *op);
/* words.c: numbers of the words of the schema, -1 for others. */
int hd_model_role(const char *word);
int hd_model_identity(const char *word);
int hd_model_trait(const char *word);       /* the bit */
int hd_model_comparison(const char **text); /* "==" …: enum hd_op; moves *text behind it */
/* A word or a list of words as trait bits; unknown ones are mistakes. */
unsigned hd_model_traits(struct hd_yaml *y, yaml_node_t *n);
/* "ret == 0", "ret >= NULL"; a mistake gives the empty predicate. NULL gives it too. */
struct hd_predicate hd_model_predicate(struct hd_yaml *y, yaml_node_t *n);
/* A rule id of the catalogue, checked; static storage. */
const char *hd_model_rule(struct hd_yaml *y, yaml_node_t *n);

/* names.c: adds an entry for `name` (before older ones) and returns it; valid until the next. */
struct model_entry *hd_names_add(struct model_names *n, const char *name, uint32_t pack);
/* The latest entry of `name` whose pack is switched on, or NULL. */
const struct model_entry *hd_names_find(const struct hd_model *m, const struct model_names *n,
                                        const char *name);
/* The entry of exactly this pack for `name`, or NULL. */
struct model_entry *hd_names_of_pack(struct model_names *n, const char *name, uint32_t pack);
void hd_names_free(struct model_names *n);

#endif
