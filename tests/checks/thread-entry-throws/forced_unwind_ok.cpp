// A handler that passes on what it caught (thread cancellation must be): what it caught, nobody
// here knows.
#include <pthread.h>

void work_on(int n);
void clean_up(int n);

extern "C" void *entry(void *arg)
{
    int n = *static_cast<int *>(arg);
    try {
        work_on(n);
    } catch (...) {
        clean_up(n);
        throw;
    }
    return nullptr;
}

int run(int *n)
{
    pthread_t t;
    if (pthread_create(&t, nullptr, entry, n) != 0)
        return -1;
    pthread_cancel(t);
    return pthread_join(t, nullptr);
}
