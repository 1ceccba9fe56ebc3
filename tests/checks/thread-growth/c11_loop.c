/* C11 threads. */
#include <threads.h>

int session(void *arg);
void *wait_for_user(void);

void sessions(void)
{
    do {
        thrd_t t;
        void *user = wait_for_user();
        if (user)
            thrd_create(&t, session, user); // expect: thread-growth
    } while (1);
}
