/* One side uses the project's functions, the other its macro. */
#include <pthread.h>

struct lk {
    pthread_mutex_t m;
    const char *name;
};
static struct lk users = {PTHREAD_MUTEX_INITIALIZER, "users"};
static struct lk rooms = {PTHREAD_MUTEX_INITIALIZER, "rooms"};
static int online, occupied;

static void lk_enter(struct lk *l)
{
    pthread_mutex_lock(&l->m);
}

static void lk_leave(struct lk *l)
{
    pthread_mutex_unlock(&l->m);
}

#define WITH(lock, statement)                                                                      \
    do {                                                                                           \
        lk_enter(lock);                                                                            \
        statement;                                                                                 \
        lk_leave(lock);                                                                            \
    } while (0)

static void *logins(void *arg)
{
    lk_enter(&users);
    online++;
    WITH(&rooms, occupied++); // expect: lock-order-cycle
    lk_leave(&users);
    return arg;
}

static void *cleanups(void *arg)
{
    lk_enter(&rooms);
    occupied = 0;
    WITH(&users, online = 0); // expect: lock-order-cycle
    lk_leave(&rooms);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, logins, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, cleanups, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
