/* One running process as the kernel shows it: threads, what each does in the kernel, loaded files,
 * memory. Nothing here stops the process or writes to it.
 *
 * Reading what threads do and the process's memory takes the right to trace it (ptrace(2), "access
 * mode checking"): root, or the same user where no Yama forbids it and the process is dumpable.
 * Without it `readable` is false, `why` says what is in the way, and only names and states are
 * known.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_PROCESS_H
#define HEDDLE_COLLECTOR_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/symbolize.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/vec.h"

enum hd_task_place { HD_TASK_RUNNING, HD_TASK_IN_CALL, HD_TASK_ASLEEP, HD_TASK_UNKNOWN };

/* One thread at one moment. */
struct hd_task {
    uint32_t tid;     /* as we see it */
    uint32_t own_tid; /* as the process sees it: another number inside a PID namespace */
    char name[16];
    char state;        /* letter of /proc/…/stat */
    uint64_t switches; /* times it gave up the processor by itself */
    enum hd_task_place place;
    long call; /* system call number, in IN_CALL */
    uint64_t arg[6];
    uint64_t sp, pc; /* 0 while running */
};
typedef HD_VEC(struct hd_task) hd_task_vec;

struct hd_process {
    uint32_t pid;
    uint64_t start_ticks; /* with the pid names the process */
    uint32_t uid;
    const char *exe;     /* path, "" unknown */
    const char *command; /* command line, or the name in brackets */
    bool readable;
    const char *why; /* not readable: because */
    struct hd_arena arena;
};

/* Finds process `pid`; the id of a thread stands for its process. -1: there is none, it has ended,
 * or it is the kernel's. */
int hd_process_open(struct hd_process *p, uint32_t pid, struct hd_err *err);
void hd_process_close(struct hd_process *p);

/* Whether it is still the same process, and not a zombie. */
bool hd_process_alive(const struct hd_process *p);

/* The threads of this moment, by thread id. One that ends while we look is left out. -1 when the
 * process has ended. */
int hd_process_tasks(const struct hd_process *p, hd_task_vec *out, struct hd_err *err);

/* Copies memory; false unless all of it was there. */
bool hd_process_read(const struct hd_process *p, uint64_t address, void *out, size_t n);
bool hd_process_word(const struct hd_process *p, uint64_t address, uint32_t *out);

/* Tells the symbolizer of all files with code in the process, the program itself first. */
void hd_process_modules(struct hd_process *p, struct hd_symbolizer *s);

/* The wire file of the probe in this process, in its arena, or NULL. */
const char *hd_process_wire(struct hd_process *p);

#endif
