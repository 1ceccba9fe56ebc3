/* Gives the raw records of a wire file the names people know: stacks with functions and lines,
 * locks with the class the analyzer would give them, threads with their entry. Everything is kept,
 * so a description does not change while a process is followed.
 *
 * One struct hd_describe serves one wire file. What it returns lives as long as it does.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_DESCRIBE_H
#define HEDDLE_COLLECTOR_DESCRIBE_H

#include "collector/snapshot.h"
#include "collector/symbolize.h"
#include "core/arena.h"
#include "store/facts.h"

struct hd_describe;

/* `root`: the project root; `pid`: of the process while it lives, else 0. */
struct hd_describe *hd_describe_new(const char *root, uint32_t pid);
void hd_describe_free(struct hd_describe *d); /* NULL is fine */

/* Learns the modules of a snapshot; call it for each snapshot before asking about it. */
void hd_describe_modules(struct hd_describe *d, const struct hd_snapshot *s);

/* The symbolised stack `stack_id`; with id 0 the one frame at return address `pc`. Never NULL;
 * empty when neither is known. */
const struct hd_stack *hd_describe_stack(struct hd_describe *d, const struct hd_snapshot *s,
                                         uint32_t stack_id, uint64_t pc);

/* The same for raw return addresses, innermost first. */
const struct hd_stack *hd_describe_pcs(struct hd_describe *d, const uint64_t *pc, size_t n);

/* Where a maintainer would look: the innermost frame of the program's own code, else the innermost
 * one of all. */
struct hd_site hd_describe_site(struct hd_describe *d, const struct hd_stack *stack);
/* The stack as seen by who uses a primitive of the program's own making: without the function that
 * the annotation stands in. Any other stack is returned as it is. */
const struct hd_stack *hd_describe_use(struct hd_describe *d, const struct hd_stack *stack);
bool hd_describe_is_project(struct hd_describe *d, const struct hd_frame *f);

struct hd_lock_desc {
    struct hd_lock_class cls;
    const char *label; /* the variable, or class name; "#2" behind it for the second one made */
    bool order;        /* takes part in lock order: a mutex, rwlock or spin lock */
};

/* NULL only for id 0 or another generation. */
const struct hd_lock_desc *hd_describe_lock(struct hd_describe *d, const struct hd_snapshot *s,
                                            uint32_t id, uint32_t gen);
/* Whether a lock is what its record says for as long as that lives. A place on a stack, say, is
 * used again, but an initialisation makes a new generation: who was initialised is told apart from
 * who lay there before. May turn from no to yes while a program runs. */
bool hd_describe_is_certain(struct hd_describe *d, const struct hd_snapshot *s,
                            const struct hd_wire_lock *l);
/* The label of a lock by id, or of the live object at `address`, or the address itself. */
const char *hd_describe_object(struct hd_describe *d, const struct hd_snapshot *s, uint32_t id,
                               uint32_t gen, uint64_t address);

struct hd_thread_desc {
    const char *label; /* "main thread (tid 4711)", "thread 3 (worker, tid 4714)" */
    const char *name;  /* "main", its own name, or its entry function */
    struct hd_site entry, created;
    bool own_entry; /* `entry` is a function of the program; else it says "started in F" */
    const struct hd_stack *create_stack;
};

/* Never NULL; an unknown thread is "a thread". */
const struct hd_thread_desc *hd_describe_thread(struct hd_describe *d, const struct hd_snapshot *s,
                                                uint32_t id, uint32_t gen);

/* Identity of a thread in the store: never 0 for a known thread, 0 for id 0. */
uint64_t hd_thread_key(const struct hd_snapshot *s, uint32_t id, uint32_t gen);

/* The name of the function at `pc` and its site. */
struct hd_site hd_describe_pc(struct hd_describe *d, uint64_t pc);

/* The arena that lives as long as `d`. */
struct hd_arena *hd_describe_arena(struct hd_describe *d);

/* The first argument of the call at a site, as it is written in the source ("p->lock"), without a
 * leading '&'; NULL when the source cannot be read or the text is no plain access path. `word` must
 * occur in the called function's name ("init", "lock"). */
const char *hd_source_argument(struct hd_arena *a, const char *root, const struct hd_site *site,
                               const char *word);

#endif
