/* What the goldens show lines of. Never compiled.
 * SPDX-License-Identifier: Apache-2.0 */
int pool_start(struct pool *p)
{
    pthread_t t;
	int rc = pthread_create(&t, NULL, worker, p); /* indented with a tab */
    if (rc != 0)
        return -1;
    if (p->size == 0)
        return 0;
    return pthread_join(t, NULL);
}

static void log_line(struct pool *p, const char *s)
{
    pthread_mutex_lock(&log_lock);
    pthread_mutex_lock(&p->lock);
    p->lines++;
    pthread_mutex_unlock(&p->lock);
    pthread_mutex_unlock(&log_lock);
}

static void *worker(void *arg)
{
    struct pool *p = arg;
    pthread_mutex_lock(&p->lock);
    log_line_locked(p, "größer");
    pthread_mutex_unlock(&p->lock);
    return NULL;
}
