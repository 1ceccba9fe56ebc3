/* Who selects finds the channels in arrays: of its own, filled one by one or by a loop, or those of
 * the record that the thread was given. */
#include <pthread.h>

#include "../../stubs/chan.h"

struct one {
    chan_t *lines;
};

struct pair {
    chan_t *in[2];
};

static void *by_own_array(void *arg)
{
    struct one *t = arg;
    chan_t *from[1] = {t->lines};
    void *line = NULL;
    while (chan_select(from, 1, &line, NULL, 0, NULL) == 0 && line)
        ;
    return NULL;
}

static void *by_loop(void *arg)
{
    struct one *t = arg;
    chan_t *from[4];
    void *line = NULL;
    for (int i = 0; i < 4; i++)
        from[i] = t[i].lines;
    while (chan_select(from, 4, &line, NULL, 0, NULL) >= 0 && line)
        ;
    return NULL;
}

static void *by_address(void *arg)
{
    struct one *t = arg;
    void *line = NULL;
    while (chan_select(&t->lines, 1, &line, NULL, 0, NULL) == 0 && line)
        ;
    return NULL;
}

static void *by_record(void *arg)
{
    struct pair *t = arg;
    void *line = NULL;
    while (chan_select(t->in, 2, &line, NULL, 0, NULL) >= 0 && line)
        ;
    return NULL;
}

static int feed(void *(*entry)(void *))
{
    struct one t = {chan_init(1)};
    pthread_t reader;
    if (!t.lines)
        return 1;
    if (pthread_create(&reader, NULL, entry, &t)) {
        chan_dispose(t.lines);
        return 1;
    }
    chan_send(t.lines, "a line");
    chan_send(t.lines, NULL);
    pthread_join(reader, NULL);
    chan_dispose(t.lines);
    return 0;
}

static int feed_two(void)
{
    struct pair t = {{chan_init(1), chan_init(1)}};
    pthread_t reader;
    int rc = pthread_create(&reader, NULL, by_record, &t);
    if (rc == 0) {
        chan_send(t.in[0], "a line");
        chan_send(t.in[1], "another");
        chan_send(t.in[0], NULL);
        pthread_join(reader, NULL);
    }
    chan_dispose(t.in[0]);
    chan_dispose(t.in[1]);
    return rc;
}

static int feed_own(void)
{
    struct one t = {chan_init(1)};
    pthread_t reader;
    if (!t.lines)
        return 1;
    if (pthread_create(&reader, NULL, by_own_array, &t)) {
        chan_dispose(t.lines);
        return 1;
    }
    chan_send(t.lines, "a line");
    chan_send(t.lines, NULL);
    pthread_join(reader, NULL);
    chan_dispose(t.lines);
    return 0;
}

static int feed_four(void)
{
    struct one t[4] = {{chan_init(1)}, {chan_init(1)}, {chan_init(1)}, {chan_init(1)}};
    pthread_t reader;
    int rc = pthread_create(&reader, NULL, by_loop, t);
    if (rc == 0) {
        chan_send(t[0].lines, "a line");
        chan_send(t[0].lines, "another");
        chan_send(t[1].lines, NULL);
        pthread_join(reader, NULL);
    }
    for (int i = 0; i < 4; i++)
        chan_dispose(t[i].lines);
    return rc;
}

int main(void)
{
    return feed(by_address) + feed_own() + feed_two() + feed_four();
}
