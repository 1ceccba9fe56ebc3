/* A library that libraries_come_and_go (cases_children.c) loads, under two names.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

void plugin_locks(pthread_mutex_t *outer);
#ifdef PLUGIN_b
/* Other libraries have other code: the calls below stand at other addresses. */
int plugin_sum(const int *v, int n);
int plugin_sum(const int *v, int n)
{
    int sum = 0;

    while (n-- > 0)
        sum += v[n] * n;
    return sum;
}
#endif
void plugin_locks(pthread_mutex_t *outer)
{
    pthread_mutex_lock(outer);
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
    pthread_mutex_unlock(outer);
}
