/* The loop of main; the program ends by a signal only. */
#include <pthread.h>
#include <unistd.h>

void *probe(void *arg);

int main(void)
{
    for (;;) {
        pthread_t t;
        if (pthread_create(&t, NULL, probe, NULL) != 0) // expect: thread-growth
            _exit(1);
        sleep(10);
    }
}
