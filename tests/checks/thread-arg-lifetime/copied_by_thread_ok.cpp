// std::thread copies its arguments: the int, the record and the pointer's value.
#include <thread>

struct Options {
    int level;
};

void work(int n, Options o);
void watch(Options *o);

void start(Options *shared)
{
    int n = 5;
    Options o{3};
    std::thread t(work, n, o);
    t.detach();
    Options *p = shared;
    std::thread u(watch, p);
    u.detach();
}
