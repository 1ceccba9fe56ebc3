#include "../../packs/include/glib.h"
#include <stdio.h>

/* Whether there is a thread says the object that the call fills in. */
static gpointer count(gpointer data)
{
    gint *n = data;
    for (gint i = 0; i < 1000; i++)
        *n += i;
    return NULL;
}

int main(void)
{
    gint n = 0;
    GError *error = NULL;
    GThread *t = g_thread_try_new("count", count, &n, &error);
    if (error) {
        fprintf(stderr, "no thread: %s\n", error ? "refused" : "");
        return 1;
    }
    g_thread_join(t);
    printf("%d\n", n);
    return 0;
}
