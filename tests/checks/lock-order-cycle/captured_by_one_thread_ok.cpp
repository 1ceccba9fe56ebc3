// Each call has mutexes of its own, which one thread takes both ways; other calls have others.
#include <mutex>
#include <thread>

struct Pair {
    std::mutex a, b;
    int n = 0;
};

void work(int n)
{
    std::mutex a, b;
    {
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n++;
    }
    std::thread t([&] {
        {
            std::lock_guard<std::mutex> x(a);
            std::lock_guard<std::mutex> y(b);
            n++;
        }
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n--;
    });
    t.join();
}

int main()
{
    std::thread p(work, 1), q(work, 2);
    work(3);
    p.join();
    q.join();
    Pair s, r; /* two objects, one order each */
    std::thread t([&] {
        std::lock_guard<std::mutex> x(s.a);
        std::lock_guard<std::mutex> y(s.b);
        s.n++;
    });
    std::thread u([&] {
        std::lock_guard<std::mutex> y(r.b);
        std::lock_guard<std::mutex> x(r.a);
        r.n++;
    });
    t.join();
    u.join();
}
