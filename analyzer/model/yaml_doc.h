/* A YAML document and the mistakes found in it. libyaml's document API does the parsing; this layer
 * adds the limits (size, nesting, no anchors, no aliases, no tags, one document), typed access to
 * nodes, and messages of the form "file:line:column: what is wrong". Reading goes on after a
 * mistake, so that one run shows them all.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_YAML_DOC_H
#define HEDDLE_ANALYZER_MODEL_YAML_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "core/arena.h"
#include "core/buf.h"

enum { HD_YAML_MAX_SIZE = 1 << 20, HD_YAML_MAX_NESTING = 16 };

struct hd_yaml {
    const char *name;    /* for messages; borrowed */
    yaml_document_t doc; /* valid when `loaded` */
    bool loaded;
    struct hd_buf *out; /* messages; borrowed */
    size_t mistakes;
};

/* Parses `text`. false when the text is no acceptable YAML (the mistake is in `out`). */
bool hd_yaml_load(struct hd_yaml *y, const char *name, const char *text, size_t len,
                  struct hd_buf *out);
void hd_yaml_free(struct hd_yaml *y);

void hd_yaml_mistake(struct hd_yaml *y, const yaml_node_t *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* As above, with "; did you mean 'near'?" behind it when `near` is not NULL. */
void hd_yaml_unknown(struct hd_yaml *y, const yaml_node_t *at, const char *what, const char *word,
                     const char *near);

yaml_node_t *hd_yaml_root(struct hd_yaml *y);
yaml_node_t *hd_yaml_node(struct hd_yaml *y, int index);
/* The value of `key` in mapping `map`, or NULL. */
yaml_node_t *hd_yaml_get(struct hd_yaml *y, const yaml_node_t *map, const char *key);
/* Items of a sequence; a missing node (NULL) has none, anything else is one mistake and none. */
size_t hd_yaml_items(struct hd_yaml *y, yaml_node_t *seq);
yaml_node_t *hd_yaml_item(struct hd_yaml *y, const yaml_node_t *seq, size_t i);

/* Checks that `map` is a mapping whose keys are all in the NULL-terminated list, each once. */
bool hd_yaml_keys(struct hd_yaml *y, yaml_node_t *map, const char *what, const char *const *keys);

/* Typed values; a node of another shape is a mistake and gives the value in brackets. */
const char *hd_yaml_text(struct hd_yaml *y, const yaml_node_t *n); /* [""], NULL for NULL */
int64_t hd_yaml_int(struct hd_yaml *y, const yaml_node_t *n, int64_t lo, int64_t hi); /* [lo] */
bool hd_yaml_bool(struct hd_yaml *y, const yaml_node_t *n); /* [false], false for NULL */
/* A word or a list of words as a NULL-terminated array in the arena; empty for NULL. */
const char **hd_yaml_words(struct hd_yaml *y, yaml_node_t *n, struct hd_arena *a);
/* The i-th word of a word or a list of words with the node it stands in; NULL at the end. */
const char *hd_yaml_word(struct hd_yaml *y, yaml_node_t *n, size_t i, const yaml_node_t **at);

#endif
