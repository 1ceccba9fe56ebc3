/* What lies around a word that a thread sleeps on, as glibc and musl lay out their objects. Nothing
 * is believed that does not fit together: a mutex is one only when its state, its kind and an owner
 * that is a living thread of the process agree.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_LIBC_WORDS_H
#define HEDDLE_COLLECTOR_LIBC_WORDS_H

#include "collector/live.h"

/* What a thread sleeps on. */
struct hd_futex_wait {
    uint64_t word;     /* address */
    int operation;     /* without flags */
    uint32_t expected; /* value it went to sleep for */
    bool timed;
};
/* Whether the task sleeps on a futex. */
bool hd_futex_wait(const struct hd_task *t, struct hd_futex_wait *out);

struct hd_words {
    enum hd_live_kind kind; /* MUTEX, RWLOCK, STREAM or JOIN; FUTEX when nothing fits */
    uint64_t object;        /* its address */
    uint32_t value;         /* of the word slept on, now */
    uint32_t owner;         /* thread, as the process numbers it; 0 unknown */
};
/* `tasks`: the threads that live. */
void hd_words_read(const struct hd_process *p, const hd_task_vec *tasks,
                   const struct hd_futex_wait *w, struct hd_words *out);

#endif
