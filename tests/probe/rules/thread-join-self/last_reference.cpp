// The thread drops the last reference to its owner, whose destructor joins the thread.
#include "order.h"
#include <memory>
#include <system_error>
#include <thread>

struct session {
    std::thread reader;
    ~session()
    {
        try {
            reader.join(); // expect: thread-join-self
        } catch (const std::system_error &) {
            reader.detach();
        }
        order_reach(2);
    }
};

int main()
{
    auto s = std::make_shared<session>();
    s->reader = std::thread([keep = s]() mutable {
        order_await(1);
        keep.reset();
    });
    s.reset();
    order_reach(1);
    order_await(2);
    order_settle();
    return 0;
}
