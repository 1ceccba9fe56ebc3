// … and by value: the function behind the pointer gets a copy.
#include <pthread.h>

struct client {
    pthread_mutex_t mutex;
    int number;
};
struct command {
    const char *name;
    int (*run)(client c, int argument);
};

int run(const command *cmd, client &c)
{
    return cmd->run(c, 1); // expect: lock-copied
}
