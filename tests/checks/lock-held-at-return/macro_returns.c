/* The macro that checks a result hides a return. */
#include <pthread.h>
#include <stdio.h>

#define CHECK(expr)                                                                                \
    do {                                                                                           \
        int check_rc = (expr);                                                                     \
        if (check_rc < 0) {                                                                        \
            fprintf(stderr, "%s: %d\n", #expr, check_rc);                                          \
            return check_rc;                                                                       \
        }                                                                                          \
    } while (0)

struct bus {
    pthread_mutex_t lock;
    int address;
};

int bus_select(struct bus *b, int address);
int bus_write(struct bus *b, int value);

int bus_poke(struct bus *b, int address, int value)
{
    pthread_mutex_lock(&b->lock);
    CHECK(bus_select(b, address)); // expect: lock-held-at-return
    CHECK(bus_write(b, value));    // expect: lock-held-at-return
    b->address = address;
    pthread_mutex_unlock(&b->lock);
    return 0;
}
