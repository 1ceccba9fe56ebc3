/* See inspect_print.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/inspect_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/stdlib.h"

static const struct hd_live_thread *at(const struct hd_live *l, uint32_t i)
{
    return &l->thread.data[i];
}

/* "main thread", "thread 4242 (worker)" */
static void put_thread(struct hd_buf *b, const struct hd_live *l, const struct hd_live_thread *t)
{
    if (t->task.tid == l->process->pid)
        hd_buf_str(b, "main thread");
    else
        hd_buf_fmt(b, "thread %u (%s)", t->task.tid, t->name);
}

/* What the next one in the circle keeps from this one; NULL for the end of a thread. */
static const char *wanted(const struct hd_live_thread *t)
{
    return t->kind == HD_LIVE_JOIN ? NULL : t->label;
}

char *hd_inspect_message(const struct hd_live *l, const struct hd_live_cycle *c)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < c->len; i++) {
        const struct hd_live_thread *t = at(l, c->thread[i]);
        const struct hd_live_thread *before = at(l, c->thread[(i + c->len - 1) % c->len]);
        hd_buf_str(&b, i ? "; " : "");
        put_thread(&b, l, t);
        if (t->refused) {
            hd_buf_str(&b,
                       " waits for ever: the kernel saw that its wait for a mutex with priority "
                       "inheritance would close a circle");
            break;
        }
        if (c->len == 1) {
            hd_buf_fmt(&b, wanted(t) ? " waits for %s, which it holds itself" : " waits for itself",
                       t->label);
            break;
        }
        if (wanted(before))
            hd_buf_fmt(&b, " holds %s and", wanted(before));
        hd_buf_fmt(&b, " waits for %s", t->label);
    }
    return hd_buf_take(&b);
}

/* ---- text ---- */

static void put_frame(struct hd_buf *b, size_t n, const struct hd_frame *f)
{
    hd_buf_fmt(b, "      #%-2zu %s", n, f->site.function ? f->site.function : "?");
    if (f->site.file && f->site.line)
        hd_buf_fmt(b, "  %s:%u", f->site.file, f->site.line);
    else if (f->module)
        hd_buf_fmt(b, "  (%s)", f->module);
    hd_buf_char(b, '\n');
}

/* Without a file it may be a template that code of the program was compiled into. */
static bool is_noise(const struct hd_frame *f)
{
    return hd_is_stdlib(f->module, f->site.file, f->site.file ? f->site.function : NULL);
}

/* A stack from frame `top` on. Of the standard library only the innermost frame tells something:
 * what the thread does there. */
static void put_stack(struct hd_buf *b, const struct hd_stack *s, size_t top, bool all)
{
    for (size_t n = top; n < s->len;) {
        size_t end = n;
        while (!all && n > top && end < s->len && is_noise(&s->frame[end]))
            end++;
        if (end > n + 1) {
            hd_buf_fmt(b, "      … %zu frames of the standard library\n", end - n);
            n = end;
        } else {
            put_frame(b, n - top, &s->frame[n]);
            n++;
        }
    }
}

static void put_cycle(struct hd_buf *b, const struct hd_live *l, const struct hd_live_cycle *c,
                      bool all)
{
    char *message = hd_inspect_message(l, c);
    hd_buf_fmt(b, "\ndeadlock: %s\n", message);
    free(message);
    for (size_t i = 0; i < c->len; i++) {
        const struct hd_live_thread *t = at(l, c->thread[i]);
        hd_buf_str(b, "    ");
        put_thread(b, l, t);
        hd_buf_str(b, t->whole_stack ? ", stack now\n" : ", stack as far as it is known\n");
        put_stack(b, &t->stack, t->top, all);
    }
}

static void put_owners(struct hd_buf *b, const struct hd_live *l, const struct hd_live_thread *t)
{
    bool lock = t->kind >= HD_LIVE_MUTEX && t->kind <= HD_LIVE_STREAM;
    for (size_t i = 0; lock && i < t->owners.len; i++) {
        hd_buf_str(b, i ? ", " : ", held by ");
        put_thread(b, l, at(l, t->owners.data[i]));
    }
    if (lock && !t->owners.len && t->stranger)
        hd_buf_fmt(b, ", held by thread %u, which is not of this process or has ended",
                   t->stranger);
    else if (!t->owners.len && !t->refused && (lock || t->kind == HD_LIVE_FUTEX))
        hd_buf_str(b, ", owner unknown");
}

static void put_wait(struct hd_buf *b, const struct hd_live *l, const struct hd_live_thread *t)
{
    if (t->kind == HD_LIVE_CALL) {
        hd_buf_fmt(b, "sleeps in %s", t->label);
    } else if (t->kind != HD_LIVE_NONE) {
        hd_buf_fmt(b, "waits for %s%s", t->label, t->shared ? " (to read)" : "");
        put_owners(b, l, t);
        hd_buf_str(b, t->timed ? ", for a limited time" : "");
    } else if (t->task.state == 'R') {
        hd_buf_str(b, "runs");
    } else if (t->task.state == 'T' || t->task.state == 't') {
        hd_buf_str(b, "is stopped");
    } else {
        hd_buf_fmt(b, "sleeps (state %c)", t->task.state);
    }
    if (t->function && t->kind >= HD_LIVE_COND)
        hd_buf_fmt(b, ", in %s", t->function);
}

static void put_row(struct hd_buf *b, const struct hd_live *l, const struct hd_live_thread *t)
{
    hd_buf_fmt(b, "  %-8u %-16s ", t->task.tid, t->name);
    put_wait(b, l, t);
    if (t->own && t->own->site.line)
        hd_buf_fmt(b, "  [%s, %s:%u]", t->own->site.function, t->own->site.file, t->own->site.line);
    else if (t->own)
        hd_buf_fmt(b, "  [%s]", t->own->site.function);
    hd_buf_char(b, '\n');
    for (size_t i = 0; i < t->holds.len; i++)
        hd_buf_fmt(b, "%s%s%s%s", i ? ", " : "                              holds ",
                   t->holds.data[i].label, t->holds.data[i].shared ? " (to read)" : "",
                   i + 1 == t->holds.len ? "\n" : "");
}

static size_t waiters(const struct hd_live *l)
{
    size_t n = 0;
    hd_vec_foreach(t, &l->thread) n += t->kind != HD_LIVE_NONE && t->kind != HD_LIVE_CALL;
    return n;
}

void hd_inspect_text(const struct hd_live *l, bool all_frames, struct hd_buf *b)
{
    size_t n = l->thread.len, w = waiters(l), d = l->cycle.len;
    hd_buf_fmt(b, "process %u: %s\n", l->process->pid, l->process->command);
    hd_buf_fmt(b, "%zu thread%s, %zu of them wait%s for another; ", n, n == 1 ? "" : "s", w,
               w == 1 ? "s" : "");
    if (d)
        hd_buf_fmt(b, "%zu deadlock%s\n", d, d == 1 ? "" : "s");
    else
        hd_buf_str(b, l->process->readable || l->wire ? "no deadlock\n"
                                                      : "deadlocks cannot be seen\n");
    hd_vec_foreach(line, &l->note) hd_buf_fmt(b, "note: %s\n", *line);
    hd_vec_foreach(c, &l->cycle) put_cycle(b, l, c, all_frames);
    hd_buf_str(b, "\nthreads\n");
    hd_vec_foreach(t, &l->thread) put_row(b, l, t);
}

/* ---- JSON ---- */

static json_t *address(uint64_t v)
{
    char text[20];
    snprintf(text, sizeof text, "0x%" PRIx64, v);
    return json_string(text);
}

static json_t *frames(const struct hd_stack *s)
{
    json_t *out = json_array();
    for (size_t i = 0; i < s->len; i++) {
        const struct hd_frame *f = &s->frame[i];
        json_array_append_new(out, json_pack("{s:o, s:o, s:i, s:o, s:o, s:b}", "function",
                                             hd_json_str(f->site.function), "file",
                                             hd_json_str(f->site.file), "line", (int)f->site.line,
                                             "module", hd_json_str(f->module), "offset",
                                             address(f->offset), "inlined", (int)f->inlined));
    }
    return out;
}

static json_t *wait_of(const struct hd_live *l, const struct hd_live_thread *t)
{
    if (t->kind == HD_LIVE_NONE)
        return json_null();
    json_t *owners = json_array();
    hd_vec_foreach(o, &t->owners) json_array_append_new(owners, json_integer(at(l, *o)->task.tid));
    return json_pack("{s:s, s:o, s:o, s:o, s:s, s:b, s:o}", "kind", hd_live_kind_name(t->kind),
                     "object", hd_json_str(t->label), "address",
                     t->address ? address(t->address) : json_null(), "held_by", owners, "mode",
                     t->shared ? "shared" : "exclusive", "timed", (int)t->timed, "function",
                     hd_json_str(t->function));
}

static json_t *thread_json(const struct hd_live *l, const struct hd_live_thread *t)
{
    char state[2] = {t->task.state, '\0'};
    json_t *holds = json_array();
    hd_vec_foreach(h, &t->holds) json_array_append_new(
        holds, json_pack("{s:s, s:o, s:o, s:s}", "kind", hd_live_kind_name(h->kind), "object",
                         hd_json_str(h->label), "address", address(h->address), "mode",
                         h->shared ? "shared" : "exclusive"));
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:b, s:o}", "tid", (json_int_t)t->task.tid, "name",
                     hd_json_str(t->name), "state", hd_json_str(state), "waits_for", wait_of(l, t),
                     "holds", holds, "whole_stack", (int)t->whole_stack, "stack",
                     frames(&t->stack));
}

static json_t *cycle_json(const struct hd_live *l, const struct hd_live_cycle *c)
{
    char *message = hd_inspect_message(l, c);
    json_t *threads = json_array(), *text = hd_json_str(message);
    free(message);
    for (size_t i = 0; i < c->len; i++)
        json_array_append_new(threads, json_integer(at(l, c->thread[i])->task.tid));
    return json_pack("{s:o, s:o}", "message", text, "threads", threads);
}

void hd_inspect_json(const struct hd_live *l, struct hd_buf *out)
{
    const struct hd_process *p = l->process;
    json_t *threads = json_array(), *cycles = json_array(), *notes = json_array();
    hd_vec_foreach(t, &l->thread) json_array_append_new(threads, thread_json(l, t));
    hd_vec_foreach(c, &l->cycle) json_array_append_new(cycles, cycle_json(l, c));
    hd_vec_foreach(n, &l->note) json_array_append_new(notes, hd_json_str(*n));
    json_t *all =
        json_pack("{s:{s:s, s:i}, s:{s:I, s:o, s:o, s:b, s:o}, s:o, s:o, s:o}", "heddle", "version",
                  HEDDLE_VERSION, "schema", 1, "process", "pid", (json_int_t)p->pid, "command",
                  hd_json_str(p->command), "executable",
                  *p->exe ? hd_json_str(p->exe) : json_null(), "readable", (int)p->readable, "wire",
                  hd_json_str(l->wire), "deadlocks", cycles, "threads", threads, "notes", notes);
    char *text = hd_json_dump(all);
    hd_buf_str(out, text);
    free(text);
    json_decref(all);
}
