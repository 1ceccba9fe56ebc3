/* The handle is a field that the thread fills with its own. */
#include <pthread.h>

struct session {
    pthread_t owner;
    int users;
};

void session_run(struct session *s)
{
    s->owner = pthread_self();
    s->users = 1;
    while (s->users > 0)
        s->users--;
    if (pthread_join(s->owner, NULL) != 0) // expect: thread-join-self
        s->users = -1;
}
