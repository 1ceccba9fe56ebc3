/* Building findings of the run-time side: sites, witness steps from stacks, sentences.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_FINDINGS_H
#define HEDDLE_COLLECTOR_FINDINGS_H

#include "collector/describe.h"
#include "core/ignore.h"
#include "store/facts.h"

typedef HD_VEC(const struct hd_stack *) hd_stack_vec;

/* What the judges work on and add to. Strings live in the arena of `d`. */
struct hd_judging {
    struct hd_describe *d;
    const struct hd_snapshot *s;
    const struct hd_ignore *ignore; /* NULL: nothing */
    hd_stack_vec seen, made;        /* of the finding that is being put together */
    hd_finding_vec found; /* the caller frees it with hd_vec_free, and each step with the arena */
};

typedef HD_VEC(struct hd_step) hd_step_vec;

/* Adds the project's frames of a stack as steps, outermost first: calls, and `note` at the
 * innermost one. A stack without such frames gives one step. */
void hd_steps_from_stack(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                         const struct hd_stack *stack, const char *note);

/* What a thread does with a lock. */
struct hd_moment {
    const struct hd_stack *stack;
    const char *note;
    const struct hd_stack *then; /* taken in the same place, maybe earlier than `stack`; or NULL */
};
/* Steps for two moments of one thread, the earlier one first. Calls that both stacks begin with are
 * told once: mostly they are the same calls, which have not returned yet. */
void hd_steps_from_moments(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                           const struct hd_moment *before, const struct hd_moment *after);

/* Why the project's list allows a finding, or NULL; the words live in the arena. */
const char *hd_allowed(const struct hd_ignore *ig, const struct hd_finding *f, struct hd_arena *a);

/* The stack that created a thread or timer which took part in the next finding: for rules that say
 * "created-by". */
void hd_made_by(struct hd_judging *j, const struct hd_stack *create);

/* Why the project wants to hear nothing of a finding with these stacks (in the arena), or NULL. */
const char *hd_ignored(const struct hd_ignore *ig, const char *rule, const hd_stack_vec *seen,
                       const hd_stack_vec *made, struct hd_arena *a);

/* Adds a finding. `rule` gives severity (from the catalogue) and confidence is high; `message` and
 * `subject` live in the arena; `steps` is copied and freed. Returns it for changes, valid until the
 * next one is added. */
struct hd_finding *hd_found(struct hd_judging *j, const char *rule, struct hd_site site,
                            const char *subject, const char *message, hd_step_vec *steps,
                            uint64_t count, uint64_t first_ns, uint64_t last_ns);

/* Of `f`, the finding added last, and earlier ones with the same fingerprint (rule, file, function
 * and subject): one defect, so they become one whose place is that of the first moment. Returns the
 * finding that is left. */
struct hd_finding *hd_found_once(struct hd_judging *j, struct hd_finding *f);
/* The same, but those of other lines stay apart: two places that create alike things. */
struct hd_finding *hd_found_per_line(struct hd_judging *j, struct hd_finding *f);

/* A moment of the program's monotonic clock as milliseconds since the epoch; 0 stays 0. */
int64_t hd_wall_ms(const struct hd_snapshot *s, uint64_t mono_ns);

/* " (12 thread records were lost …)" when a table overflowed, else "". */
const char *hd_lossy(struct hd_judging *j, uint64_t dropped, const char *what);

#endif
