/* One record is filled anew for every thread while the earlier ones may still read it. */
#include <pthread.h>

struct range {
    int from, to;
};

void *scan(void *arg);

int scan_all(int parts)
{
    struct range r;
    pthread_t t[8];
    int n;
    for (n = 0; n < parts && n < 8; n++) {
        r.from = n * 100;
        r.to = r.from + 100;
        if (pthread_create(&t[n], NULL, scan, &r) != 0) // expect: thread-arg-lifetime
            break;
    }
    while (n > 0)
        pthread_join(t[--n], NULL);
    return 0;
}
