/* The usual order is kept; only the error path, behind a goto, acquires the other way round. */
#include <pthread.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t quota = PTHREAD_MUTEX_INITIALIZER;
static long used, limit = 1000;

static int write_block(long n)
{
    return n % 7 == 0 ? -1 : 0;
}

static int save(long n)
{
    int rc = -1;

    pthread_mutex_lock(&quota);
    if (used + n > limit)
        goto out;
    pthread_mutex_lock(&disk); // expect: lock-order-cycle
    rc = write_block(n);
    pthread_mutex_unlock(&disk);
    if (rc == 0)
        used += n;
out:
    pthread_mutex_unlock(&quota);
    return rc;
}

static void *trim(void *arg)
{
    pthread_mutex_lock(&disk);
    if (write_block(0) < 0)
        goto failed;
    pthread_mutex_unlock(&disk);
    return arg;
failed:
    pthread_mutex_lock(&quota); // expect: lock-order-cycle
    used = 0;
    pthread_mutex_unlock(&quota);
    pthread_mutex_unlock(&disk);
    return arg;
}

int main(void)
{
    pthread_t tid;
    int bad = 0;

    if (pthread_create(&tid, NULL, trim, NULL) != 0)
        return 1;
    for (long n = 1; n < 20; n++)
        bad += save(n) < 0;
    pthread_join(tid, NULL);
    return bad > 3;
}
