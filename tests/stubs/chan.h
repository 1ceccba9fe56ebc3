/* What test programs need of chan.h: names and types as the library has them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_STUBS_CHAN_H
#define TESTS_STUBS_CHAN_H

/* entries have parameters that they do not need */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#include <stddef.h>

typedef struct chan_t chan_t;
chan_t *chan_init(size_t capacity);
void chan_dispose(chan_t *chan);
int chan_close(chan_t *chan);
int chan_is_closed(chan_t *chan);
int chan_send(chan_t *chan, void *data);
int chan_recv(chan_t *chan, void **data);
int chan_size(chan_t *chan);
int chan_select(chan_t *recv_chans[], int recv_count, void **recv_out, chan_t *send_chans[],
                int send_count, void *send_msgs[]);

#endif
