/* Starts the watched program and follows it and what it leaves behind, without a thread: the caller
 * polls two descriptors.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_TARGET_H
#define HEDDLE_COLLECTOR_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/err.h"

struct hd_target {
    pid_t pid;
    int pidfd;    /* readable when it has ended; -1 when the kernel has none */
    int signalfd; /* TERM, INT, HUP, QUIT, USR1, USR2, WINCH, CHLD for us */
    bool ended;
    bool orphans;       /* processes that it started still live */
    int stop_signal;    /* 0, or a TERM, INT or QUIT that came */
    int status;         /* exit status, 128+signal; valid when ended */
    int64_t kill_at_ms; /* 0, or when to end it by force (monotonic clock) */
    long grace_ms;
};

/* Starts argv[0…] (found through PATH) with the probe preloaded and its wire files going to
 * `wire_dir`. Blocks the forwarded signals in this process; the child gets the old mask. Returns 0,
 * or -1 with *status set to what a shell would return (127 not found, 126 not executable). */
int hd_target_start(struct hd_target *t, char *const argv[], const char *probe,
                    const char *wire_dir, int *status, struct hd_err *err);

/* Waits up to `timeout_ms` for a signal or the end; forwards signals, reaps every child, and after
 * a TERM that was not obeyed within grace_ms sends KILL. A signal that the terminal sent to the
 * whole group is not sent twice. Returns false once the program has ended. */
bool hd_target_wait(struct hd_target *t, int timeout_ms);

void hd_target_close(struct hd_target *t);

/* From now on this process, which has work 20 times a second, waits for its turn when it wakes up
 * instead of putting off a thread that runs: where a program keeps every core busy, that thread
 * might be the one that all the others wait for. */
void hd_stand_back(void);

/* The probe's path: HEDDLE_PROBE, else beside the binary as built or installed. NULL with a message
 * when there is none; free() it. */
char *hd_probe_path(struct hd_err *err);

/* The folder where wire files are made: HEDDLE_DIR, $XDG_RUNTIME_DIR/heddle, /dev/shm/heddle-UID;
 * free() it. */
char *hd_wire_base_dir(void);

/* Makes a fresh private folder in it for one run; free() it. NULL with a message on failure. */
char *hd_wire_run_dir(struct hd_err *err);

/* The project root for naming files: the nearest folder upwards of the current one that holds
 * .heddle.yml or .git, else the current one; free() it. */
char *hd_project_root(void);

int64_t hd_monotonic_ms(void);
int64_t hd_epoch_ms(void);

#endif
