// As two_conditions_ok.c, but the release looks at one condition only.
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

enum submit { SUBMIT_INLINE, SUBMIT_HELPER, SUBMIT_OFFLOAD };

struct job {
    int check_overlap;
    enum submit submit;
    int state;
};

static inline bool shares_queue(const struct job *j)
{
    return j->check_overlap && j->submit == SUBMIT_OFFLOAD;
}

int main(int argc, char **argv)
{
    pthread_mutex_t overlap = PTHREAD_MUTEX_INITIALIZER;
    struct job j = {.check_overlap = argv[argc - 1][0] == 0, .submit = (enum submit)argc};
    if (shares_queue(&j))
        pthread_mutex_lock(&overlap);
    printf("%d\n", j.state);
    if (j.submit == SUBMIT_OFFLOAD)
        pthread_mutex_unlock(&overlap); // expect: lock-not-held
    return 0;
}
