/* Functions of another library say with clang's attributes what they do; only the header is here. */
#include <stddef.h>

#if defined(__clang__)
#define TSA(x) __attribute__((x))
#else
#define TSA(x)
#endif
#define TSA_ACQUIRE(...) TSA(acquire_capability(__VA_ARGS__))
#define TSA_TRY_ACQUIRE(...) TSA(try_acquire_capability(__VA_ARGS__))
#define TSA_RELEASE(...) TSA(release_capability(__VA_ARGS__))

struct TSA(capability("mutex")) io_mutex;
struct ring {
    struct io_mutex *mu;
    size_t head, tail;
    int broken;
};

void io_mutex_lock(struct io_mutex *m) TSA_ACQUIRE(m);
int io_mutex_trylock(struct io_mutex *m) TSA_TRY_ACQUIRE(1, m);
void io_mutex_unlock(struct io_mutex *m) TSA_RELEASE(m);

int ring_push(struct ring *r, size_t n)
{
    io_mutex_lock(r->mu);
    if (r->broken)
        return -1; // expect: lock-held-at-return
    r->head += n;
    io_mutex_unlock(r->mu);
    return 0;
}

int ring_poll(struct ring *r)
{
    if (!io_mutex_trylock(r->mu))
        return -1;
    if (r->head == r->tail)
        return -2; // expect: lock-held-at-return
    r->tail++;
    io_mutex_unlock(r->mu);
    return 0;
}

int ring_length(struct ring *r)
{
    io_mutex_lock(r->mu);
    int n = (int)(r->head - r->tail);
    io_mutex_unlock(r->mu);
    return n;
}
