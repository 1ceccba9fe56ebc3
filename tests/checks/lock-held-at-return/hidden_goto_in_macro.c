/* CHECK returns through a macro, from inside the section. */
#include <pthread.h>
#include <stdio.h>

#define CHECK(c, e)                                                                                \
    do {                                                                                           \
        if (!(c)) {                                                                                \
            fprintf(stderr, "check failed: %s\n", #c);                                             \
            return e;                                                                              \
        }                                                                                          \
    } while (0)

struct frame {
    pthread_mutex_t lock;
    int len;
};

int frame_cut(struct frame *f, int n)
{
    CHECK(n >= 0, -2);
    pthread_mutex_lock(&f->lock);
    CHECK(f->len >= n, -1); // expect: lock-held-at-return
    f->len -= n;
    pthread_mutex_unlock(&f->lock);
    return f->len;
}
