#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include <urcu.h>

struct session {
    struct rcu_head rcu;
    int id, closed;
};

static struct session *table[64];
static pthread_mutex_t writers = PTHREAD_MUTEX_INITIALIZER;
static volatile int stop;

static struct session *find(int id)
{
    struct session *s;
    rcu_read_lock();
    s = rcu_dereference(table[id & 63]);
    rcu_read_unlock();
    return s;
}

/* read-side sections nest */
int session_closed(int id)
{
    int closed;
    rcu_read_lock();
    struct session *s = find(id);
    closed = !s || s->closed;
    rcu_read_unlock();
    return closed;
}

static void session_free(struct rcu_head *head)
{
    free(head);
}

void session_remove(int id)
{
    pthread_mutex_lock(&writers);
    struct session *old = rcu_xchg_pointer(&table[id & 63], NULL);
    pthread_mutex_unlock(&writers);
    if (old)
        call_rcu(&old->rcu, session_free);
}

void session_replace(struct session *s)
{
    pthread_mutex_lock(&writers);
    struct session *old = rcu_xchg_pointer(&table[s->id & 63], s);
    pthread_mutex_unlock(&writers);
    synchronize_rcu();
    free(old);
}

/* returns with the read lock held when it finds one; the caller gives it back */
static struct session *session_get(int id)
{
    rcu_read_lock();
    struct session *s = rcu_dereference(table[id & 63]);
    if (!s)
        rcu_read_unlock();
    return s;
}

int session_id(int id)
{
    struct session *s = session_get(id);
    if (!s)
        return -1;
    int n = s->id;
    rcu_read_unlock();
    return n;
}

static void *reader(void *arg)
{
    rcu_register_thread();
    while (!stop) {
        rcu_read_lock();
        if (!find(1))
            usleep(10); /* delays writers, blocks nobody who reads */
        rcu_read_unlock();
    }
    rcu_unregister_thread();
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, reader, NULL) != 0)
        return 1;
    session_remove(3);
    stop = 1;
    pthread_join(t, NULL);
    rcu_barrier();
    return session_closed(2);
}
