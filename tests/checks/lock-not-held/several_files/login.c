#include <stddef.h>

#include "user.h"

int user_login(int id, int ok)
{
    struct user *u = user_get(id);

    if (u == NULL)
        return -1;
    if (!ok && ++u->logins > 3)
        user_ban(u);
    pthread_mutex_unlock(&u->lock); // expect: lock-not-held
    return 0;
}
