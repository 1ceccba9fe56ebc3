/* A void function with an early way out. */
#include <pthread.h>
#include <stdio.h>

struct log {
    pthread_spinlock_t lock;
    int level, lines;
};

void log_line(struct log *l, int level, const char *text)
{
    pthread_spin_lock(&l->lock);
    if (level > l->level)
        return; // expect: lock-held-at-return
    l->lines++;
    pthread_spin_unlock(&l->lock);
    puts(text);
}
