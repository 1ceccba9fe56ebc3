/* What test programs need of neco.h: names, types and values as the library has them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_STUBS_NECO_H
#define TESTS_STUBS_NECO_H

/* entries have parameters that they do not need */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#include <stddef.h>
#include <stdint.h>

typedef struct { char rest[48]; } neco_waitgroup;
typedef struct { char rest[64]; } neco_mutex;
typedef struct neco_chan neco_chan;
#define NECO_WAITGROUP_INITIALIZER { { 0 } }
#define NECO_OK 0
#define NECO_CLOSED (-8)
#define NECO_TIMEDOUT (-5)

int neco_start(void (*entry)(int argc, void *argv[]), int argc, ...);
int neco_yield(void);
int neco_sleep(int64_t nanosecs);
int neco_waitgroup_init(neco_waitgroup *waitgroup);
int neco_waitgroup_add(neco_waitgroup *waitgroup, int delta);
int neco_waitgroup_done(neco_waitgroup *waitgroup);
int neco_waitgroup_wait(neco_waitgroup *waitgroup);
int neco_waitgroup_wait_dl(neco_waitgroup *waitgroup, int64_t deadline);
int neco_chan_make(neco_chan **chan, size_t data_size, size_t capacity);
int neco_chan_retain(neco_chan *chan);
int neco_chan_release(neco_chan *chan);
int neco_chan_send(neco_chan *chan, void *data);
int neco_chan_recv(neco_chan *chan, void *data);
int neco_chan_recv_dl(neco_chan *chan, void *data, int64_t deadline);
int neco_chan_tryrecv(neco_chan *chan, void *data);
int neco_chan_close(neco_chan *chan);

#endif
