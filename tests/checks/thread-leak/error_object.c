#include "../../packs/include/glib.h"
#include <stdio.h>

static gpointer count(gpointer data)
{
    gint *n = data;
    for (gint i = 0; i < 1000; i++)
        *n += i;
    return NULL;
}

static int run(int wait)
{
    static gint n;
    GError *error = NULL;
    GThread *t = g_thread_try_new("count", count, &n, &error);
    if (error) {
        fprintf(stderr, "no thread: %s\n", error ? "refused" : "");
        return -1;
    }
    if (!wait)
        return 0; // expect: thread-leak
    g_thread_join(t);
    return n;
}

int main(int argc, char **argv)
{
    (void)argv;
    printf("%d\n", run(argc > 1));
    return 0;
}
