// A wrapper hands on what the lock answers, and nobody looks: that it fails is no way.
#include <pthread.h>
static int lk(pthread_mutex_t *m) { return pthread_mutex_lock(m); }
static int ul(pthread_mutex_t *m) { return pthread_mutex_unlock(m); }
static pthread_mutex_t mx = PTHREAD_MUTEX_INITIALIZER;
int n;
void f(void)
{
    lk(&mx);
    n++;
    ul(&mx);
    lk(&mx);
    n++;
    ul(&mx);
}
