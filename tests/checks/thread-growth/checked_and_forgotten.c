/* The failure is handled, the success is forgotten. */
#include <pthread.h>
#include <stdlib.h>

struct message {
    char text[64];
};

struct message *next_message(void);
void *handle(void *arg);
void complain(const char *what);

void dispatch(void)
{
    while (1) {
        struct message *m = next_message();
        pthread_t worker;
        if (pthread_create(&worker, NULL, handle, m) != 0) { // expect: thread-growth
            complain("no thread for a message");
            free(m);
        }
    }
}
