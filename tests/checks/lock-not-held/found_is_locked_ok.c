/* The look-up returns its entry locked, and NULL when there is none. */
#include <pthread.h>
#include <stddef.h>

struct user {
    struct user *next;
    pthread_mutex_t lock;
    int id, logins;
};
static struct user *users;

static struct user *user_find(int id)
{
    for (struct user *u = users; u != NULL; u = u->next) {
        pthread_mutex_lock(&u->lock);
        if (u->id == id)
            return u;
        pthread_mutex_unlock(&u->lock);
    }
    return NULL;
}

int user_login(int id)
{
    struct user *u = user_find(id);
    if (!u)
        return -1;
    u->logins++;
    pthread_mutex_unlock(&u->lock);
    return 0;
}
