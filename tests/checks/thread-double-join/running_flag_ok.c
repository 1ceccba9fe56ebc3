/* stop may be called twice: the flag says whether there is still something to join. */
#include <pthread.h>
#include <stdbool.h>

struct logger {
    bool running;
    pthread_t thread;
};

void *log_loop(void *arg);

int logger_start(struct logger *l)
{
    if (pthread_create(&l->thread, NULL, log_loop, l) != 0)
        return -1;
    l->running = true;
    return 0;
}

void logger_stop(struct logger *l)
{
    if (!l->running)
        return;
    l->running = false;
    pthread_join(l->thread, NULL);
}

void logger_restart(struct logger *l)
{
    logger_stop(l);
    logger_start(l);
    logger_stop(l);
    logger_stop(l);
}
