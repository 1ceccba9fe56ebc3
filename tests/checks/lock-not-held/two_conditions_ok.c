// The lock is taken under two conditions at once, and given back under the same two.
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

enum submit { SUBMIT_INLINE, SUBMIT_HELPER, SUBMIT_OFFLOAD };

struct job {
    int check_overlap;
    enum submit submit;
    int state, moved;
};

static pthread_mutex_t overlap = PTHREAD_MUTEX_INITIALIZER;

static inline bool shares_queue(const struct job *j)
{
    return j->check_overlap && j->submit == SUBMIT_OFFLOAD;
}

static void set_state(struct job *j, int state)
{
    if (j->state != state)
        printf("%d -> %d\n", j->state, state);
    j->state = state;
}

void finish(struct job *j)
{
    if (shares_queue(j))
        pthread_mutex_lock(&overlap);
    set_state(j, 3);
    if (shares_queue(j))
        pthread_mutex_unlock(&overlap);
}

void finish_in_place(struct job *j, int waited)
{
    if (j->check_overlap && j->submit == SUBMIT_OFFLOAD && waited > 0)
        pthread_mutex_lock(&overlap);
    else
        j->moved++;
    set_state(j, 4);
    if (j->check_overlap && j->submit == SUBMIT_OFFLOAD && waited > 0)
        pthread_mutex_unlock(&overlap);
}

void begin(struct job *j)
{
    if (shares_queue(j))
        pthread_mutex_lock(&overlap);
}

void end(struct job *j)
{
    if (shares_queue(j))
        pthread_mutex_unlock(&overlap);
}

int main(int argc, char **argv)
{
    struct job j = {.check_overlap = argv[1] != NULL, .submit = (enum submit)argc};
    finish(&j);
    finish_in_place(&j, argc - 2);
    begin(&j);
    set_state(&j, 5);
    end(&j);
    return j.moved;
}
