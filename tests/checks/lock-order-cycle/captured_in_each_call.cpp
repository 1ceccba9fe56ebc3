// Every call has mutexes of its own, but both threads of one call share them. The second function
// makes new ones in each round, and the third one takes part itself.
#include <mutex>
#include <thread>

void compare(int rounds)
{
    std::mutex left, right;
    int equal = rounds;
    std::thread down([&] {
        std::lock_guard<std::mutex> l(left);
        std::lock_guard<std::mutex> r(right);
        equal--;
    });
    std::thread up([&] {
        std::lock_guard<std::mutex> r(right);
        std::lock_guard<std::mutex> l(left); // expect: lock-order-cycle
        equal++;
    });
    down.join();
    up.join();
}

void repeat(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        std::mutex one, two;
        int sum = 0;
        std::thread t([&] {
            std::lock_guard<std::mutex> a(one);
            std::lock_guard<std::mutex> b(two);
            sum++;
        });
        std::thread u([&] {
            std::lock_guard<std::mutex> b(two);
            std::lock_guard<std::mutex> a(one); // expect: lock-order-cycle
            sum--;
        });
        t.join();
        u.join();
    }
}

void assist()
{
    std::mutex work, result;
    int done = 0;
    std::thread t([&] {
        std::lock_guard<std::mutex> w(work);
        std::lock_guard<std::mutex> r(result);
        done++;
    });
    {
        std::lock_guard<std::mutex> r(result);
        std::lock_guard<std::mutex> w(work); // expect: lock-order-cycle
        done++;
    }
    t.join();
}

int main()
{
    std::thread t(compare, 3), u(compare, 4);
    repeat(5);
    assist();
    assist();
    t.join();
    u.join();
}
