/* Memory with a lock in it that is freed, and what looks like the lock afterwards. */
#include <pthread.h>
#include <stdlib.h>

struct job {
    pthread_mutex_t lock;
    struct job *next;
    int refs;
};

static struct job *current;

static void put(struct job *j)
{
    pthread_mutex_lock(&j->lock);
    int last = --j->refs == 0;
    pthread_mutex_unlock(&j->lock);
    if (last) {
        pthread_mutex_destroy(&j->lock);
        free(j);
    }
}

/* We hold another reference. */
void poke(struct job *j)
{
    pthread_mutex_lock(&j->lock);
    j->refs++;
    pthread_mutex_unlock(&j->lock);
    put(j);
    pthread_mutex_lock(&j->lock);
    j->refs |= 1;
    pthread_mutex_unlock(&j->lock);
}

void drop_all(struct job *head)
{
    while (head) {
        struct job *next = head->next;
        pthread_mutex_lock(&head->lock);
        head->refs = 0;
        pthread_mutex_unlock(&head->lock);
        free(head);
        head = next;
    }
}

int reset(void)
{
    pthread_mutex_lock(&current->lock);
    current->refs = 0;
    pthread_mutex_unlock(&current->lock);
    free(current);
    current = calloc(1, sizeof *current);
    if (!current)
        return -1;
    pthread_mutex_init(&current->lock, NULL);
    pthread_mutex_lock(&current->lock);
    current->refs = 1;
    pthread_mutex_unlock(&current->lock);
    return 0;
}

void replace(struct job **slot)
{
    struct job *j = *slot;
    pthread_mutex_lock(&j->lock);
    j->refs--;
    pthread_mutex_unlock(&j->lock);
    free(j);
    j = malloc(sizeof *j);
    *slot = j;
    if (!j)
        return;
    pthread_mutex_init(&j->lock, NULL);
    pthread_mutex_lock(&j->lock);
    j->refs = 1;
    pthread_mutex_unlock(&j->lock);
}
