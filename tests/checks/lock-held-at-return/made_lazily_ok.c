/* A lock type of a portability layer: the real lock is made when it is first needed, and whoever
 * loses the race to store it destroys its own again. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    pthread_rwlock_t *impl;
} port_lock;

static pthread_rwlock_t *impl_new(void)
{
    pthread_rwlock_t *l = malloc(sizeof *l);
    if (!l || pthread_rwlock_init(l, NULL) != 0)
        abort();
    return l;
}

static void impl_free(pthread_rwlock_t *l)
{
    pthread_rwlock_destroy(l);
    free(l);
}

static pthread_rwlock_t *get_impl(port_lock *p)
{
    pthread_rwlock_t *l = __atomic_load_n(&p->impl, __ATOMIC_ACQUIRE), *none = NULL;
    if (!l) {
        l = impl_new();
        if (!__atomic_compare_exchange_n(&p->impl, &none, l, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            impl_free(l);
        l = p->impl;
    }
    return l;
}

void port_write_lock(port_lock *p)
{
    int error = pthread_rwlock_wrlock(get_impl(p));
    if (error != 0)
        fprintf(stderr, "no lock: %d\n", error);
}

int port_try_write_lock(port_lock *p)
{
    if (pthread_rwlock_trywrlock(get_impl(p)) != 0)
        return 0;
    return 1;
}

void port_write_unlock(port_lock *p)
{
    pthread_rwlock_unlock(get_impl(p));
}

static port_lock table_lock;
static int entries;

int table_add(void)
{
    port_write_lock(&table_lock);
    int n = ++entries;
    port_write_unlock(&table_lock);
    return n;
}
