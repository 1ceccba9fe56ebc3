// Detached std::threads that wait for something that never comes.
// run: --growth-every=200
#include "order.h"
#include <thread>

static void wait_for_reply()
{
    for (;;)
        pause();
}

static void send_request()
{
    std::thread t(wait_for_reply); // expect: thread-growth
    t.detach();
}

int main()
{
    for (int i = 0; i < 300; i++) {
        send_request();
        usleep(15 * 1000);
    }
}
