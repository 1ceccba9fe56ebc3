/* As wrong_locked_argument, but every caller tells the truth. */
#include <pthread.h>
#include <stdio.h>

struct journal {
    pthread_mutex_t lock;
    FILE *out;
    int pending;
};

static void journal_sync(struct journal *j, int locked)
{
    if (!locked)
        pthread_mutex_lock(&j->lock);
    fflush(j->out);
    j->pending = 0;
    if (!locked)
        pthread_mutex_unlock(&j->lock);
}

void journal_checkpoint(struct journal *j)
{
    journal_sync(j, 0);
}

void journal_append(struct journal *j, const char *line)
{
    pthread_mutex_lock(&j->lock);
    fputs(line, j->out);
    if (++j->pending > 100)
        journal_sync(j, 1);
    pthread_mutex_unlock(&j->lock);
}
