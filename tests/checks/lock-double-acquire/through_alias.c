/* A local pointer names the session's lock; a helper acquires it through the session. */
#include <pthread.h>
#include <time.h>

struct session {
    pthread_mutex_t mu;
    time_t last_seen;
    int requests;
};

static void session_touch(struct session *s)
{
    pthread_mutex_lock(&s->mu);
    s->last_seen = time(NULL);
    pthread_mutex_unlock(&s->mu);
}

void session_request(struct session *s)
{
    pthread_mutex_t *guard = &s->mu;

    pthread_mutex_lock(guard);
    s->requests++;
    session_touch(s); // expect: lock-double-acquire
    pthread_mutex_unlock(guard);
}
