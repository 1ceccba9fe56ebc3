/* Handles in memory that is allocated for them, which somebody else gets, or which are ended here. */
#include <pthread.h>
#include <stdlib.h>

void *work(void *arg);
void *work_and_free(void *own);
void register_thread(pthread_t *t);
int register_by_address(pthread_t **slot);

struct pool {
    pthread_t *thread[4];
    pthread_t *last;
    int n;
};

static pthread_t *kept;
static struct pool all;

int joins(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) == 0)
        pthread_join(*t, NULL);
    free(t);
    return 0;
}

int detaches_by_copy(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) != 0) {
        free(t);
        return -1;
    }
    pthread_t copy = *t;
    free(t);
    return pthread_detach(copy);
}

pthread_t *returns(void *job)
{
    pthread_t *t = malloc(sizeof *t), *result = t;
    if (t && pthread_create(t, NULL, work, job) != 0) {
        free(t);
        return NULL;
    }
    return result;
}

int in_global(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return -1;
    kept = t;
    return 0;
}

void stop_kept(void)
{
    pthread_join(*kept, NULL);
    free(kept);
}

int in_pool(struct pool *p, void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return -1;
    p->thread[p->n++] = t;
    p->last = p->n > 2 ? t : NULL;
    return 0;
}

int in_pool_by_choice(int last, void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return -1;
    *(last ? &all.last : &all.thread[0]) = t;
    return 0;
}

int in_record(struct pool *out, void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return -1;
    *out = (struct pool){.last = t, .n = 1};
    return 0;
}

struct pool in_result(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (t)
        pthread_create(t, NULL, work, job);
    struct pool p = {.n = 1, .thread = {t}};
    return p;
}

void through_parameter(pthread_t **out, void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (t && pthread_create(t, NULL, work, job) == 0)
        *out = t;
}

int shown(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return -1;
    register_thread(t);
    return 0;
}

int shown_before(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || register_by_address(&t) != 0)
        return -1;
    return pthread_create(t, NULL, work, job);
}

/* The thread detaches itself by the handle that it is given, and frees it. */
int handed_to_thread(void)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    void *own = t;
    if (pthread_create(t, NULL, work_and_free, own) != 0) {
        free(t);
        return -1;
    }
    return 0;
}

static void finish(pthread_t *t)
{
    pthread_join(*t, NULL);
    free(t);
}

int by_helper(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) != 0) {
        free(t);
        return -1;
    }
    finish(t);
    return 0;
}

int by_flag(void *job)
{
    int made = 0;
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) == 0)
        made = 1;
    if (made)
        pthread_join(*t, NULL);
    free(t);
    return 0;
}

int walks(int n, void *job)
{
    pthread_t *ids = calloc((size_t)n, sizeof *ids);
    if (!ids)
        return -1;
    for (int i = 0; i < n; i++)
        if (pthread_create(&ids[i], NULL, work, job) != 0)
            abort();
    for (pthread_t *p = ids; p < ids + n; p++)
        pthread_join(*p, NULL);
    free(ids);
    return 0;
}

int grows(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) != 0)
        return -1;
    pthread_t *more = realloc(t, 2 * sizeof *t);
    pthread_join(more[0], NULL);
    free(more);
    return 0;
}

/* Tagged pointers and integers are pointers still. */
unsigned long as_number(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t || pthread_create(t, NULL, work, job) != 0)
        return 0;
    unsigned long word = (unsigned long)t | 1;
    return word;
}

int until_it_works(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    while (pthread_create(t, NULL, work, job) != 0)
        ;
    int rc = pthread_join(*t, NULL);
    free(t);
    return rc;
}

/* A null pointer has been gone through before it is looked at. */
void asks_late(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    int rc = pthread_create(t, NULL, work, job);
    if (t) {
        if (rc == 0)
            pthread_join(*t, NULL);
        free(t);
    }
}

void frees_in_any_case(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    int rc = t ? pthread_create(t, NULL, work, job) : -1;
    if (rc == 0)
        pthread_join(*t, NULL);
    free(t);
}

void last_of_many(int n, void *job)
{
    pthread_t *last = NULL;
    for (int i = 0; i < n; i++) {
        if (last) {
            pthread_join(*last, NULL);
            free(last);
        }
        last = malloc(sizeof *last);
        if (!last)
            return;
        if (pthread_create(last, NULL, work, job) != 0) {
            free(last);
            last = NULL;
        }
    }
    if (last) {
        pthread_join(*last, NULL);
        free(last);
    }
}

int goes_on(int n, void *job)
{
    int rc = -1;
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        goto out;
    rc = pthread_create(t, NULL, work, job);
    if (rc != 0)
        goto out_free;
    if (n > 3)
        goto out_join;
    work(job);
out_join:
    pthread_join(*t, NULL);
out_free:
    free(t);
out:
    return rc;
}
