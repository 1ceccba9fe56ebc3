/* gen_catalog: makes core's rule table from the catalogue and the pages.
 *
 *   gen_catalog OUT.c DOCS_FOLDER CATALOG.yml...
 *
 * Runs at build time, before anything of heddle is compiled, so it stands on libyaml alone. Every
 * mistake of the catalogue is reported as file:line:column and fails the build; nothing is guessed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "tools/ctext.h"

enum { MAX_RULES = 512 };

struct rule {
    char *id, *title, *text, *severity, *confidence, *cwe, *cert, *misra, *page;
    unsigned sides;
    const char *file;
    yaml_mark_t mark;
};

static struct rule rules[MAX_RULES];
static size_t nrules;
static int mistakes;

static void mistake(const char *file, yaml_mark_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void mistake(const char *file, yaml_mark_t at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s:%zu:%zu: ", file, at.line + 1, at.column + 1);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    mistakes++;
}

static char *scalar(const char *file, yaml_node_t *n)
{
    if (n->type == YAML_SCALAR_NODE)
        return xstrdup((const char *)n->data.scalar.value);
    mistake(file, n->start_mark, "a word or a text is expected here");
    return xstrdup("");
}

/* The items of a list with commas between them: "404,772". */
static char *joined(const char *file, yaml_document_t *doc, yaml_node_t *n)
{
    if (n->type != YAML_SEQUENCE_NODE) {
        mistake(file, n->start_mark, "a list is expected here");
        return xstrdup("");
    }
    char *all = xstrdup("");
    for (yaml_node_item_t *it = n->data.sequence.items.start; it < n->data.sequence.items.top;
         it++) {
        char *one = scalar(file, yaml_document_get_node(doc, *it));
        char *longer = xformat("%s%s%s", all, *all ? "," : "", one);
        free(all);
        free(one);
        all = longer;
    }
    return all;
}

static unsigned sides_of(const char *file, yaml_node_t *n, const char *list)
{
    if (strcmp(list, "static") == 0)
        return 1;
    if (strcmp(list, "runtime") == 0)
        return 2;
    if (strcmp(list, "static,runtime") == 0)
        return 3;
    mistake(file, n->start_mark, "sides are [static], [runtime] or [static, runtime]");
    return 1;
}

static const char *checked_word(const char *file, yaml_node_t *n, const char *word,
                                const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return word;
    mistake(file, n->start_mark, "unknown word '%s'", word);
    return word;
}

static void read_key(struct rule *r, yaml_document_t *doc, yaml_node_t *key, yaml_node_t *value)
{
    static const char *const severities[] = {"note", "warning", "error", NULL};
    static const char *const confidences[] = {"low", "medium", "high", NULL};
    char *k = scalar(r->file, key);
    char **text = strcmp(k, "id") == 0           ? &r->id
                  : strcmp(k, "title") == 0      ? &r->title
                  : strcmp(k, "text") == 0       ? &r->text
                  : strcmp(k, "severity") == 0   ? &r->severity
                  : strcmp(k, "confidence") == 0 ? &r->confidence
                                                 : NULL;
    char **list = strcmp(k, "cwe") == 0     ? &r->cwe
                  : strcmp(k, "cert") == 0  ? &r->cert
                  : strcmp(k, "misra") == 0 ? &r->misra
                                            : NULL;
    if ((text && *text) || (list && *list)) {
        mistake(r->file, key->start_mark, "key '%s' stands here twice", k);
    } else if (text) {
        *text = scalar(r->file, value);
        if (text == &r->severity)
            checked_word(r->file, value, *text, severities);
        if (text == &r->confidence)
            checked_word(r->file, value, *text, confidences);
    } else if (list) {
        *list = joined(r->file, doc, value);
    } else if (strcmp(k, "sides") == 0) {
        char *l = joined(r->file, doc, value);
        r->sides = sides_of(r->file, value, l);
        free(l);
    } else {
        mistake(r->file, key->start_mark, "unknown key '%s'", k);
    }
    free(k);
}

static void read_rule(const char *file, yaml_document_t *doc, yaml_node_t *n)
{
    if (n->type != YAML_MAPPING_NODE) {
        mistake(file, n->start_mark, "a rule is a mapping");
        return;
    }
    if (nrules == MAX_RULES) {
        mistake(file, n->start_mark, "more than %d rules", (int)MAX_RULES);
        return;
    }
    struct rule *r = &rules[nrules];
    r->file = file;
    r->mark = n->start_mark;
    yaml_node_pair_t *p = n->data.mapping.pairs.start;
    for (; p < n->data.mapping.pairs.top; p++)
        read_key(r, doc, yaml_document_get_node(doc, p->key),
                 yaml_document_get_node(doc, p->value));
    if (!r->id || !r->title || !r->text || !r->severity || !r->confidence || !r->sides) {
        mistake(file, r->mark, "a rule needs id, title, text, severity, confidence and sides");
        return;
    }
    for (size_t i = 0; i < nrules; i++)
        if (strcmp(rules[i].id, r->id) == 0)
            mistake(file, r->mark, "rule '%s' stands in %s:%zu already", r->id, rules[i].file,
                    rules[i].mark.line + 1);
    nrules++;
}

static void read_document(const char *file, yaml_document_t *doc)
{
    yaml_node_t *root = yaml_document_get_root_node(doc);
    yaml_mark_t none = {0};
    if (!root || root->type != YAML_MAPPING_NODE) {
        mistake(file, root ? root->start_mark : none, "a catalogue file is a mapping");
        return;
    }
    yaml_node_pair_t *p = root->data.mapping.pairs.start;
    for (; p < root->data.mapping.pairs.top; p++) {
        yaml_node_t *key = yaml_document_get_node(doc, p->key);
        yaml_node_t *value = yaml_document_get_node(doc, p->value);
        char *k = scalar(file, key);
        if (strcmp(k, "rules") == 0 && value->type == YAML_SEQUENCE_NODE) {
            yaml_node_item_t *it = value->data.sequence.items.start;
            for (; it < value->data.sequence.items.top; it++)
                read_rule(file, doc, yaml_document_get_node(doc, *it));
        } else if (strcmp(k, "heddle") != 0) {
            mistake(file, key->start_mark, "unknown key '%s'", k);
        }
        free(k);
    }
}

static void read_catalog(const char *file)
{
    size_t len;
    char *text = read_text(file, &len);
    if (!text) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        exit(1);
    }
    yaml_parser_t parser;
    yaml_document_t doc;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (unsigned char *)text, len);
    if (yaml_parser_load(&parser, &doc)) {
        read_document(file, &doc);
        yaml_document_delete(&doc);
    } else {
        mistake(file, parser.problem_mark, "%s", parser.problem ? parser.problem : "broken YAML");
    }
    yaml_parser_delete(&parser);
    free(text);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

static void shout(FILE *out, const char *word)
{
    for (; *word; word++)
        fputc(*word >= 'a' && *word <= 'z' ? *word - 'a' + 'A' : *word, out);
}

static void write_rule(FILE *out, const struct rule *r)
{
    fputs("    {.id = ", out);
    write_c_string(out, r->id);
    fputs(",\n     .title = ", out);
    write_c_string(out, r->title);
    fputs(",\n     .text = ", out);
    write_c_string(out, r->text);
    fputs(",\n     .severity = HD_SEV_", out);
    shout(out, r->severity);
    fputs(",\n     .confidence = HD_CONF_", out);
    shout(out, r->confidence);
    fprintf(out, ",\n     .sides = %u,\n     .cwe = ", r->sides);
    write_c_string(out, r->cwe ? r->cwe : "");
    fputs(",\n     .cert = ", out);
    write_c_string(out, r->cert ? r->cert : "");
    fputs(",\n     .misra = ", out);
    write_c_string(out, r->misra ? r->misra : "");
    fputs(",\n     .page = ", out);
    write_c_string(out, r->page ? r->page : "");
    fputs("},\n", out);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: gen_catalog OUT.c DOCS_FOLDER CATALOG.yml...\n", stderr);
        return 1;
    }
    for (int i = 3; i < argc; i++)
        read_catalog(argv[i]);
    if (mistakes)
        return 1;
    qsort(rules, nrules, sizeof rules[0], by_id);
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    fputs("/* Made by gen_catalog from rules/catalog and docs/checks; not to be edited. */\n"
          "#include \"core/catalog_data.h\"\n\nconst struct hd_rule hd_catalog_data[] = {\n",
          out);
    for (size_t i = 0; i < nrules; i++) {
        char *path = xformat("%s/%s.md", argv[2], rules[i].id);
        rules[i].page = read_text(path, NULL);
        write_rule(out, &rules[i]);
        free(path);
    }
    fprintf(out, "};\nconst size_t hd_catalog_data_count = %zu;\n", nrules);
    if (fclose(out) != 0) {
        fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    return 0;
}
