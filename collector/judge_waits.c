/* From a chain of waiting threads to findings; see wait_for.h. The chain is turned so that the same
 * deadlock reads the same in every run: it starts at the thread whose wait has the least name.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/wait_for.h"
#include "core/buf.h"

/* One thread of the chain in words. */
struct member {
    const struct hd_wire_slot *slot;
    const struct hd_wire_entry *wait;
    const struct hd_stack *now;        /* its stack at this moment, or NULL */
    const struct hd_wire_entry *holds; /* what the one before waits for; NULL: a join */
    const char *label;                 /* of the thread */
    const char *wait_key;              /* class key, or entry of the thread joined */
    const char *wait_name;
    const char *hold_name;
};

static const char *keep(struct hd_judging *j, struct hd_buf *b)
{
    const char *s = hd_arena_str(hd_describe_arena(j->d), hd_buf_cstr(b));
    hd_buf_free(b);
    return s;
}

static void name_wait(struct hd_judging *j, struct member *m)
{
    const struct hd_wire_entry *e = m->wait;
    if (e->object == HD_WIRE_JOIN) {
        const struct hd_thread_desc *t = hd_describe_thread(j->d, j->s, e->lock_id, e->lock_gen);
        m->wait_key = t->entry.function ? t->entry.function : t->name;
        m->wait_name = hd_arena_fmt(hd_describe_arena(j->d), "the end of %s", t->label);
        return;
    }
    const struct hd_lock_desc *l = hd_describe_lock(j->d, j->s, e->lock_id, e->lock_gen);
    m->wait_key = l ? l->cls.key : "";
    m->wait_name = hd_describe_object(j->d, j->s, e->lock_id, e->lock_gen, e->address);
}

/* The entry of `slot` that `wait` is after. */
static const struct hd_wire_entry *wanted_entry(const struct hd_wire_slot *slot,
                                                const struct hd_wire_entry *wait)
{
    uint64_t address = wait->object == HD_WIRE_COND ? wait->partner : wait->address;
    for (uint32_t k = hd_slot_depth(slot); k-- > 0;) {
        const struct hd_wire_entry *e = &slot->entry[k];
        if (e != wait && e->address == address && e->activity == HD_WIRE_HOLDING)
            return e;
    }
    return NULL;
}

static struct member *members_of(struct hd_judging *j, const struct hd_wait_chain *c)
{
    struct member *m = hd_arena_array(hd_describe_arena(j->d), struct member, c->len);
    for (size_t i = 0; i < c->len; i++) {
        m[i].slot = &j->s->slots.rec[c->slot[i]];
        m[i].wait = hd_slot_wait(m[i].slot);
        m[i].now = c->now ? c->now[i] : NULL;
        m[i].label =
            hd_describe_thread(j->d, j->s, m[i].slot->thread_id, m[i].slot->thread_gen)->label;
        name_wait(j, &m[i]);
    }
    for (size_t i = 0; i < c->len; i++) {
        const struct member *before = c->stall ? &m[1] : &m[(i + c->len - 1) % c->len];
        if ((c->stall && i > 0) || before->wait->object == HD_WIRE_JOIN)
            continue;
        m[i].holds = wanted_entry(m[i].slot, before->wait);
        if (m[i].holds)
            m[i].hold_name = hd_describe_object(j->d, j->s, m[i].holds->lock_id,
                                                m[i].holds->lock_gen, m[i].holds->address);
    }
    return m;
}

static void rotate(struct member *m, size_t n)
{
    struct member head = m[0];
    memmove(m, m + 1, (n - 1) * sizeof *m);
    m[n - 1] = head;
}

/* The member whose wait has the least key comes first. */
static void turn(struct member *m, size_t n)
{
    size_t first = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcmp(m[i].wait_key, m[first].wait_key) < 0)
            first = i;
    }
    for (; first > 0; first--)
        rotate(m, n);
}

static const struct hd_stack *entry_stack(struct hd_judging *j, const struct hd_wire_entry *e)
{
    return hd_describe_stack(j->d, j->s, e->stack_id, e->pc);
}

/* Where it waits: the stack of this moment, when it shows code of the program; else the one that
 * the probe took when the wait began. That one also for what the program made itself: how it sleeps
 * there is of no interest. */
static const struct hd_stack *wait_stack(struct hd_judging *j, const struct member *m)
{
    bool annotated = m->wait->object >= HD_WIRE_USER_LOCK && m->wait->stack_id;
    for (size_t i = 0; !annotated && m->now && i < m->now->len; i++) {
        if (hd_describe_is_project(j->d, &m->now->frame[i]) && m->now->frame[i].site.line)
            return m->now;
    }
    return entry_stack(j, m->wait);
}

static void add_steps(struct hd_judging *j, hd_step_vec *steps, const struct member *m)
{
    struct hd_arena *a = hd_describe_arena(j->d);
    hd_made_by(
        j, hd_describe_thread(j->d, j->s, m->slot->thread_id, m->slot->thread_gen)->create_stack);
    struct hd_moment wait = {wait_stack(j, m), hd_arena_fmt(a, "waits for %s", m->wait_name), NULL};
    if (!m->holds) {
        hd_steps_from_stack(j, steps, m->label, wait.stack, wait.note);
        return;
    }
    /* Not by a try: who tries and then waits in one function mostly returns with the lock. */
    if (m->holds->mode == m->wait->mode && !(m->holds->flags & HD_WIRE_TRY))
        wait.then = entry_stack(j, m->wait);
    struct hd_moment hold = {entry_stack(j, m->holds),
                             hd_arena_fmt(a, "acquires %s and holds it%s", m->hold_name,
                                          m->holds->mode == HD_MODE_SHARED ? " shared" : ""),
                             NULL};
    hd_steps_from_moments(j, steps, m->label, &hold, &wait);
}

static const char *subject(struct hd_judging *j, const struct member *m, size_t n)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < n; i++)
        hd_buf_fmt(&b, "%s%s", i ? " -> " : "", m[i].wait_key);
    return keep(j, &b);
}

static const char *deadlock_message(struct hd_judging *j, const struct member *m, size_t n)
{
    struct hd_buf b = {0};
    if (n == 1 && m[0].holds)
        hd_buf_fmt(&b, "deadlock: %s waits for %s, which it holds itself", m[0].label,
                   m[0].wait_name);
    else if (n == 1)
        hd_buf_fmt(&b, "deadlock: %s waits for itself", m[0].label);
    else
        hd_buf_str(&b, "deadlock: ");
    for (size_t i = 0; n > 1 && i < n; i++) {
        hd_buf_fmt(&b, "%s%s ", i ? "; " : "", m[i].label);
        if (m[i].holds)
            hd_buf_fmt(&b, "holds %s and ", m[i].hold_name);
        hd_buf_fmt(&b, "waits for %s", m[i].wait_name);
    }
    return keep(j, &b);
}

/* Whether every thread of the circle waits for a lock that it holds itself. */
static bool all_hold_theirs(const struct member *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (m[i].wait->object == HD_WIRE_JOIN || !wanted_entry(m[i].slot, m[i].wait))
            return false;
    }
    return true;
}

/* One circle is one defect: the rule that says most about it. What a thread does to a lock that it
 * holds itself was also seen when it happened (judge_events.c), and is the same finding. A join
 * comes first, so that the finding stands there. */
static const char *rule_of_circle(struct member *m, size_t n)
{
    if (all_hold_theirs(m, n))
        return wanted_entry(m[0].slot, m[0].wait)->mode == HD_MODE_SHARED ? "lock-upgrade"
                                                                          : "lock-double-acquire";
    for (size_t i = 0; i < n; i++) {
        if (m[0].wait->object == HD_WIRE_JOIN)
            return "thread-join-deadlock";
        rotate(m, n);
    }
    return "deadlock";
}

static void judge_deadlock(struct hd_judging *j, struct member *m, size_t n, uint64_t since_ns,
                           uint64_t now_ns)
{
    hd_step_vec steps = {0};
    turn(m, n);
    const char *rule = rule_of_circle(m, n);
    bool own = all_hold_theirs(m, n);
    for (size_t i = 0; i < n; i++)
        add_steps(j, &steps, &m[i]);
    /* What the probe noticed has the same place, to be the same finding. */
    const struct hd_stack *at = own ? entry_stack(j, m[0].wait) : wait_stack(j, &m[0]);
    hd_found(j, rule, hd_describe_site(j->d, at), own ? m[0].wait_key : subject(j, m, n),
             deadlock_message(j, m, n), &steps, 1, since_ns, now_ns);
}

static void judge_stall(struct hd_judging *j, struct member *m, size_t n, uint64_t since_ns,
                        uint64_t now_ns)
{
    struct hd_buf b = {0};
    hd_step_vec steps = {0};
    const char *held = m[0].hold_name ? m[0].hold_name : m[1].wait_name;
    hd_buf_fmt(&b, "%s has been waiting on %s for %.1f s while it holds %s, which ", m[0].label,
               m[0].wait_name, (double)(now_ns - since_ns) / 1e9, held);
    if (n == 2)
        hd_buf_fmt(&b, "%s waits for", m[1].label);
    else
        hd_buf_fmt(&b, "%zu threads wait for", n - 1);
    for (size_t i = 0; i < n; i++)
        add_steps(j, &steps, &m[i]);
    hd_found(j, "stall", hd_describe_site(j->d, wait_stack(j, &m[0])), m[0].wait_key, keep(j, &b),
             &steps, 1, since_ns, now_ns);
}

void hd_judge_chain(struct hd_judging *j, const struct hd_wait_chain *c, int64_t age_ms)
{
    struct member *m = members_of(j, c);
    uint64_t now_ns = (uint64_t)j->s->taken_ms * 1000000;
    uint64_t since_ns = now_ns - (uint64_t)age_ms * 1000000;
    if (c->stall)
        judge_stall(j, m, c->len, since_ns, now_ns);
    else
        judge_deadlock(j, m, c->len, since_ns, now_ns);
}
