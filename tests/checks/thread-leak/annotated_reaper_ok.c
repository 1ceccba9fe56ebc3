/* Who ends the threads stands in headers: functions of which nothing but the attribute is known. */
#include <pthread.h>
#include <stddef.h>

#if defined(__clang__)
#define HEDDLE(x) __attribute__((annotate("heddle:" x)))
#else
#define HEDDLE(x)
#endif

struct helper {
    pthread_t tid;
    int up;
};

void *helper_main(void *arg);
void reap(pthread_t t) HEDDLE("joins(t)");
void let_go(pthread_t t) HEDDLE("detaches(t)");
void helper_done(struct helper *h) HEDDLE("joins(h->tid)");
void out_of_threads(int rc) HEDDLE("noreturn");

int run_once(void *job)
{
    pthread_t t;
    if (pthread_create(&t, NULL, helper_main, job) != 0)
        return -1;
    reap(t);
    return 0;
}

int run_apart(void *job)
{
    pthread_t t;
    int rc = pthread_create(&t, NULL, helper_main, job);
    if (rc != 0)
        out_of_threads(rc);
    let_go(t);
    return 0;
}

/* The handle stays in the record; helper_done is what ends it. */
static struct helper the_helper;

int start_helper(void)
{
    if (pthread_create(&the_helper.tid, NULL, helper_main, &the_helper) != 0)
        return -1;
    the_helper.up = 1;
    return 0;
}

int main(void)
{
    if (start_helper() != 0)
        return 1;
    run_once(NULL);
    run_apart(NULL);
    helper_done(&the_helper);
    return 0;
}
