// Threads in arrays, started and joined by whatever leads to the elements: an index, a pointer, a
// range, a helper that gets the array.
#include <cstdlib>
#include <pthread.h>
#include <thread>

static void *work(void *arg)
{
    return arg;
}

static void reap(pthread_t *t, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(t[i], nullptr);
}

int on_the_heap(int n)
{
    int started = 0;
    auto *t = static_cast<pthread_t *>(malloc(n * sizeof(pthread_t)));
    if (!t)
        return -1;
    while (started < n && pthread_create(&t[started], nullptr, work, nullptr) == 0)
        started++;
    reap(t, started);
    free(t);
    return started;
}

int by_pointer()
{
    pthread_t ids[4], *p = ids;
    int started = 0;
    for (int i = 0; i < 4; i++)
        if (pthread_create(p, nullptr, work, nullptr) == 0)
            p++, started++;
    while (p-- > ids)
        pthread_join(*p, nullptr);
    return started;
}

int by_range()
{
    std::thread threads[3];
    for (auto &t : threads)
        t = std::thread([] {});
    for (auto &t : threads)
        t.join();
    return 3;
}

class Manager {
public:
    Manager()
    {
        for (auto &t : threads_)
            t = std::thread([] {});
    }
    ~Manager()
    {
        for (int i = 0; i < 2; i++)
            if (threads_[i].joinable())
                threads_[i].join();
    }

private:
    std::thread threads_[2];
};

int main()
{
    Manager m;
    return on_the_heap(3) + by_pointer() + by_range();
}
