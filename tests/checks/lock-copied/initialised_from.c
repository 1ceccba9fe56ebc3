/* The declaration copies what it is initialised with. */
#include <pthread.h>

struct limits {
    int soft, hard;
};
struct session {
    struct limits limits;
    pthread_cond_t changed;
    int fd;
};

int session_fd(const struct session *s);

int session_probe(const struct session *s, int hard)
{
    struct session trial = *s; // expect: lock-copied
    trial.limits.hard = hard;
    return session_fd(&trial);
}
