#ifndef USER_H
#define USER_H
#include <pthread.h>

struct user {
    pthread_mutex_t lock;
    struct user *next;
    int id, logins, banned;
};

/* Returns the user locked, or NULL. */
struct user *user_get(int id);
/* Releases the user. */
void user_ban(struct user *u);
#endif
