// The address of a local goes to a detached thread.
#include <thread>

struct Options {
    int level;
};

void watch(Options *o);

void start(int level)
{
    Options o{level};
    std::thread t(watch, &o);
    t.detach(); // expect: thread-arg-lifetime
}
