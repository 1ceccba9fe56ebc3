// An object with a condition_variable is deleted while a detached thread waits on it.
// run: kill-after 2
#include "order.h"
#include <condition_variable>
#include <mutex>
#include <thread>

struct channel {
    std::mutex m;
    std::condition_variable c;
    bool ready = false;
    ~channel()
    {
    } // expect: cond-destroyed-waiting
};

int main()
{
    channel *ch = new channel;
    std::thread([ch] {
        std::unique_lock<std::mutex> l(ch->m);
        order_reach(1);
        while (!ch->ready)
            ch->c.wait(l);
    }).detach();
    order_await(1);
    ch->m.lock();
    ch->m.unlock();
    delete ch;
}
