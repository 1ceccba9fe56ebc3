/* Both orders, but in one and the same thread; the other thread takes each of them alone. */
#include <pthread.h>

static pthread_mutex_t in = PTHREAD_MUTEX_INITIALIZER, out = PTHREAD_MUTEX_INITIALIZER;
static int received, sent, stop;

static void forward(void)
{
    pthread_mutex_lock(&in);
    pthread_mutex_lock(&out);
    sent += received;
    pthread_mutex_unlock(&out);
    pthread_mutex_unlock(&in);
}

static void give_back(void)
{
    pthread_mutex_lock(&out);
    pthread_mutex_lock(&in);
    received += sent;
    pthread_mutex_unlock(&in);
    pthread_mutex_unlock(&out);
}

static void *relay(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        forward();
        give_back();
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, relay, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&in);
        received++;
        pthread_mutex_unlock(&in);
        pthread_mutex_lock(&out);
        sent--;
        pthread_mutex_unlock(&out);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(t, NULL);
    return 0;
}
