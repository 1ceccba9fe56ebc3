/* Threads that go on after their creator returned, with data that its creator waited for or that
 * lives on. */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

struct start {
    int fd;
    sem_t taken;
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool ready;
};

struct server {
    pthread_t thread;
    struct start start;
};

void *serve(void *arg);
void wait_until_taken(struct start *s);

int by_semaphore(struct server *s, int fd)
{
    struct start st = {.fd = fd};
    sem_init(&st.taken, 0, 0);
    if (pthread_create(&s->thread, NULL, serve, &st))
        return -1;
    sem_wait(&st.taken);
    sem_destroy(&st.taken);
    return 0;
}

int by_condition(struct server *s, int fd)
{
    struct start st = {.fd = fd, .lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};
    if (pthread_create(&s->thread, NULL, serve, &st))
        return -1;
    pthread_mutex_lock(&st.lock);
    while (!st.ready)
        pthread_cond_wait(&st.cond, &st.lock);
    pthread_mutex_unlock(&st.lock);
    return 0;
}

int by_somebody_else(struct server *s, int fd)
{
    struct start st = {.fd = fd};
    if (pthread_create(&s->thread, NULL, serve, &st))
        return -1;
    wait_until_taken(&st);
    return 0;
}

int in_the_record(struct server *s, int fd)
{
    s->start.fd = fd;
    return pthread_create(&s->thread, NULL, serve, &s->start);
}

int joined(struct server *s, int fd)
{
    struct start st = {.fd = fd};
    if (pthread_create(&s->thread, NULL, serve, &st))
        return -1;
    return pthread_join(s->thread, NULL);
}

int only_once(struct server *s)
{
    static struct start st;
    return pthread_create(&s->thread, NULL, serve, &st);
}
