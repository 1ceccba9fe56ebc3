/* flush() gives the lock up and does not take it back. */
#include <pthread.h>
#include <stdio.h>

struct journal {
    pthread_mutex_t lock;
    pthread_cond_t synced;
    FILE *out;
    int dirty, writers;
};

static void flush_and_unlock(struct journal *j)
{
    FILE *out = j->out;
    j->dirty = 0;
    pthread_mutex_unlock(&j->lock);
    fflush(out);
}

void journal_commit(struct journal *j)
{
    pthread_mutex_lock(&j->lock);
    j->writers++;
    if (j->dirty)
        flush_and_unlock(j);
    while (j->writers > 1)
        pthread_cond_wait(&j->synced, &j->lock); // expect: cond-wait-unlocked
    j->writers--;
    pthread_mutex_unlock(&j->lock); // expect: lock-not-held
}

void journal_synced(struct journal *j)
{
    pthread_mutex_lock(&j->lock);
    j->writers = 0;
    pthread_cond_broadcast(&j->synced);
    pthread_mutex_unlock(&j->lock);
}
