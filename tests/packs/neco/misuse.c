#include <stddef.h>
#include <stdint.h>

/* as in neco.h */
typedef struct { char rest[48]; } neco_waitgroup;
typedef struct { char rest[64]; } neco_mutex;
typedef struct neco_chan neco_chan;
int neco_start(void (*entry)(int argc, void *argv[]), int argc, ...);
int neco_chan_make(neco_chan **chan, size_t data_size, size_t capacity);
int neco_chan_retain(neco_chan *chan);
int neco_chan_release(neco_chan *chan);
int neco_chan_send(neco_chan *chan, void *data);
int neco_chan_recv(neco_chan *chan, void *data);
int neco_chan_close(neco_chan *chan);
int neco_mutex_lock(neco_mutex *mutex);
int neco_mutex_rdlock(neco_mutex *mutex);
int neco_mutex_trylock(neco_mutex *mutex);
int neco_mutex_unlock(neco_mutex *mutex);
int neco_waitgroup_init(neco_waitgroup *waitgroup);
int neco_waitgroup_add(neco_waitgroup *waitgroup, int delta);
int neco_waitgroup_done(neco_waitgroup *waitgroup);
int neco_waitgroup_wait(neco_waitgroup *waitgroup);

static neco_mutex lock;

void closed_twice(int *last)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof *last, 1) != 0)
        return;
    neco_chan_close(c);
    neco_chan_close(c); // expect: channel-double-close
    neco_chan_release(c);
}

void sent_late(int *last)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof *last, 1) != 0)
        return;
    neco_chan_close(c);
    neco_chan_send(c, last); // expect: channel-send-closed
    neco_chan_release(c);
}

int lost(int *last)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof *last, 1) != 0) // expect: channel-leak
        return -1;
    return neco_chan_send(c, last);
}

int still_locked(int n)
{
    if (neco_mutex_lock(&lock) != 0)
        return -1;
    if (n < 0)
        return -1; // expect: lock-held-at-return
    return neco_mutex_unlock(&lock);
}

void below_zero(void)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_waitgroup_done(&wg);
    neco_waitgroup_done(&wg); // expect: waitgroup-negative
}
