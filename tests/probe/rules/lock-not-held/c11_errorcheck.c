/* An error-checking mutex, a recursive one of C11 and a spin lock, all released once too often. */
#include "order.h"
#include <pthread.h>
#include <threads.h>

int main(void)
{
    static pthread_mutex_t e = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    static mtx_t c;
    static pthread_spinlock_t s;
    mtx_init(&c, mtx_plain | mtx_recursive);
    pthread_spin_init(&s, 0);
    pthread_mutex_lock(&e);
    pthread_mutex_unlock(&e);
    pthread_mutex_unlock(&e); // expect: lock-not-held
    mtx_lock(&c);
    mtx_lock(&c);
    mtx_unlock(&c);
    mtx_unlock(&c);
    mtx_unlock(&c); // expect: lock-not-held
    pthread_spin_lock(&s);
    pthread_spin_unlock(&s);
    pthread_spin_unlock(&s); // expect: lock-not-held
    return 0;
}
