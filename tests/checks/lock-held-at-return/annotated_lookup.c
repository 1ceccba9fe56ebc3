/* heddle's own words, for what attributes of compilers cannot say: the lock of what is returned, and
 * a lock that is held when the result is zero. */
#include <pthread.h>
#include <stddef.h>

#if defined(__clang__)
#define HEDDLE(x) __attribute__((annotate("heddle:" x)))
#else
#define HEDDLE(x)
#endif

struct session {
    pthread_mutex_t lock;
    int user, closed;
};

struct session *session_get(int id) HEDDLE("acquires(ret->lock)");
int session_claim(struct session *s, int user) HEDDLE("acquires_if(ret == 0, s->lock)");
void session_put(struct session *s) HEDDLE("releases(s->lock)");

int session_user(int id)
{
    struct session *s = session_get(id);
    if (s == NULL)
        return -1;
    if (s->closed)
        return -2; // expect: lock-held-at-return
    int user = s->user;
    session_put(s);
    return user;
}

int session_move(struct session *s, int from, int to)
{
    if (session_claim(s, from) != 0)
        return -1;
    if (s->closed)
        return -1; // expect: lock-held-at-return
    s->user = to;
    session_put(s);
    return 0;
}

int session_close(struct session *s)
{
    if (session_claim(s, 0))
        return -1;
    s->closed = 1;
    session_put(s);
    return 0;
}
