/* Found entries release inside the loop; the loop goes on and releases again behind it. */
#include <pthread.h>

#define SLOTS 32

static pthread_rwlock_t names_lock = PTHREAD_RWLOCK_INITIALIZER;
static const char *names[SLOTS];

int emit(const char *name);

int emit_all(void)
{
    int n = 0;
    pthread_rwlock_rdlock(&names_lock);
    for (int i = 0; i < SLOTS; i++) {
        if (!names[i]) {
            pthread_rwlock_unlock(&names_lock); // expect: lock-not-held
            continue;
        }
        n += emit(names[i]);
    }
    pthread_rwlock_unlock(&names_lock); // expect: lock-not-held
    return n;
}
