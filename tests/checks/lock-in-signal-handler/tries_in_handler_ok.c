/* An attempt does not wait: when the lock is held, the handler leaves it at that. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries;

static void dump(int sig)
{
    (void)sig;
    if (pthread_mutex_trylock(&table_lock) != 0)
        return;
    ssize_t n = write(STDERR_FILENO, entries ? "busy\n" : "idle\n", 5);
    (void)n;
    pthread_mutex_unlock(&table_lock);
}

static void grow(void)
{
    pthread_mutex_lock(&table_lock);
    entries++;
    pthread_mutex_unlock(&table_lock);
}

int main(void)
{
    signal(SIGUSR1, dump);
    for (int i = 0; i < 100; i++)
        grow();
    return 0;
}
