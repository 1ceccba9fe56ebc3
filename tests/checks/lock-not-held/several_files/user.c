#include "user.h"

#include <stddef.h>

static struct user *users;

struct user *user_get(int id)
{
    struct user *u = users;
    while (u != NULL && u->id != id)
        u = u->next;
    if (u == NULL)
        return NULL;
    pthread_mutex_lock(&u->lock);
    if (u->banned) {
        pthread_mutex_unlock(&u->lock);
        return NULL;
    }
    return u;
}

void user_ban(struct user *u)
{
    u->banned = 1;
    pthread_mutex_unlock(&u->lock);
}
