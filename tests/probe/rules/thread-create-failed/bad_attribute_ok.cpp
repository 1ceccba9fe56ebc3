// An attribute that pthread_create refuses with EINVAL: a programming question, not a want of threads.
#include "order.h"
#include <pthread.h>
#include <sched.h>
#include <thread>

int main()
{
    pthread_attr_t a;
    pthread_t t;
    cpu_set_t none;
    CPU_ZERO(&none);
    pthread_attr_init(&a);
    pthread_attr_setaffinity_np(&a, sizeof none, &none);
    must(pthread_create(&t, &a, [](void *p) { return p; }, nullptr) != 0);
    std::thread([] {}).join();
}
