/* The main thread joins the thread it has been told to, which is itself. */
#include "order.h"
#include <pthread.h>

int main(void)
{
    pthread_t t = pthread_self();
    must(pthread_join(t, NULL) != 0); // expect: thread-join-self
    return 0;
}
