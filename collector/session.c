/* A watched process from its first snapshot to its last; see session.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/session.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "collector/session_internal.h"
#include "collector/target.h"
#include "core/buf.h"
#include "core/file.h"
#include "core/hash.h"

enum {
    STUCK_MS = 1000, /* defaults of hd_session_options */
    HOLD_MS = 1000,
    REREAD_MS = 50,        /* between the two looks at a chain */
    JUDGE_EVERY_MS = 5000, /* lock order, while the process lives */
};

struct hd_session *hd_session_open(const char *path, const struct hd_session_options *o,
                                   struct hd_err *err)
{
    struct hd_session *s = calloc(1, sizeof *s);
    if (!s)
        hd_oom();
    s->o = *o;
    if (!s->o.stuck_ms)
        s->o.stuck_ms = STUCK_MS;
    if (!s->o.hold_ms)
        s->o.hold_ms = HOLD_MS;
    s->trend.every_ms = s->o.growth_ms;
    if (hd_wire_open(&s->wire, path, err) < 0 ||
        hd_snapshot_take(&s->snap, &s->wire, HD_SNAP_WAITS, err) < 0) {
        hd_session_close(s);
        return NULL;
    }
    s->d = hd_describe_new(o->root, s->snap.header.pid);
    return s;
}

void hd_session_close(struct hd_session *s)
{
    if (!s)
        return;
    hd_wire_close(&s->wire);
    hd_describe_free(s->d);
    hd_snapshot_free(&s->snap);
    hd_snapshot_free(&s->waits);
    hd_wait_watch_free(&s->watch);
    hd_trend_free(&s->trend);
    hd_history_free(&s->history);
    hd_gaps_free(&s->gaps);
    free(s->unseen);
    hd_map_free(&s->reported);
    hd_vec_free(&s->live_found);
    hd_ingest_forget(s);
    free(s);
}

uint32_t hd_session_pid(const struct hd_session *s)
{
    return s->snap.header.pid;
}

const char *hd_session_path(const struct hd_session *s)
{
    return s->wire.path;
}

bool hd_session_is_fork(const struct hd_session *s)
{
    return (s->snap.header.flags & HD_WIRE_FORKED) != 0;
}

uint64_t hd_session_started_ns(const struct hd_session *s)
{
    return s->snap.header.start_mono_ns;
}

int64_t hd_session_run(const struct hd_session *s)
{
    return s->run;
}

void hd_session_unseen(struct hd_session *s, const char *lines)
{
    free(s->unseen);
    s->unseen = *lines ? strdup(lines) : NULL;
}

void hd_session_superseded(struct hd_session *s)
{
    s->superseded = true;
}

bool hd_session_is_superseded(const struct hd_session *s)
{
    return s->superseded;
}

/* Field 22 of /proc/PID/stat, 0 when there is no such process or it is a zombie. */
static uint64_t start_ticks(uint32_t pid)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%u/stat", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    char *p = strrchr(text, ')'), state = 0;
    unsigned long long ticks = 0;
    if (!p || sscanf(p + 1,
                     " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                     "%*s %*s %llu",
                     &state, &ticks) != 2)
        return 0;
    return state == 'Z' || state == 'X' ? 0 : ticks;
}

/* The number a process has in its innermost PID namespace, 0 when there is no such process. */
static uint32_t inner_pid(uint32_t pid)
{
    char path[64], line[256];
    uint32_t inner = 0;
    snprintf(path, sizeof path, "/proc/%u/status", pid);
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f)) {
        char *last = strncmp(line, "NSpid:", 6) ? NULL : strrchr(line, '\t');
        if (last)
            inner = (uint32_t)strtoul(last, NULL, 10);
    }
    if (f)
        fclose(f);
    return inner;
}

/* A process of a PID namespace wrote the number down that it has in there. */
static uint32_t outer_pid(uint32_t inner, uint64_t ticks)
{
    DIR *d = opendir("/proc");
    uint32_t found = 0;
    for (struct dirent *e; d && !found && (e = readdir(d));) {
        uint32_t pid = (uint32_t)strtoul(e->d_name, NULL, 10);
        if (pid && start_ticks(pid) == ticks && inner_pid(pid) == inner)
            found = pid;
    }
    if (d)
        closedir(d);
    return found;
}

bool hd_session_alive(struct hd_session *s)
{
    const struct hd_wire_header *h = &s->snap.header;
    if (s->superseded)
        return false;
    uint64_t ticks = start_ticks(s->outer_pid ? s->outer_pid : h->pid);
    if (ticks && (!h->start_ticks || ticks == h->start_ticks))
        return true;
    if (s->outer_pid || !h->start_ticks)
        return false;
    s->outer_pid = outer_pid(h->pid, h->start_ticks);
    return s->outer_pid != 0;
}

bool hd_session_same_process(const struct hd_session *a, const struct hd_session *b)
{
    const struct hd_wire_header *x = &a->snap.header, *y = &b->snap.header;
    return x->pid == y->pid && x->start_ticks == y->start_ticks;
}

void hd_session_signal(struct hd_session *s, int sig)
{
    if (hd_session_alive(s))
        kill((pid_t)(s->outer_pid ? s->outer_pid : s->snap.header.pid), sig);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* The finding that says the same already, or NULL: a stall may come again every minute. */
static struct hd_finding *known_finding(struct hd_session *s, const struct hd_finding *f)
{
    hd_vec_foreach(k, &s->live_found)
    {
        if (!strcmp(k->rule, f->rule) && same_text(k->subject, f->subject) &&
            same_text(k->site.file, f->site.file) && k->site.line == f->site.line &&
            same_text(k->site.function, f->site.function))
            return k;
    }
    return NULL;
}

static void keep_findings(struct hd_session *s, struct hd_judging *j, bool alarm)
{
    hd_vec_foreach(f, &j->found)
    {
        struct hd_finding *known = known_finding(s, f);
        if (known) {
            size_t at = (size_t)(known - s->live_found.data);
            known->count++;
            known->last_ms = f->last_ms;
            s->live_stored = at < s->live_stored ? at : s->live_stored;
            continue;
        }
        hd_vec_push(&s->live_found, *f);
        if (alarm && s->o.alarm && !f->filtered)
            s->o.alarm(s->o.alarm_arg, f, s->snap.header.pid);
    }
    hd_vec_free(&j->found);
}

static void report_chain(struct hd_session *s, struct hd_wait_chain *c)
{
    int64_t since = s->snap.taken_ms;
    for (size_t i = 0; i < c->len && c->slot[i] < s->watch.mark.len; i++) {
        int64_t at = s->watch.mark.data[c->slot[i]].since_ms;
        since = at < since ? at : since;
        if (c->stall)
            break; /* the root's wait is the stall's age */
    }
    hd_wait_chain_stacks(c, s->d, &s->snap, s->snap.header.pid);
    struct hd_judging j = {.d = s->d, .s = &s->snap, .ignore = &s->o.ignore};
    hd_judge_chain(&j, c, s->snap.taken_ms - since);
    keep_findings(s, &j, true);
}

/* Whether the chain is there in the whole snapshot as well, is new, and the kernel agrees. */
static bool is_certain(struct hd_session *s, const struct hd_wait_chain *c)
{
    if (s->outer_pid || hd_map_get(&s->reported, hd_wait_chain_hash(c, &s->waits)))
        return false; /* thread ids of another namespace are other threads here */
    return hd_wait_chain_same(c, &s->waits, &s->snap) &&
           hd_wait_chain_confirmed(c, &s->snap, s->snap.header.pid);
}

static bool any_new(struct hd_session *s, const hd_wait_chain_vec *chains)
{
    hd_vec_foreach(c, chains)
    {
        if (!hd_map_get(&s->reported, hd_wait_chain_hash(c, &s->waits)))
            return true;
    }
    return false;
}

static int take_whole(struct hd_session *s, struct hd_err *err)
{
    if (hd_snapshot_take(&s->snap, &s->wire, HD_SNAP_ALL, err) < 0)
        return -1;
    s->whole = true;
    hd_describe_modules(s->d, &s->snap);
    return 0;
}

/* Looks a second time after a short while, at everything, and reports what is still the same. */
static int look_again(struct hd_session *s, const hd_wait_chain_vec *chains, struct hd_err *err)
{
    struct timespec pause = {.tv_nsec = REREAD_MS * 1000000L};
    nanosleep(&pause, NULL);
    if (take_whole(s, err) < 0)
        return -1;
    int n = 0;
    hd_vec_foreach(c, chains)
    {
        if (!is_certain(s, c))
            continue;
        *hd_map_put(&s->reported, hd_wait_chain_hash(c, &s->waits), NULL) = 1;
        report_chain(s, c);
        n++;
    }
    return n;
}

static int scan_waits(struct hd_session *s, struct hd_err *err)
{
    if (!hd_wait_watch_update(&s->watch, &s->waits, s->o.stuck_ms))
        return 0;
    struct hd_arena a = {0};
    hd_wait_chain_vec chains = {0};
    hd_wait_chains(&s->waits, s->watch.stuck.data, &a, &chains);
    int n = any_new(s, &chains) ? look_again(s, &chains, err) : 0;
    hd_vec_free(&chains);
    hd_arena_free(&a);
    return n;
}

static int scan_holds(struct hd_session *s, struct hd_err *err)
{
    hd_index_vec slots = {0};
    hd_trend_holds(&s->trend, &s->waits, s->o.hold_ms, &slots);
    if (slots.len && take_whole(s, err) < 0) {
        hd_vec_free(&slots);
        return -1;
    }
    hd_vec_foreach(i, &slots)
    {
        struct hd_judging j = {.d = s->d, .s = &s->snap, .ignore = &s->o.ignore};
        if (!hd_trend_still(&s->trend, &s->snap, *i))
            continue;
        hd_judge_hold(&j, *i, s->waits.taken_ms - s->trend.hold.data[*i].since_ms);
        keep_findings(s, &j, false);
    }
    int n = (int)slots.len;
    hd_vec_free(&slots);
    return n;
}

static void sample_growth(struct hd_session *s, bool over)
{
    hd_index_vec grown = {0};
    if (s->snap.header.kill)
        return;
    hd_trend_growth(&s->trend, &s->snap, over, &grown);
    hd_vec_foreach(i, &grown)
    {
        struct hd_judging j = {.d = s->d, .s = &s->snap, .ignore = &s->o.ignore};
        hd_judge_growth(&j, &s->trend.growth.data[*i]);
        keep_findings(s, &j, false);
    }
    hd_vec_free(&grown);
}

/* Growth is counted with every store; more often only when that was asked for. */
static int scan_growth(struct hd_session *s, struct hd_err *err)
{
    if (!s->o.growth_ms || s->o.growth_ms >= HD_GROWTH_EVERY_MS ||
        !hd_trend_due(&s->trend, s->waits.taken_ms))
        return 0;
    if (take_whole(s, err) < 0)
        return -1;
    sample_growth(s, false);
    return 0;
}

int hd_session_scan(struct hd_session *s, struct hd_err *err)
{
    if (hd_snapshot_take(&s->waits, &s->wire, HD_SNAP_WAITS, err) < 0)
        return -1;
    int waits = scan_waits(s, err), holds = scan_holds(s, err);
    return waits < 0 || holds < 0 || scan_growth(s, err) < 0 ? -1 : waits + holds;
}

/* In a file that no longer changes a closed chain is a deadlock without any waiting. */
static void judge_last_waits(struct hd_session *s)
{
    hd_wait_chain_vec chains = {0};
    struct hd_arena a = {0};
    hd_wait_chains(&s->snap, NULL, &a, &chains);
    hd_vec_foreach(c, &chains)
    {
        uint64_t h = hd_wait_chain_hash(c, &s->snap);
        if (hd_map_get(&s->reported, h) || !hd_wait_chain_confirmed(c, &s->snap, 0))
            continue;
        *hd_map_put(&s->reported, h, NULL) = 1;
        struct hd_judging j = {.d = s->d, .s = &s->snap, .ignore = &s->o.ignore};
        hd_judge_chain(&j, c, 0);
        hd_vec_foreach(f, &j.found) hd_vec_push(&s->live_found, *f);
        hd_vec_free(&j.found);
    }
    hd_vec_free(&chains);
    hd_arena_free(&a);
}

static int put_findings(struct hd_session *s, struct hd_store *db, const hd_finding_vec *v,
                        size_t from, struct hd_err *err)
{
    for (size_t i = from; i < v->len; i++) {
        if (hd_store_put_finding(db, s->run, &v->data[i], err) < 0)
            return -1;
    }
    return 0;
}

/* The program's command line, blanks between the arguments. */
static const char *command_line(struct hd_session *s)
{
    const struct hd_wire_header *h = &s->snap.header;
    struct hd_buf b = {0};
    for (uint32_t i = 0; i < h->cmdline_len; i++)
        hd_buf_char(&b, h->cmdline[i] ? h->cmdline[i] : ' ');
    while (b.len && b.data[b.len - 1] == ' ')
        b.data[--b.len] = '\0';
    const char *out = hd_arena_str(hd_describe_arena(s->d), hd_buf_cstr(&b));
    hd_buf_free(&b);
    return out;
}

/* Which tables overflowed, and so what the findings may lack. */
static void put_dropped(struct hd_buf *b, const struct hd_snapshot *s)
{
    const struct {
        uint64_t n;
        const char *what;
    } lost[] = {
        {s->threads.dropped, "threads"},
        {s->slots.dropped, "running threads"},
        {s->locks.dropped, "locks"},
        {s->edges.dropped, "lock-order edges"},
        {s->contexts.dropped, "contexts of lock-order edges"},
        {s->stacks.dropped, "stacks"},
        {s->events.dropped, "misuse events"},
        {s->timers.dropped, "timers"},
        {s->modules.dropped, "loaded files"},
        {s->names.dropped, "names of lock classes"},
    };
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
        if (lost[i].n)
            hd_buf_fmt(b, "%llu %s found no room in the record: what they would show is missing\n",
                       (unsigned long long)lost[i].n, lost[i].what);
    }
}

static enum hd_end how_ended(const struct hd_session *s, bool over)
{
    if (!over || s->snap.header.kill) /* switched off: joins and deletions were not seen */
        return HD_END_RUNNING;
    return s->snap.header.state == HD_WIRE_EXITED ? HD_END_EXIT : HD_END_CUT;
}

static const char *coverage(struct hd_session *s, bool over)
{
    struct hd_buf b = {0};
    const struct hd_wire_header *h = &s->snap.header;
    hd_buf_str(&b, s->o.coverage ? s->o.coverage : "");
    if (h->flags & HD_WIRE_FORKED)
        hd_buf_fmt(&b, "a forked child of process %u: locks held across fork are unknown\n",
                   h->origin_pid);
    if (h->kill)
        hd_buf_str(&b, "the probe was switched off: what happened after that is not seen\n");
    hd_gaps_report(&s->gaps, &b);
    hd_buf_str(&b, s->unseen ? s->unseen : "");
    if (h->flags & HD_WIRE_SHRUNK)
        hd_buf_str(&b, "there was little room for the wire file: its tables are small\n");
    if (s->damaged)
        hd_buf_str(&b,
                   "the wire file was destroyed before the end: the last moments are missing\n");
    if (s->snap.damaged)
        hd_buf_fmt(&b, "%s: %llu damaged record%s skipped: what %s would show is missing\n",
                   hd_path_basename(s->wire.path), (unsigned long long)s->snap.damaged,
                   s->snap.damaged == 1 ? " was" : "s were", s->snap.damaged == 1 ? "it" : "they");
    uint64_t unseen = s->snap.counter[HD_WIRE_COUNT_SLOT_FULL];
    if (unseen)
        hd_buf_fmt(&b, "%llu threads ran unseen, the thread table was full\n",
                   (unsigned long long)unseen);
    uint64_t children = s->snap.counter[HD_WIRE_COUNT_CHILDREN_UNSEEN];
    if (children)
        hd_buf_fmt(&b,
                   "%llu forked children were not recorded: there were too many of them, or the "
                   "program had put itself into a sandbox\n",
                   (unsigned long long)children);
    put_dropped(&b, &s->snap);
    if (s->unjudged_gates)
        hd_buf_fmt(
            &b,
            "%llu lock orders were seen with more than %d other locks held (or with one that the "
            "record does not know) and are not judged at run time: look for cycles through them "
            "with heddle check\n",
            (unsigned long long)s->unjudged_gates, HD_WIRE_GATES);
    uint64_t threads = hd_threads_unjudged(&s->snap, how_ended(s, over));
    if (threads)
        hd_buf_fmt(
            &b,
            "leaks are not judged: the program was stopped before its exit, and the %llu ended "
            "thread%s might still have been joined\n",
            (unsigned long long)threads, threads == 1 ? "" : "s");
    const char *out = hd_arena_str(hd_describe_arena(s->d), hd_buf_cstr(&b));
    hd_buf_free(&b);
    return out;
}

static struct hd_run_info run_info(struct hd_session *s, int exit_status, int64_t ended_ms)
{
    static char host[65];
    if (!host[0])
        gethostname(host, sizeof host - 1);
    return (struct hd_run_info){
        .command = s->o.command,
        .target = command_line(s),
        .root = s->o.root,
        .host = host,
        .version = HEDDLE_VERSION,
        .started_ms = (int64_t)(s->snap.header.start_real_ns / 1000000),
        .ended_ms = ended_ms,
        .exit_status = exit_status,
        .pid = s->snap.header.pid,
        .dropped = hd_snap_dropped(&s->snap),
        .coverage = coverage(s, ended_ms != 0),
    };
}

static int put_judgements(struct hd_session *s, struct hd_store *db, bool over, struct hd_err *err)
{
    struct hd_judging j = {.d = s->d, .s = &s->snap, .ignore = &s->o.ignore};
    hd_judge_events(&j);
    hd_judge_leaks(&j, how_ended(s, over));
    int rc = put_findings(s, db, &j.found, 0, err);
    hd_vec_free(&j.found);
    if (rc == 0)
        rc = put_findings(s, db, &s->live_found, s->live_stored, err);
    return rc;
}

/* Cycles are judged by others, who do not know what the project allows. */
static bool allow_cycle(void *arg, struct hd_finding *f)
{
    struct hd_session *s = arg;
    if (!f->filtered && strcmp(f->rule, "lock-order-cycle") == 0)
        f->filtered = hd_allowed(&s->o.ignore, f, hd_describe_arena(s->d));
    return f->filtered != NULL;
}

static int judge_order(struct hd_session *s, struct hd_store *db, bool over, struct hd_err *err)
{
    uint64_t h = hd_ingest_order_hash(&s->snap);
    if (h) /* a deadlock says more of its locks than their orders do */
        h = hd_hash_mix(h, s->live_found.len);
    int64_t now = hd_monotonic_ms();
    if (!s->o.judge_order || !h || h == s->judged_hash ||
        (!over && now - s->judged_ms < JUDGE_EVERY_MS))
        return 0;
    if (s->o.judge_order(db, s->run, err) < 0 ||
        (s->o.ignore.allow.rules && hd_store_edit_findings(db, s->run, allow_cycle, s, err) < 0))
        return -1;
    s->judged_hash = h;
    s->judged_ms = now;
    return 0;
}

/* What is in the store of this process already goes on: its collector was killed, or only a part of
 * its life was collected. */
static int begin(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    struct hd_run_info info = run_info(s, -1, 0);
    s->run = hd_store_run_of_process(db, &info, err);
    if (s->run > 0)
        return hd_history_resume(s, db, err);
    if (s->run == 0)
        s->run = hd_store_run_begin(db, &info, err);
    return s->run > 0 ? 0 : -1;
}

/* Everything inside one transaction. */
static int put_all(struct hd_session *s, struct hd_store *db, bool over, int exit_status,
                   struct hd_err *err)
{
    int64_t ended = !over ? 0
                    : s->snap.header.exit_mono_ns
                        ? hd_wall_ms(&s->snap, s->snap.header.exit_mono_ns)
                        : hd_epoch_ms();
    struct hd_run_info info = run_info(s, exit_status, ended);
    if (!s->run && begin(s, db, err) < 0)
        return -1;
    if (hd_ingest(s, db, err) < 0 || hd_history_put(s, db, over, err) < 0 ||
        put_judgements(s, db, over, err) < 0 || judge_order(s, db, over, err) < 0)
        return -1;
    info.coverage = coverage(s, over);
    return over ? hd_store_run_end(db, s->run, &info, err) : 0;
}

static int store(struct hd_session *s, struct hd_store *db, bool over, int exit_status,
                 struct hd_err *err)
{
    int64_t run_before = s->run;
    if (hd_store_begin(db, err) < 0)
        return -1;
    if (put_all(s, db, over, exit_status, err) == 0 && hd_store_commit(db, err) == 0) {
        s->live_stored = s->live_found.len;
        return 0;
    }
    hd_store_rollback(db);
    hd_ingest_forget(s);
    s->run = run_before;
    return -1;
}

int hd_session_store(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    if (take_whole(s, err) < 0)
        return -1;
    sample_growth(s, false);
    hd_gaps_look(&s->gaps, &s->snap, s->d, s->snap.header.pid);
    return store(s, db, false, -1, err);
}

int hd_session_finish(struct hd_session *s, struct hd_store *db, int exit_status,
                      struct hd_err *err)
{
    struct hd_err why = {{0}};
    s->damaged = take_whole(s, &why) < 0;
    if (s->damaged && !s->whole)
        return hd_fail(err, "%s", why.msg);
    judge_last_waits(s);
    if (s->trend.sampled_ms && !s->damaged)
        sample_growth(s, true);
    return store(s, db, true, exit_status, err);
}
