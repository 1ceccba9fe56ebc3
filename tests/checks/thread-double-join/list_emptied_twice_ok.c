// A list of connections is emptied in every round and once more at the end; each has a thread of its own.
#include <pthread.h>
#include <stdlib.h>

struct connection {
    struct connection *next, *prev;
    pthread_t thread;
    int joined;
};
struct server {
    struct connection *head, *tail;
    int threaded;
    pthread_mutex_t lock;
};

static void clean_up(struct server *s)
{
    struct connection *c;
    pthread_mutex_lock(&s->lock);
    while ((c = s->tail) != NULL) {
        if (c->prev)
            c->prev->next = c->next;
        else
            s->head = c->next;
        s->tail = c->prev;
        pthread_mutex_unlock(&s->lock);
        if (s->threaded && !c->joined && pthread_join(c->thread, NULL) != 0)
            abort();
        free(c);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
}

void run(struct server *s) { clean_up(s); }
void stop(struct server *s) { clean_up(s); }

struct server *server_new(void);

int serve(int rounds)
{
    struct server *s = server_new();
    for (int i = 0; i < rounds; i++)
        run(s);
    stop(s);
    return 0;
}
