/* The join depends on a flag that says whether the handle is a thread of its own. */
#include <pthread.h>
#include <stdbool.h>

struct loop {
    pthread_t thread;
    bool own_thread;
};

void *loop_main(void *arg);

static void loop_end(struct loop *l)
{
    if (l->own_thread)
        pthread_join(l->thread, NULL);
}

void loop_here(struct loop *l, bool own)
{
    l->thread = pthread_self();
    l->own_thread = own;
    if (!own)
        loop_main(l);
    loop_end(l);
}
