/* A damaged entry ends the search, and the table stays locked. */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

struct record {
    struct record *next;
    char name[32];
    int refs;
};
static pthread_mutex_t records_lock = PTHREAD_MUTEX_INITIALIZER;
static struct record *records;

int record_ref(const char *name)
{
    int refs = 0;

    pthread_mutex_lock(&records_lock);
    for (struct record *r = records; r != NULL; r = r->next) {
        if (r->refs < 0)
            return -1; // expect: lock-held-at-return
        if (strcmp(r->name, name) == 0)
            refs = ++r->refs;
    }
    pthread_mutex_unlock(&records_lock);
    return refs;
}
