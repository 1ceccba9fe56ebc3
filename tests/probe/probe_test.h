/* Scenarios for the probe. Each is a child program that runs under the probe in a process of its own
 * (this binary again, with LD_PRELOAD) and a check that reads the wire file it left, after it
 * ended or was killed. A scenario's name is its ctest name: probe.NAME.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_PROBE_PROBE_TEST_H
#define HEDDLE_TESTS_PROBE_PROBE_TEST_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/probe/wire_dump.h"

enum ending { EXITS, KILLED /* by SIGKILL once it called ready() */ };
enum { TOLD = 32 };

struct scenario {
    const char *name;
    enum ending ending;
    void (*child)(void);
    void (*check)(const struct wire *w); /* NULL: no file is expected */
    const char *env[2];                  /* "NAME=value" for the child */
    struct scenario *next;
};
void scenario_add(struct scenario *s);

#define SCENARIO_ENV(n, how, e)                                                                    \
    static void n##_child(void);                                                                   \
    static void n##_check(const struct wire *w);                                                   \
    static struct scenario n##_scenario = {#n, how, n##_child, n##_check, {e, NULL}, NULL};        \
    __attribute__((constructor)) static void n##_add(void)                                         \
    {                                                                                              \
        scenario_add(&n##_scenario);                                                               \
    }
#define SCENARIO(n, how) SCENARIO_ENV(n, how, NULL)

/* ---- in the child ---- */
void tell(uint64_t v);      /* hands a value to the check */
void tell_at(const void *p);
void ready(void);           /* then wait: a KILLED child ends here */
void require(bool ok, const char *what); /* the child's own expectations: exits with status 9 */
#define REQUIRE(x) require(x, #x)
void wait_until_blocked(pthread_t t, int *tid); /* until thread *tid sleeps in the kernel */

/* ---- in the check ---- */
extern uint64_t told[TOLD];
extern const char *scenario_dir; /* folder of the wire files */
void check_fail(const char *file, int line, const char *what);
#define CHECK(x)                                                                                   \
    do {                                                                                           \
        if (!(x))                                                                                  \
            check_fail(__FILE__, __LINE__, #x);                                                    \
    } while (0)
/* LOCKS id of the newest record at an address, 0 none. */
uint32_t lock_at(const struct wire *w, uint64_t address);
const struct hd_wire_edge *edge_between(const struct wire *w, uint64_t from, uint64_t to);
unsigned edges(const struct wire *w);
unsigned events(const struct wire *w, enum hd_wire_event_kind kind);
unsigned all_events(const struct wire *w);
const struct hd_wire_event *event(const struct wire *w, enum hd_wire_event_kind kind);
/* Contexts of an edge into out[]; how many. */
unsigned contexts(const struct wire *w, const struct hd_wire_edge *e,
                  const struct hd_wire_context **out);
const struct hd_wire_thread *thread_with_tid(const struct wire *w, uint32_t tid);
const struct hd_wire_slot *slot_of(const struct wire *w, const struct hd_wire_thread *t);
/* Path of another wire file in the folder, "" when there is none. */
const char *other_file(const struct wire *w);

#endif
