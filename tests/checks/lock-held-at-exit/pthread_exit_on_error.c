/* A fatal read error ends the thread inside the critical section. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static char table[256];
static int used;

static void *loader(void *arg)
{
    int fd = *(int *)arg;
    char c;

    for (;;) {
        pthread_mutex_lock(&table_lock);
        if (used == 256) {
            pthread_mutex_unlock(&table_lock);
            break;
        }
        if (read(fd, &c, 1) < 0)
            pthread_exit(NULL); // expect: lock-held-at-exit
        table[used++] = c;
        pthread_mutex_unlock(&table_lock);
    }
    return NULL;
}

int main(void)
{
    static int fd = 0;
    pthread_t t;
    if (pthread_create(&t, NULL, loader, &fd) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
