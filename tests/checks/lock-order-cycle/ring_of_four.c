/* Four stages; each holds its own lock and acquires the next one's: a ring without a two-edge cycle. */
#include <pthread.h>

static pthread_mutex_t parse = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t plan = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t run = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t report = PTHREAD_MUTEX_INITIALIZER;
static int parsed, planned, ran, reported;

static void *parser(void *arg)
{
    pthread_mutex_lock(&parse);
    parsed++;
    pthread_mutex_lock(&plan); // expect: lock-order-cycle
    planned--;
    pthread_mutex_unlock(&plan);
    pthread_mutex_unlock(&parse);
    return arg;
}

static void *planner(void *arg)
{
    pthread_mutex_lock(&plan);
    planned++;
    pthread_mutex_lock(&run); // expect: lock-order-cycle
    ran--;
    pthread_mutex_unlock(&run);
    pthread_mutex_unlock(&plan);
    return arg;
}

static void *runner(void *arg)
{
    pthread_mutex_lock(&run);
    ran++;
    pthread_mutex_lock(&report); // expect: lock-order-cycle
    reported--;
    pthread_mutex_unlock(&report);
    pthread_mutex_unlock(&run);
    return arg;
}

static void *reporter(void *arg)
{
    pthread_mutex_lock(&report);
    reported++;
    pthread_mutex_lock(&parse); // expect: lock-order-cycle
    parsed--;
    pthread_mutex_unlock(&parse);
    pthread_mutex_unlock(&report);
    return arg;
}

int main(void)
{
    void *(*const stage[4])(void *) = {parser, planner, runner, reporter};
    pthread_t tid[4];
    int n;

    for (n = 0; n < 4; n++) {
        if (pthread_create(&tid[n], NULL, stage[n], NULL) != 0)
            break;
    }
    while (n > 0)
        pthread_join(tid[--n], NULL);
    return 0;
}
