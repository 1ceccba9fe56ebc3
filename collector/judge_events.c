/* Misuse that the probe recorded as it happened: one row per kind of event says it in words.
 *
 * In a row's texts %T is the thread that did it, %L the object, %A the object at `aux`, %B the one
 * at `aux2`, %O the thread whose tid is `aux` ("another thread" when unknown), %X the thread whose
 * record is `aux`, %Y the one whose record is `aux2`, %N the number `aux`, %F the function at
 * `address`, %S the lock's record's label (objects known by id only).
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "collector/judge.h"
#include "core/buf.h"
#include "core/map.h"

#define RULE_OF(e, rule, what) [HD_WIRE_EVENT_##e] = rule,
static const char *const rule_of[HD_WIRE_EVENT_KINDS] = {HD_WIRE_EVENTS_LIST(RULE_OF)};

/* message, note at the place where it happened, note at the other place (stack2) */
static const struct {
    const char *message, *here, *there;
} text_of[HD_WIRE_EVENT_KINDS] = {
    [HD_WIRE_EVENT_DOUBLE_ACQUIRE] = {"%T acquires %L, which it already holds", "acquires %L again",
                                      "acquires %L"},
    [HD_WIRE_EVENT_UPGRADE] = {"%T asks for the write side of %L while it holds the read side",
                               "asks for the write side of %L", "acquires the read side of %L"},
    [HD_WIRE_EVENT_UNLOCK_FREE] = {"%T releases %L, which nobody holds", "releases %L",
                                   "was released before"},
    [HD_WIRE_EVENT_UNLOCK_FOREIGN] = {"%T releases %L, which %O holds", "releases %L",
                                      "acquires %L"},
    [HD_WIRE_EVENT_HELD_AT_EXIT] = {"%T ended while holding %L",
                                    "acquires %L, which it still holds when it ends", "ends"},
    [HD_WIRE_EVENT_DESTROY_HELD] = {"%L is destroyed while %O holds it", "destroys %L",
                                    "acquires %L"},
    [HD_WIRE_EVENT_INIT_HELD] = {"%L is initialised anew while %O holds it", "initialises %L",
                                 "acquires %L"},
    [HD_WIRE_EVENT_FREE_HELD] = {"memory is freed that contains %L, which is held",
                                 "frees the memory of %L", "acquires %L"},
    [HD_WIRE_EVENT_USE_DESTROYED] = {"%L is used after it was destroyed", "uses %L", "destroys %L"},
    [HD_WIRE_EVENT_COND_WAIT_UNLOCKED] = {"%T waits on %L without holding %A",
                                          "waits on %L with %A", "released %A"},
    [HD_WIRE_EVENT_COND_TWO_MUTEXES] = {"%L is waited on with %A, and also with %B",
                                        "waits on %L with %A", "waits on %L with %B"},
    [HD_WIRE_EVENT_COND_WAIT_HOLDING] = {"%T waits on %L while holding %A", "waits on %L",
                                         "acquires %A"},
    [HD_WIRE_EVENT_COND_DESTROY_WAITING] = {"%L is destroyed while %Y waits on it", "destroys %L",
                                            "waits on %L"},
    [HD_WIRE_EVENT_SEM_DESTROY_WAITING] = {"%L is destroyed while %Y waits on it", "destroys %L",
                                           "waits on %L"},
    [HD_WIRE_EVENT_BARRIER_DESTROY_WAITING] = {"%L is destroyed while %Y waits on it",
                                               "destroys %L", "waits on %L"},
    [HD_WIRE_EVENT_CREATE_FAILED] = {"creating a thread that runs %F failed: %E",
                                     "creates a thread that runs %F", "?"},
    [HD_WIRE_EVENT_DOUBLE_JOIN] = {"%X is joined or detached again after it was joined",
                                   "joins or detaches %X again", "joins %X"},
    [HD_WIRE_EVENT_JOIN_DETACHED] = {"%X is joined or detached although it is detached",
                                     "joins or detaches %X", "detaches %X"},
    [HD_WIRE_EVENT_JOIN_SELF] = {"%T joins itself", "joins itself", "?"},
    [HD_WIRE_EVENT_USE_JOINED] = {"%X is used after it was joined", "uses %X", "joins %X"},
    [HD_WIRE_EVENT_TIMER_DOUBLE_DELETE] = {"a timer is deleted again after it was deleted",
                                           "deletes the timer again", "deletes the timer"},
    [HD_WIRE_EVENT_TIMER_USE_DELETED] = {"a timer is used after it was deleted", "uses the timer",
                                         "deletes the timer"},
    [HD_WIRE_EVENT_ASSERT_HELD] = {"%T does not hold %L, on which the code here relies",
                                   "relies on holding %L", "?"},
    [HD_WIRE_EVENT_WAITGROUP_NEGATIVE] = {"%T counts %L below zero: it is at %N", "counts %L down",
                                          "?"},
    [HD_WIRE_EVENT_WAITGROUP_ADD_WAITING] = {"%T adds to %L, which is at zero, while %Y is still "
                                             "in its wait: the wait may or may not count this",
                                             "adds to %L", "waits on %L"},
    [HD_WIRE_EVENT_WAITGROUP_ADD_LATE] = {"%T adds to %L after the wait of %X that should have "
                                          "counted it; nobody waits on it again",
                                          "adds to %L for the first time", "waits on %L"},
    [HD_WIRE_EVENT_WAITGROUP_DESTROY_COUNTING] = {"%L is destroyed although its count is %N",
                                                  "destroys %L", "?"},
    [HD_WIRE_EVENT_WAITGROUP_USE_DESTROYED] = {"%L is used after it was destroyed", "uses %L",
                                               "destroys %L"},
    [HD_WIRE_EVENT_CHANNEL_CLOSE_AGAIN] = {"%T closes %L, which is closed already",
                                           "closes %L again", "closes %L"},
    [HD_WIRE_EVENT_CHANNEL_SEND_CLOSED] = {"%T sends on %L, which is closed", "sends on %L",
                                           "closes %L"},
    [HD_WIRE_EVENT_CHANNEL_USE_DESTROYED] = {"%L is used after it was destroyed", "uses %L",
                                             "destroys %L"},
    [HD_WIRE_EVENT_CHANNEL_DESTROY_AGAIN] = {"%L is destroyed again", "destroys %L again",
                                             "destroys %L"},
};

static const char *thread_with_tid(struct hd_judging *j, uint64_t tid)
{
    for (uint32_t i = 0; tid && i < j->s->threads.len; i++) {
        const struct hd_wire_thread *t = &j->s->threads.rec[i];
        if (t->state && t->tid == tid)
            return hd_describe_thread(j->d, j->s, i + 1, 0)->label;
    }
    return "another thread";
}

static const char *thread_with_id(struct hd_judging *j, uint64_t id)
{
    return hd_describe_thread(j->d, j->s, id <= UINT32_MAX ? (uint32_t)id : 0, 0)->label;
}

static void put_function(struct hd_judging *j, const struct hd_wire_event *e, struct hd_buf *b)
{
    struct hd_site at = hd_describe_pc(j->d, e->address);
    hd_buf_str(b, at.function ? at.function : "?");
}

static void put_word(struct hd_judging *j, const struct hd_wire_event *e, char c, struct hd_buf *b)
{
    switch (c) {
    case 'T':
        hd_buf_str(b, hd_describe_thread(j->d, j->s, e->thread_id, e->thread_gen)->label);
        break;
    case 'L':
        hd_buf_str(b, hd_describe_object(j->d, j->s, e->lock_id, e->lock_gen, e->address));
        break;
    case 'A':
        hd_buf_str(b, hd_describe_object(j->d, j->s, 0, 0, e->aux));
        break;
    case 'B':
        hd_buf_str(b, hd_describe_object(j->d, j->s, 0, 0, e->aux2));
        break;
    case 'O':
        hd_buf_str(b, thread_with_tid(j, e->aux));
        break;
    case 'X':
        hd_buf_str(b, thread_with_id(j, e->aux));
        break;
    case 'Y':
        hd_buf_str(b, thread_with_id(j, e->aux2));
        break;
    case 'N':
        hd_buf_fmt(b, "%llu", (unsigned long long)e->aux);
        break;
    case 'E':
        hd_buf_str(b, e->aux < 4096 ? strerror((int)e->aux) : "?");
        break;
    case 'F':
        put_function(j, e, b);
        break;
    default:
        hd_buf_char(b, c);
    }
}

static const char *say(struct hd_judging *j, const struct hd_wire_event *e, const char *text)
{
    struct hd_buf b = {0};
    for (; *text; text++) {
        if (*text == '%' && text[1])
            put_word(j, e, *++text, &b);
        else
            hd_buf_char(&b, *text);
    }
    const char *out = hd_arena_str(hd_describe_arena(j->d), hd_buf_cstr(&b));
    hd_buf_free(&b);
    return out;
}

/* What the finding is about, free of lines and addresses. */
static const char *subject_of(struct hd_judging *j, const struct hd_wire_event *e)
{
    const struct hd_lock_desc *l = hd_describe_lock(j->d, j->s, e->lock_id, e->lock_gen);
    if (l)
        return l->cls.key;
    bool thread = e->kind == HD_WIRE_EVENT_DOUBLE_JOIN || e->kind == HD_WIRE_EVENT_JOIN_DETACHED ||
                  e->kind == HD_WIRE_EVENT_JOIN_SELF || e->kind == HD_WIRE_EVENT_USE_JOINED;
    const struct hd_thread_desc *t =
        hd_describe_thread(j->d, j->s, thread && e->aux <= UINT32_MAX ? (uint32_t)e->aux : 0, 0);
    return thread && t->entry.function ? t->entry.function : "";
}

/* Conditions and the like have rules of their own for what is one event of the probe. */
static const char *rule_for(struct hd_judging *j, const struct hd_wire_event *e)
{
    static const char *const used_destroyed[] = {
        [HD_WIRE_COND] = "cond-use-after-destroy",
        [HD_WIRE_SEM] = "sem-use-after-destroy",
        [HD_WIRE_BARRIER] = "barrier-use-after-destroy",
    };
    const struct hd_wire_lock *l = hd_snap_lock(j->s, e->lock_id, e->lock_gen);
    if (e->kind == HD_WIRE_EVENT_USE_DESTROYED && l && l->object <= HD_WIRE_BARRIER &&
        used_destroyed[l->object])
        return used_destroyed[l->object];
    return rule_of[e->kind];
}

static bool lived(const struct hd_wire_thread *t, uint64_t ns)
{
    return t->state && t->state != HD_WIRE_THREAD_FAILED && !(t->flags & HD_WIRE_THREAD_MAIN) &&
           t->created_ns < ns && (!t->ended_ns || t->ended_ns > ns);
}

/* Who had created the threads that lived when a creation failed: the places with the most of them
 * as steps. Returns what the message says of them. */
static const char *who_lived(struct hd_judging *j, uint64_t ns, hd_step_vec *steps)
{
    enum { PLACES = 3 };
    struct hd_arena *a = hd_describe_arena(j->d);
    struct hd_map count = {0};
    uint64_t all = 0;
    for (uint32_t i = 0; i < j->s->threads.len; i++) {
        const struct hd_wire_thread *t = &j->s->threads.rec[i];
        if (!lived(t, ns))
            continue;
        all++;
        ++*hd_map_put(&count, t->create_stack_id + 1, NULL);
    }
    for (int place = 0; place < PLACES; place++) {
        struct hd_map_entry *most = NULL;
        for (size_t i = 0; i < count.len; i++) {
            if (count.entry[i].value && (!most || count.entry[i].value > most->value))
                most = &count.entry[i];
        }
        if (!most)
            break;
        hd_steps_from_stack(j, steps, "", hd_describe_stack(j->d, j->s, (uint32_t)most->key - 1, 0),
                            hd_arena_fmt(a, "%llu of the %llu threads alive then come from here",
                                         (unsigned long long)most->value, (unsigned long long)all));
        most->value = 0;
    }
    hd_map_free(&count);
    return hd_arena_fmt(a, "; %llu other thread%s were alive then", (unsigned long long)all,
                        all == 1 ? "" : "s");
}

/* A refusal for want of room. Others (a policy or a processor that the caller may not have) are
 * answers that programs ask for. */
static bool is_want(uint64_t error)
{
    return error == EAGAIN || error == ENOMEM;
}

/* Whether the other place is an earlier one of the same thread, which holds what it acquired there.
 */
static bool by_one_thread(const struct hd_wire_event *e)
{
    return e->kind == HD_WIRE_EVENT_DOUBLE_ACQUIRE || e->kind == HD_WIRE_EVENT_UPGRADE ||
           e->kind == HD_WIRE_EVENT_COND_WAIT_HOLDING;
}

static void judge_event(struct hd_judging *j, const struct hd_wire_event *e)
{
    const char *message = say(j, e, text_of[e->kind].message);
    const struct hd_stack *here = hd_describe_stack(j->d, j->s, e->stack_id, e->pc);
    const struct hd_thread_desc *who = hd_describe_thread(j->d, j->s, e->thread_id, e->thread_gen);
    const char *thread = who->label;
    hd_step_vec steps = {0};
    hd_made_by(j, who->create_stack);
    struct hd_moment now = {here, say(j, e, text_of[e->kind].here), NULL};
    struct hd_moment then = {NULL, "", NULL};
    if (e->stack2_id)
        then = (struct hd_moment){hd_describe_stack(j->d, j->s, e->stack2_id, 0),
                                  say(j, e, text_of[e->kind].there), NULL};
    if (then.stack && by_one_thread(e)) {
        hd_steps_from_moments(j, &steps, thread, &then, &now);
    } else {
        if (then.stack)
            hd_steps_from_stack(j, &steps, "", then.stack, then.note);
        hd_steps_from_stack(j, &steps, thread, here, now.note);
    }
    if (e->kind == HD_WIRE_EVENT_CREATE_FAILED)
        message = hd_arena_fmt(hd_describe_arena(j->d), "%s%s", message,
                               who_lived(j, e->first_ns, &steps));
    hd_found_once(j, hd_found(j, rule_for(j, e), hd_describe_site(j->d, here), subject_of(j, e),
                              message, &steps, e->count, e->first_ns, e->last_ns));
}

/* Whether an event is worth a finding. An addition that came too late for the only wait so far is a
 * mistake if no other wait follows: the group is gone now, or the program. */
static bool counts(const struct hd_judging *j, const struct hd_wire_event *e)
{
    const struct hd_wire_lock *l = hd_snap_lock(j->s, e->lock_id, e->lock_gen);
    if (e->kind == HD_WIRE_EVENT_CREATE_FAILED)
        return is_want(e->aux);
    if (e->kind != HD_WIRE_EVENT_WAITGROUP_ADD_LATE)
        return true;
    return l && l->broadcasts == e->aux2 &&
           (l->state == HD_WIRE_LOCK_DEAD || j->s->header.state == HD_WIRE_EXITED);
}

void hd_judge_events(struct hd_judging *j)
{
    for (uint32_t i = 0; i < j->s->events.len; i++) {
        const struct hd_wire_event *e = &j->s->events.rec[i];
        if (e->state && text_of[e->kind].message && counts(j, e))
            judge_event(j, e);
    }
}
