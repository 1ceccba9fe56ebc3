/* The function that signals is only ever reached through a table. */
#include <pthread.h>
#include <stddef.h>

struct op {
    const char *name;
    void (*run)(void);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t resumed = PTHREAD_COND_INITIALIZER;
static int paused = 1;

static void do_resume(void)
{
    pthread_mutex_lock(&lock);
    paused = 0;
    pthread_cond_broadcast(&resumed);
    pthread_mutex_unlock(&lock);
}

static void do_nothing(void)
{
}

static const struct op ops[] = {{"resume", do_resume}, {"noop", do_nothing}};

static void *player(void *arg)
{
    pthread_mutex_lock(&lock);
    while (paused)
        pthread_cond_wait(&resumed, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(int argc, char **argv)
{
    pthread_t t;
    (void)argv;
    if (pthread_create(&t, NULL, player, NULL) != 0)
        return 1;
    ops[argc - 1].run();
    pthread_join(t, NULL);
    return 0;
}
