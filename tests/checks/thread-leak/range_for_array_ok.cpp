// Threads in arrays and lists that a range-for walks, and what `new` fills with braces.
#include <pthread.h>
#include <thread>

void work();
void *entry(void *);

struct Job {
    std::thread t;
};

void filled_by_braces()
{
    std::thread t[2] = {std::thread(work), std::thread(work)};
    for (auto &x : t)
        x.join();
}

void filled_one_by_one()
{
    std::thread t[2];
    t[0] = std::thread(work);
    t[1] = std::thread(work);
    for (std::thread &x : t)
        x.join();
}

int handles()
{
    pthread_t t[2];
    if (pthread_create(&t[0], nullptr, entry, nullptr))
        return 1;
    if (pthread_create(&t[1], nullptr, entry, nullptr)) {
        pthread_join(t[0], nullptr);
        return 1;
    }
    for (pthread_t x : t)
        pthread_join(x, nullptr);
    return 0;
}

void pointers()
{
    std::thread a(work), b(work);
    std::thread *all[] = {&a, &b};
    for (auto *t : all)
        t->join();
}

void listed()
{
    std::thread a(work), b(work);
    for (auto *t : {&a, &b})
        t->join();
}

void new_array()
{
    auto *t = new std::thread[2]{std::thread(work), std::thread(work)};
    t[0].join();
    t[1].join();
    delete[] t;
}

void new_record()
{
    auto *j = new Job{std::thread(work)};
    j->t.join();
    delete j;
}
