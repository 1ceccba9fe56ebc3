/* See yaml_doc.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/yaml_doc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/model/yaml_mistake.h"
#include "core/err.h"
#include "core/nearest.h"

static void put_mistake(struct hd_yaml *y, yaml_mark_t at, const char *fmt, va_list ap)
{
    char text[512];
    vsnprintf(text, sizeof text, fmt, ap);
    hd_buf_fmt(y->out, "%s:%zu:%zu: %s\n", y->name, at.line + 1, at.column + 1, text);
    y->mistakes++;
}

static void mistake_at(struct hd_yaml *y, yaml_mark_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void mistake_at(struct hd_yaml *y, yaml_mark_t at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put_mistake(y, at, fmt, ap);
    va_end(ap);
}

void hd_yaml_mistake(struct hd_yaml *y, const yaml_node_t *at, const char *fmt, ...)
{
    yaml_mark_t start = {0};
    va_list ap;
    va_start(ap, fmt);
    put_mistake(y, at ? at->start_mark : start, fmt, ap);
    va_end(ap);
}

void hd_yaml_unknown(struct hd_yaml *y, const yaml_node_t *at, const char *what, const char *word,
                     const char *near)
{
    if (near)
        hd_yaml_mistake(y, at, "unknown %s '%s'; did you mean '%s'?", what, word, near);
    else
        hd_yaml_mistake(y, at, "unknown %s '%s'", what, word);
}

/* The limits are checked on the stream of events, before the document is built, so that a hostile
 * file costs no memory. ---------------------------------------------------------------------- */

/* What is wrong with this event, or NULL. */
static const char *refusal(const yaml_event_t *e, int *depth, int *documents)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        return "aliases are not allowed; a text that begins with '*' goes in quotes";
    case YAML_DOCUMENT_START_EVENT:
        return ++*documents > 1 ? "a file holds one document only" : NULL;
    case YAML_SCALAR_EVENT:
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
        ++*depth;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
        ++*depth;
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        --*depth;
        break;
    default:
        break;
    }
    if (anchor)
        return "anchors are not allowed; a text that begins with '&' goes in quotes";
    if (tag)
        return "tags are not allowed; a text that begins with '!' goes in quotes";
    return *depth > HD_YAML_MAX_NESTING ? "nested too deeply (the limit is 16)" : NULL;
}

static void refused(struct hd_yaml *y, const yaml_parser_t *p, const char *text, size_t len)
{
    struct hd_buf why = {0};
    yaml_mark_t at = hd_yaml_explain(p, text, len, &why);
    mistake_at(y, at, "%s", hd_buf_cstr(&why));
    hd_buf_free(&why);
}

static bool check_limits(struct hd_yaml *y, const char *text, size_t len)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        hd_oom();
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    int depth = 0, documents = 0;
    for (bool done = false; !done && !y->mistakes;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            refused(y, &parser, text, len);
            break;
        }
        const char *why = refusal(&event, &depth, &documents);
        if (why)
            mistake_at(y, event.start_mark, "%s", why);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return y->mistakes == 0;
}

bool hd_yaml_load(struct hd_yaml *y, const char *name, const char *text, size_t len,
                  struct hd_buf *out)
{
    *y = (struct hd_yaml){.name = name, .out = out};
    yaml_mark_t start = {0};
    if (len > HD_YAML_MAX_SIZE) {
        mistake_at(y, start, "larger than 1 MB");
        return false;
    }
    if (!check_limits(y, text, len))
        return false;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        hd_oom();
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    y->loaded = yaml_parser_load(&parser, &y->doc) != 0;
    if (!y->loaded)
        refused(y, &parser, text, len);
    yaml_parser_delete(&parser);
    return y->loaded;
}

void hd_yaml_free(struct hd_yaml *y)
{
    if (y->loaded)
        yaml_document_delete(&y->doc);
    y->loaded = false;
}

/* Nodes ----------------------------------------------------------------------------------------*/

yaml_node_t *hd_yaml_root(struct hd_yaml *y)
{
    return yaml_document_get_root_node(&y->doc);
}

yaml_node_t *hd_yaml_node(struct hd_yaml *y, int index)
{
    return yaml_document_get_node(&y->doc, index);
}

static bool is_text(const yaml_node_t *n, const char *s)
{
    return n->type == YAML_SCALAR_NODE && strcmp((const char *)n->data.scalar.value, s) == 0;
}

yaml_node_t *hd_yaml_get(struct hd_yaml *y, const yaml_node_t *map, const char *key)
{
    if (!map || map->type != YAML_MAPPING_NODE)
        return NULL;
    const yaml_node_pair_t *p = map->data.mapping.pairs.start;
    for (; p < map->data.mapping.pairs.top; p++)
        if (is_text(hd_yaml_node(y, p->key), key))
            return hd_yaml_node(y, p->value);
    return NULL;
}

size_t hd_yaml_items(struct hd_yaml *y, yaml_node_t *seq)
{
    if (!seq)
        return 0;
    if (seq->type != YAML_SEQUENCE_NODE) {
        hd_yaml_mistake(y, seq, "a list is expected here");
        return 0;
    }
    return (size_t)(seq->data.sequence.items.top - seq->data.sequence.items.start);
}

yaml_node_t *hd_yaml_item(struct hd_yaml *y, const yaml_node_t *seq, size_t i)
{
    return hd_yaml_node(y, seq->data.sequence.items.start[i]);
}

static const char *known_key(const char *const *keys, const char *word)
{
    for (; *keys; keys++)
        if (strcmp(*keys, word) == 0)
            return *keys;
    return NULL;
}

static void unknown_key(struct hd_yaml *y, const yaml_node_t *at, const char *word,
                        const char *what, const char *const *keys)
{
    const char *near = hd_nearest(word, keys);
    if (near)
        hd_yaml_mistake(y, at, "unknown key '%s' in %s; did you mean '%s'?", word, what, near);
    else
        hd_yaml_mistake(y, at, "unknown key '%s' in %s", word, what);
}

/* "key:value" is one word to YAML. */
static bool glued(const yaml_node_t *n)
{
    return n && n->type == YAML_SCALAR_NODE && strchr((const char *)n->data.scalar.value, ':');
}

bool hd_yaml_keys(struct hd_yaml *y, yaml_node_t *map, const char *what, const char *const *keys)
{
    if (!map || map->type != YAML_MAPPING_NODE) {
        hd_yaml_mistake(y, map, "%s is a mapping (key: value)%s", what,
                        glued(map) ? ", with a blank behind the ':'" : "");
        return false;
    }
    const yaml_node_pair_t *first = map->data.mapping.pairs.start;
    for (const yaml_node_pair_t *p = first; p < map->data.mapping.pairs.top; p++) {
        const yaml_node_t *key = hd_yaml_node(y, p->key);
        if (key->type != YAML_SCALAR_NODE) {
            hd_yaml_mistake(y, key, "a key is a word");
            continue;
        }
        const char *word = (const char *)key->data.scalar.value;
        if (!known_key(keys, word))
            unknown_key(y, key, word, what, keys);
        for (const yaml_node_pair_t *q = first; q < p; q++)
            if (is_text(hd_yaml_node(y, q->key), word)) {
                hd_yaml_mistake(y, key, "key '%s' stands twice in %s", word, what);
                break;
            }
    }
    return true;
}

/* Values ---------------------------------------------------------------------------------------*/

const char *hd_yaml_text(struct hd_yaml *y, const yaml_node_t *n)
{
    if (!n)
        return NULL;
    if (n->type != YAML_SCALAR_NODE) {
        hd_yaml_mistake(y, n, "one word or text is expected here");
        return "";
    }
    if (strlen((const char *)n->data.scalar.value) != n->data.scalar.length) {
        hd_yaml_mistake(y, n, "text holds a NUL");
        return "";
    }
    return (const char *)n->data.scalar.value;
}

int64_t hd_yaml_int(struct hd_yaml *y, const yaml_node_t *n, int64_t lo, int64_t hi)
{
    if (n->type == YAML_SCALAR_NODE) {
        const char *s = (const char *)n->data.scalar.value;
        char *end;
        errno = 0;
        long long v = strtoll(s, &end, 0);
        if (*s && !*end && !errno && v >= lo && v <= hi)
            return v;
    }
    hd_yaml_mistake(y, n, "a number from %lld to %lld is expected here", (long long)lo,
                    (long long)hi);
    return lo;
}

bool hd_yaml_bool(struct hd_yaml *y, const yaml_node_t *n)
{
    if (!n)
        return false;
    if (is_text(n, "true"))
        return true;
    if (!is_text(n, "false"))
        hd_yaml_mistake(y, n, "true or false is expected here");
    return false;
}

const char *hd_yaml_word(struct hd_yaml *y, yaml_node_t *n, size_t i, const yaml_node_t **at)
{
    if (!n)
        return NULL;
    if (n->type != YAML_SEQUENCE_NODE) {
        if (i > 0)
            return NULL;
        *at = n;
        return hd_yaml_text(y, n);
    }
    if (i >= (size_t)(n->data.sequence.items.top - n->data.sequence.items.start))
        return NULL;
    *at = hd_yaml_item(y, n, i);
    return hd_yaml_text(y, *at);
}

const char **hd_yaml_words(struct hd_yaml *y, yaml_node_t *n, struct hd_arena *a)
{
    size_t count = 0;
    const yaml_node_t *at;
    if (n)
        count = n->type == YAML_SEQUENCE_NODE ? hd_yaml_items(y, n) : 1;
    const char **words = hd_arena_array(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        words[i] = hd_arena_str(a, hd_yaml_word(y, n, i, &at));
    return words;
}
