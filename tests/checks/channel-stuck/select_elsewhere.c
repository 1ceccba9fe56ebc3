/* The thread selects over one of the two channels; nobody receives from the other one. */
#include <pthread.h>

#include "../../stubs/chan.h"

struct both {
    chan_t *lines, *errors;
};

static void *reader(void *arg)
{
    struct both *t = arg;
    chan_t *from[1] = {t->lines};
    void *line = NULL;
    while (chan_select(from, 1, &line, NULL, 0, NULL) == 0 && line)
        ;
    return NULL;
}

int main(void)
{
    struct both t = {chan_init(1), chan_init(0)};
    pthread_t id;
    if (!t.lines || !t.errors || pthread_create(&id, NULL, reader, &t))
        return 1;
    chan_send(t.lines, "a line");
    chan_send(t.errors, "an error"); // expect: channel-stuck
    chan_send(t.lines, NULL);
    pthread_join(id, NULL);
    chan_dispose(t.lines);
    chan_dispose(t.errors);
    return 0;
}
