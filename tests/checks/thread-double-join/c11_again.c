/* C11: joined in the loop's last round and once more behind it. */
#include <threads.h>

int worker(void *arg);

int run(int rounds)
{
    thrd_t t;
    if (thrd_create(&t, worker, &rounds) != thrd_success)
        return -1;
    thrd_join(t, NULL);
    if (rounds > 3)
        thrd_detach(t); // expect: thread-double-join
    return 0;
}
