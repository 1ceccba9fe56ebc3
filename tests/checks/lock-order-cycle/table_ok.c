/* Tables of locks whose elements are taken in one order, or of which nobody can say which. */
#include <pthread.h>

enum { LOG, CACHE, KINDS };
static pthread_mutex_t kind[KINDS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_mutex_t stripe[16];
static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;
static int n;

static void all_stripes(void)
{
    for (int i = 0; i < 16; i++)
        pthread_mutex_lock(&stripe[i]);
    n++;
    for (int i = 15; i >= 0; i--)
        pthread_mutex_unlock(&stripe[i]);
}

static void two_stripes(unsigned x, unsigned y)
{
    if (x > y) {
        unsigned t = x;
        x = y;
        y = t;
    }
    pthread_mutex_lock(&stripe[x % 16]);
    if (x % 16 != y % 16)
        pthread_mutex_lock(&stripe[y % 16]);
    n--;
    if (x % 16 != y % 16)
        pthread_mutex_unlock(&stripe[y % 16]);
    pthread_mutex_unlock(&stripe[x % 16]);
}

static void first_and_list(void)
{
    pthread_mutex_lock(&stripe[0]);
    pthread_mutex_lock(&list);
    n++;
    pthread_mutex_unlock(&list);
    pthread_mutex_unlock(&stripe[0]);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&kind[CACHE]);
    pthread_mutex_lock(&kind[LOG]);
    n++;
    pthread_mutex_unlock(&kind[LOG]);
    pthread_mutex_unlock(&kind[CACHE]);
    all_stripes();
    return arg;
}

int main(void)
{
    pthread_t t;
    for (int i = 0; i < 16; i++)
        pthread_mutex_init(&stripe[i], NULL);
    if (pthread_create(&t, NULL, worker, NULL))
        return 1;
    pthread_mutex_lock(&kind[CACHE]);
    for (int i = 0; i < KINDS; i++)
        if (i != CACHE) {
            pthread_mutex_lock(&kind[i]);
            n++;
            pthread_mutex_unlock(&kind[i]);
        }
    pthread_mutex_unlock(&kind[CACHE]);
    two_stripes(3, 5);
    first_and_list();
    pthread_join(t, NULL);
    return 0;
}
