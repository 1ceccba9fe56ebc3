/* What test programs need of libuv: names and types as the library has them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_STUBS_UV_H
#define TESTS_STUBS_UV_H

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

enum { UV_ENOMEM = -ENOMEM };
typedef enum { UV_RUN_DEFAULT, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;

typedef pthread_t uv_thread_t;
typedef sem_t uv_sem_t;
typedef struct uv_loop_s {
    void *data;
} uv_loop_t;

int uv_thread_create(uv_thread_t *tid, void (*entry)(void *arg), void *arg);
int uv_thread_join(uv_thread_t *tid);
int uv_sem_init(uv_sem_t *sem, unsigned int value);
void uv_sem_destroy(uv_sem_t *sem);
void uv_sem_post(uv_sem_t *sem);
void uv_sem_wait(uv_sem_t *sem);
int uv_loop_init(uv_loop_t *loop);
int uv_loop_close(uv_loop_t *loop);
int uv_run(uv_loop_t *loop, uv_run_mode mode);

#endif
