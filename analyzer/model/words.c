/* The words of the schema and what they mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/model/internal.h"
#include "core/catalog.h"

struct word {
    const char *word;
    int value;
};

static int find_word(const struct word *list, const char *word)
{
    for (; list->word; list++)
        if (strcmp(list->word, word) == 0)
            return list->value;
    return -1;
}

int hd_model_role(const char *word)
{
    static const struct word roles[] = {
        {"spawn", HD_ROLE_SPAWN},
        {"thread_exit", HD_ROLE_THREAD_EXIT},
        {"once", HD_ROLE_ONCE},
        {"calls", HD_ROLE_CALLS},
        {"cleanup_push", HD_ROLE_CLEANUP_PUSH},
        {"cleanup_pop", HD_ROLE_CLEANUP_POP},
        {"blocking", HD_ROLE_BLOCKING},
        {"noreturn", HD_ROLE_NORETURN},
        {"frees", HD_ROLE_FREES},
        {"allocates", HD_ROLE_ALLOCATES},
        {"signal_handler", HD_ROLE_SIGNAL_HANDLER},
        {"self", HD_ROLE_SELF},
        {"pure", HD_ROLE_PURE},
        {"cancel_point", HD_ROLE_CANCEL_POINT},
        {"attr_set", HD_ROLE_ATTR_SET},
        {"cond_signal", HD_ROLE_COND_SIGNAL},
        {"close", HD_ROLE_CLOSE},
        {"zeroes", HD_ROLE_ZEROES},
        {"runs_loop", HD_ROLE_RUNS_LOOP},
        {"errno", HD_ROLE_ERRNO},
        {"disown", HD_ROLE_DISOWN},
        {"holds", HD_ROLE_HOLDS},
        {NULL, 0},
    };
    return find_word(roles, word);
}

int hd_model_identity(const char *word)
{
    static const struct word identities[] = {
        {"address", HD_ID_ADDRESS},
        {"value", HD_ID_VALUE},
        {"pointer", HD_ID_POINTER},
        {"id", HD_ID_ID},
        {NULL, 0},
    };
    return find_word(identities, word);
}

static const struct word traits[] = {
    {"recursive", HD_TRAIT_RECURSIVE},
    {"read_recursive", HD_TRAIT_READ_RECURSIVE},
    {"reusable", HD_TRAIT_REUSABLE},
    {"close_idempotent", HD_TRAIT_CLOSE_IDEMPOTENT},
    {"one_unlock", HD_TRAIT_ONE_UNLOCK},
    {"copyable", HD_TRAIT_COPYABLE},
    {"must_own", HD_TRAIT_MUST_OWN},
    {"errorcheck", HD_TRAIT_ERRORCHECK},
    {"spinning", HD_TRAIT_SPINNING},
    {"refcounted", HD_TRAIT_REFCOUNTED},
    {"silent_unlock", HD_TRAIT_SILENT_UNLOCK},
    {"detached", HD_TRAIT_DETACHED},
    {"never_waits", HD_TRAIT_NEVER_WAITS},
    {"try", HD_TRAIT_TRY},
    {"unowed", HD_TRAIT_UNOWED},
    {"lasting", HD_TRAIT_LASTING},
    {"plain_init", HD_TRAIT_PLAIN_INIT},
    {"closes_late", HD_TRAIT_CLOSES_LATE},
    {"inside", HD_TRAIT_INSIDE},
    {NULL, 0},
};

int hd_model_trait(const char *word)
{
    return find_word(traits, word);
}

const char *hd_trait_name(unsigned bit)
{
    for (const struct word *t = traits; t->word; t++)
        if ((unsigned)t->value == bit)
            return t->word;
    return "?";
}

unsigned hd_model_traits(struct hd_yaml *y, yaml_node_t *n)
{
    unsigned bits = 0;
    const yaml_node_t *at;
    const char *word;
    for (size_t i = 0; (word = hd_yaml_word(y, n, i, &at)); i++) {
        int bit = hd_model_trait(word);
        if (bit < 0)
            hd_yaml_unknown(y, at, "trait", word, NULL);
        else
            bits |= (unsigned)bit;
    }
    return bits;
}

int hd_model_comparison(const char **text)
{
    /* two characters before one, so that "<=" is not read as "<" */
    static const struct word operators[] = {
        {"==", HD_OP_EQ}, {"!=", HD_OP_NE}, {"<=", HD_OP_LE}, {">=", HD_OP_GE},
        {"<", HD_OP_LT},  {">", HD_OP_GT},  {NULL, 0},
    };
    while (isspace((unsigned char)**text))
        ++*text;
    for (const struct word *o = operators; o->word; o++)
        if (strncmp(*text, o->word, strlen(o->word)) == 0) {
            *text += strlen(o->word);
            return o->value;
        }
    return -1;
}

struct hd_predicate hd_model_predicate(struct hd_yaml *y, yaml_node_t *n)
{
    struct hd_predicate p = {0};
    if (!n)
        return p;
    const char *s = hd_yaml_text(y, n);
    if (strncmp(s, "ret", 3) == 0) {
        s += 3;
        int op = hd_model_comparison(&s);
        while (isspace((unsigned char)*s))
            s++;
        char *end;
        errno = 0;
        long long v = strcmp(s, "NULL") == 0 ? 0 : strtoll(s, &end, 0);
        bool number = strcmp(s, "NULL") == 0 || (*s && !*end && !errno);
        if (op >= 0 && number)
            return (struct hd_predicate){.op = (unsigned)op, .value = v};
    }
    hd_yaml_mistake(y, n, "expected \"ret OPERATOR NUMBER\", for example \"ret == 0\"");
    return p;
}

const char *hd_model_rule(struct hd_yaml *y, yaml_node_t *n)
{
    if (!n)
        return NULL;
    const char *id = hd_yaml_text(y, n);
    const struct hd_rule *rule = hd_catalog_find(id);
    if (!rule)
        hd_yaml_unknown(y, n, "rule", id, hd_catalog_nearest(id));
    return rule ? rule->id : NULL;
}
