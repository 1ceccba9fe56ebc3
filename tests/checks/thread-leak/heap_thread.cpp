// std::thread objects on the heap that nobody joins, detaches or hands on.
#include <pthread.h>
#include <thread>

void work(int n);
void *run(void *arg);

void lost(int n)
{
    auto *t = new std::thread(work, n);
    if (t->joinable() && n < 0)
        t->join();
} // expect: thread-leak

void lost_lambda(int n)
{
    std::thread *t = new std::thread([n] { work(n); }); // expect: thread-leak
    work(t != nullptr);
}

// The destructor of a thread that runs ends the program.
void destroyed(int n)
{
    std::thread *t = new std::thread(work, n);
    work(n + 1);
    delete t; // expect: thread-leak
}

bool destroyed_on_error(int n)
{
    auto t = new std::thread(work, n);
    if (n > 3) {
        delete t; // expect: thread-leak
        return false;
    }
    t->join();
    delete t;
    return true;
}

int lost_handle()
{
    auto *t = new pthread_t;
    if (pthread_create(t, nullptr, run, nullptr) != 0) { // expect: thread-leak
        delete t;
        return -1;
    }
    return 0;
}
