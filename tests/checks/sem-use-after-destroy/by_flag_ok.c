/* A flag remembers whether there is one. */
#include <semaphore.h>
#include <stdbool.h>

struct signal {
    sem_t sem;
    bool made;
};

void signal_end(struct signal *s)
{
    if (s->made)
        sem_destroy(&s->sem);
    s->made = false;
}

void signal_send(struct signal *s)
{
    if (s->made)
        sem_post(&s->sem);
}

void signal_flush(struct signal *s)
{
    signal_end(s);
    signal_send(s);
    signal_end(s);
}
