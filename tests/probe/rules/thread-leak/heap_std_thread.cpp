// A std::thread on the heap that nobody deletes or joins; it still runs at the end.
#include "order.h"
#include <thread>

static void loop()
{
    order_arrive();
    for (;;)
        pause();
}

struct server {
    std::thread *thread;
    server()
    {
        thread = new std::thread(loop); // expect: thread-leak
    }
};

int main()
{
    server *s = new server;
    order_await(1);
    return s->thread == nullptr;
}
