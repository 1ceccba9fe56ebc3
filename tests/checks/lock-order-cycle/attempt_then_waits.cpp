// An attempt that failed is followed by an acquisition that waits, with another lock held.
#include <mutex>
#include <thread>
std::mutex a, b;
int x;
void one()
{
    std::lock_guard g(a);
    std::unique_lock d(b, std::try_to_lock);
    if (!d.owns_lock())
        d.lock();
    x++;
}
void two()
{
    std::lock_guard g(b);
    std::lock_guard h(a); // expect: lock-order-cycle
    x--;
}
int main()
{
    std::thread t(one);
    two();
    t.join();
    return x;
}
