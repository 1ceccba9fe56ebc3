// The destructor joins what a list leads to, and the list forgets one of the threads.
#include <initializer_list>
#include <thread>

static void work()
{
}

struct three {
    std::thread a, b, c;
    ~three()
    {
        for (auto *t : {&a, &b})
            if (t->joinable())
                t->join();
    }
};

int main()
{
    three p;
    p.a = std::thread(work);
    p.b = std::thread(work);
    p.c = std::thread(work); // expect: thread-leak
}
