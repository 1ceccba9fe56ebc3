// begin() leaves the lock held for end(), which its own caller forgot: the next begin() waits for ever.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int depth, count;

static void begin(void)
{
    pthread_mutex_lock(&lock);
    depth++;
}

static void end(int last)
{
    if (last)
        count++;
    depth--;
    pthread_mutex_unlock(&lock);
}

static void outer(void)
{
    begin();
}

static void *work(void *arg)
{
    (void)arg;
    outer();
    begin(); // expect: lock-double-acquire
    return NULL;
}

static void *other(void *arg)
{
    (void)arg;
    begin();
    end(1);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, work, NULL))
        return 1;
    if (pthread_create(&b, NULL, other, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
