// The owner's destructor knows when it runs in its own thread and detaches.
#include "order.h"
#include <memory>
#include <thread>

struct session {
    std::thread reader;
    ~session()
    {
        if (reader.get_id() == std::this_thread::get_id())
            reader.detach();
        else
            reader.join();
        order_arrive();
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
