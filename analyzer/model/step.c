/* Running automata: names to numbers and the one step that everything else is made of.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/model/model.h"

int hd_automaton_event(const struct hd_automaton *a, const char *name)
{
    for (unsigned i = 0; i < a->nevents; i++)
        if (strcmp(a->events[i], name) == 0)
            return (int)i;
    return -1;
}

int hd_automaton_state(const struct hd_automaton *a, const char *name)
{
    for (unsigned i = 0; i < a->nstates; i++)
        if (strcmp(a->states[i], name) == 0)
            return (int)i;
    return -1;
}

static bool compare(int64_t a, unsigned op, int64_t b)
{
    switch (op) {
    case HD_OP_EQ:
        return a == b;
    case HD_OP_NE:
        return a != b;
    case HD_OP_LT:
        return a < b;
    case HD_OP_LE:
        return a <= b;
    case HD_OP_GT:
        return a > b;
    case HD_OP_GE:
        return a >= b;
    default:
        return false;
    }
}

static bool holds(const struct hd_guard_count *g, int count, int delta)
{
    if (g->op == HD_OP_NONE)
        return true;
    if (g->on_delta)
        return compare(delta, g->op, g->value);
    return count >= 0 && compare(count, g->op, g->value);
}

const char *hd_automaton_end(const struct hd_automaton *a, int state, unsigned traits)
{
    for (size_t i = 0; state >= 0 && state < HD_MAX_STATES && i < a->nat_end; i++) {
        const struct hd_at_end *e = &a->at_end[i];
        if ((e->state >> state & 1) && !e->when.op && !(e->unless_trait & traits))
            return e->report;
    }
    return NULL;
}

const struct hd_transition *hd_automaton_step(const struct hd_automaton *a, int state, int event,
                                              unsigned traits, int count, int delta)
{
    if (state < 0 || (state >= HD_MAX_STATES && state != HD_STATE_UNKNOWN))
        return NULL;
    uint32_t bit = state == HD_STATE_UNKNOWN ? HD_FROM_UNKNOWN : UINT32_C(1) << state;
    for (size_t i = 0; i < a->ntransitions; i++) {
        const struct hd_transition *t = &a->transition[i];
        if ((t->event == -1 || t->event == event) && (t->from & bit) &&
            (t->if_trait & ~traits) == 0 && holds(&t->when, count, delta))
            return t;
    }
    return NULL;
}
