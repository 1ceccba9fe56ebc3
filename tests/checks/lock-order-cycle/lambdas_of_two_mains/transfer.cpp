// Another program; its lambdas are not those of the other main.
#include <mutex>
#include <thread>

int main()
{
    std::mutex a, b;
    int n = 0;
    std::thread t1([&] {
        std::lock_guard<std::mutex> first(a);
        std::lock_guard<std::mutex> second(b);
        n++;
    });
    std::thread t2([&] {
        std::lock_guard<std::mutex> first(b);
        std::lock_guard<std::mutex> second(a); // expect: lock-order-cycle
        n--;
    });
    t1.join();
    t2.join();
    return n;
}
