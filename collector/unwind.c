/* Unwinding with libdwfl on registers and memory of our own fetching; see unwind.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/unwind.h"

#include <elf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

enum { STOP_TRIES = 100 }; /* milliseconds until a thread must have stopped */

/* Registers in the numbers of DWARF. */
enum { MAX_REGISTERS = 32 };
struct registers {
    uint64_t pc;
    Dwarf_Word value[MAX_REGISTERS];
    unsigned first, count; /* those that are known */
};

struct hd_unwind {
    uint32_t pid;
    Dwfl *dwfl;
    bool attached;
    struct registers now; /* of the thread that is being unwound */
    uint64_t *out;
    size_t n;
};

#if defined(__x86_64__)
enum { SP_REGISTER = 7 };
static void take_registers(struct registers *r, const struct user_regs_struct *u)
{
    const Dwarf_Word v[] = {u->rax, u->rdx, u->rcx, u->rbx, u->rsi, u->rdi, u->rbp, u->rsp,
                            u->r8,  u->r9,  u->r10, u->r11, u->r12, u->r13, u->r14, u->r15};
    r->pc = u->rip;
    r->first = 0;
    r->count = sizeof v / sizeof *v;
    memcpy(r->value, v, sizeof v);
}
#elif defined(__aarch64__)
enum { SP_REGISTER = 31 };
static void take_registers(struct registers *r, const struct user_regs_struct *u)
{
    r->pc = u->pc;
    r->first = 0;
    r->count = 32;
    for (int i = 0; i < 31; i++)
        r->value[i] = u->regs[i];
    r->value[31] = u->sp;
}
#else
#error "unwind.c: name the DWARF registers of this machine"
#endif

static pid_t next_thread(Dwfl *dwfl, void *arg, void **thread_arg)
{
    (void)dwfl;
    struct hd_unwind *u = arg;
    if (*thread_arg)
        return 0;
    *thread_arg = u;
    return (pid_t)u->pid;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *arg, void **thread_arg)
{
    (void)dwfl;
    (void)tid;
    *thread_arg = arg;
    return true;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr addr, Dwarf_Word *result, void *arg)
{
    (void)dwfl;
    const struct hd_unwind *u = arg;
    struct iovec here = {result, sizeof *result};
    struct iovec there = {(void *)(uintptr_t)addr, sizeof *result};
    return process_vm_readv((pid_t)u->pid, &here, 1, &there, 1, 0) == (ssize_t)sizeof *result;
}

static bool set_registers(Dwfl_Thread *thread, void *arg)
{
    struct hd_unwind *u = arg;
    dwfl_thread_state_register_pc(thread, u->now.pc);
    return dwfl_thread_state_registers(thread, (int)u->now.first, u->now.count,
                                       u->now.value + u->now.first);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
    .next_thread = next_thread,
    .get_thread = get_thread,
    .memory_read = read_memory,
    .set_initial_registers = set_registers,
};

static const Dwfl_Callbacks file_callbacks = {
    .find_elf = dwfl_linux_proc_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
};

static int one_frame(Dwfl_Frame *frame, void *arg)
{
    struct hd_unwind *u = arg;
    Dwarf_Addr pc;
    bool activation;
    if (!dwfl_frame_pc(frame, &pc, &activation) || u->n == HD_UNWIND_MAX)
        return DWARF_CB_ABORT;
    u->out[u->n++] = pc;
    return DWARF_CB_OK;
}

struct hd_unwind *hd_unwind_new(uint32_t pid, struct hd_err *err)
{
    struct hd_unwind *u = calloc(1, sizeof *u);
    if (!u)
        hd_oom();
    u->pid = pid;
    unsetenv("DEBUGINFOD_URLS"); /* nobody waits for a server on the net here */
    u->dwfl = dwfl_begin(&file_callbacks);
    int rc = u->dwfl ? dwfl_linux_proc_report(u->dwfl, (pid_t)pid) : -1;
    if (rc == 0)
        rc = dwfl_report_end(u->dwfl, NULL, NULL);
    if (rc == 0) {
        /* false is no end: the files' first one may be for another machine */
        u->attached = dwfl_attach_state(u->dwfl, NULL, (pid_t)pid, &thread_callbacks, u);
        return u;
    }
    hd_fail(err, "cannot read which files are mapped into process %u", pid);
    hd_unwind_free(u);
    return NULL;
}

static size_t walk(struct hd_unwind *u, uint32_t tid, uint64_t out[HD_UNWIND_MAX])
{
    u->out = out;
    u->n = 0;
    if (u->attached)
        dwfl_getthread_frames(u->dwfl, (pid_t)tid, one_frame, u);
    if (!u->n)
        out[u->n++] = u->now.pc;
    return u->n;
}

size_t hd_unwind_peek(struct hd_unwind *u, uint32_t tid, uint64_t sp, uint64_t pc,
                      uint64_t out[HD_UNWIND_MAX])
{
    u->now = (struct registers){.pc = pc, .first = SP_REGISTER, .count = 1};
    u->now.value[SP_REGISTER] = sp;
    return walk(u, tid, out);
}

/* Waits for the thread to stop. It may stop for a signal at the same moment: then the signal is
 * passed on when it goes on. */
static bool stopped(uint32_t tid, int *signal)
{
    for (int i = 0; i < STOP_TRIES; i++) {
        int status;
        pid_t got = waitpid((pid_t)tid, &status, WNOHANG | __WALL);
        if (got < 0 || (got > 0 && !WIFSTOPPED(status)))
            return false;
        if (got > 0) {
            *signal = status >> 16 ? 0 : WSTOPSIG(status);
            return true;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return false;
}

static bool read_registers(struct hd_unwind *u, uint32_t tid)
{
    struct user_regs_struct regs;
    struct iovec v = {&regs, sizeof regs};
    if (ptrace(PTRACE_GETREGSET, (pid_t)tid, (void *)(uintptr_t)NT_PRSTATUS, &v) < 0 ||
        v.iov_len != sizeof regs)
        return false;
    take_registers(&u->now, &regs);
    return true;
}

struct job {
    struct hd_unwind *u;
    uint32_t tid;
    uint64_t *out;
    size_t n;
    struct hd_err *err;
};

static void *stop_and_walk(void *arg)
{
    struct job *j = arg;
    int signal = 0;
    pid_t tid = (pid_t)j->tid;
    if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) < 0) {
        hd_fail_errno(j->err, "cannot stop thread %u for its stack", j->tid);
        return NULL;
    }
    if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0 || !stopped(j->tid, &signal)) {
        hd_fail(j->err, "thread %u did not stop for its stack", j->tid);
        return NULL;
    }
    if (read_registers(j->u, j->tid))
        j->n = walk(j->u, j->tid, j->out);
    else
        hd_fail_errno(j->err, "cannot read the registers of thread %u", j->tid);
    ptrace(PTRACE_DETACH, tid, NULL, (void *)(uintptr_t)signal);
    return NULL;
}

/* In a thread of its own: when a tracing thread ends the kernel lets go of all that it traces, also
 * of a thread that was asked to stop and has not stopped yet. */
size_t hd_unwind_stopped(struct hd_unwind *u, uint32_t tid, uint64_t out[HD_UNWIND_MAX],
                         struct hd_err *err)
{
    struct job j = {u, tid, out, 0, err};
    pthread_t t;
    if (pthread_create(&t, NULL, stop_and_walk, &j) != 0)
        return hd_fail(err, "cannot stop thread %u: no thread to trace it with", tid), 0;
    pthread_join(t, NULL);
    return j.n;
}

void hd_unwind_free(struct hd_unwind *u)
{
    if (!u)
        return;
    if (u->dwfl)
        dwfl_end(u->dwfl);
    free(u);
}
