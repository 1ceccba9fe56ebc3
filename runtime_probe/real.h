/* The functions behind the hooks: one pointer per row of hooks.def, valid from the first
 * instruction on (each starts as a resolver that replaces itself).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_REAL_H
#define HEDDLE_RUNTIME_PROBE_REAL_H

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

typedef sem_t *hd_semaphore; /* a type that is one word, for the table */

struct hd_real {
#define ACQUIRE(name, object, mode, flags, params, args) int (*name) params;
#define TRY(name, object, mode, params, args) int (*name) params;
#define RELEASE(name, object, params, args) int (*name) params;
#define INIT(name, object, params, args, flags) int (*name) params;
#define DESTROY(name, object, params, args) int (*name) params;
#define CONDWAIT(name, flags, params, args) int (*name) params;
#define WAIT(name, object, flags, params, args) int (*name) params;
#define WAKE(name, object, all, params, args) int (*name) params;
#define CUSTOM(type, name, params, args) type (*name) params;
#define ALIAS(name, target)
#include "runtime_probe/hooks.def"
#undef ACQUIRE
#undef TRY
#undef RELEASE
#undef INIT
#undef DESTROY
#undef CONDWAIT
#undef WAIT
#undef WAKE
#undef CUSTOM
#undef ALIAS
};
extern struct hd_real hd_real __attribute__((visibility("hidden")));

/* Resolves all of them, so that no later hook needs the dynamic linker. */
void hd_real_resolve(void);
/* dlsym(RTLD_DEFAULT) for functions the probe can do without; NULL when absent. */
void *hd_real_optional(const char *name);

#endif
