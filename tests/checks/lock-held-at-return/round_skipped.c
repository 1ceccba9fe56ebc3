/* A session that is skipped stays locked. */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

struct session {
    struct session *next;
    pthread_mutex_t lock;
    time_t last;
    int open, expired;
};
static struct session *sessions;
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;

void expire(time_t now)
{
    pthread_mutex_lock(&list_lock);
    for (struct session *s = sessions; s; s = s->next) {
        pthread_mutex_lock(&s->lock);
        if (!s->open) // expect: lock-held-at-return
            continue;
        if (now - s->last > 60)
            s->expired = 1;
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_unlock(&list_lock);
}
static void *run(void *a) { (void)a; expire(time(NULL)); return NULL; }
int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, run, NULL)) return 1;
    expire(1);
    pthread_join(t, NULL);
    return 0;
}
