/* `continue` skips the release, and the next round acquires again. */
#include <pthread.h>
#include <stdbool.h>

struct peer {
    bool dead;
    long sent;
};

static pthread_mutex_t peers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct peer peers[16];

int peer_send(struct peer *p, const char *text);

void broadcast(const char *text)
{
    for (int i = 0; i < 16; i++) {
        pthread_mutex_lock(&peers_lock); // expect: lock-double-acquire
        if (peers[i].dead)
            continue;
        if (peer_send(&peers[i], text) == 0)
            peers[i].sent++;
        pthread_mutex_unlock(&peers_lock);
    }
}
