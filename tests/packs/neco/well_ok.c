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
static int total;

static void work(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    neco_chan *c = argv[1];
    int one = 1;
    neco_chan_send(c, &one);
    neco_chan_release(c);
    neco_waitgroup_done(wg);
}

int run(void)
{
    neco_waitgroup wg = {0};
    neco_chan *c;
    if (neco_chan_make(&c, sizeof(int), 2) != 0)
        return -1;
    neco_waitgroup_add(&wg, 1);
    neco_chan_retain(c);
    neco_start(work, 2, &wg, c);
    neco_waitgroup_wait(&wg);
    neco_waitgroup_add(&wg, 1); /* a second round is legal */
    neco_chan_retain(c);
    neco_start(work, 2, &wg, c);
    neco_waitgroup_wait(&wg);
    neco_chan_close(c);
    int n;
    while (neco_chan_recv(c, &n) == 0) {
        if (neco_mutex_lock(&lock) != 0)
            break;
        total += n;
        neco_mutex_unlock(&lock);
    }
    neco_chan_release(c);
    if (neco_mutex_trylock(&lock) == 0) {
        total = 0;
        neco_mutex_unlock(&lock);
    }
    return 0;
}
