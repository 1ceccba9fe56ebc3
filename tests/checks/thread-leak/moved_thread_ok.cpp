// Threads that move: into containers, out of functions, into members, over older ones.
#include <thread>
#include <utility>
#include <vector>

static void work(int) {}

static std::thread start(int n)
{
    std::thread t(work, n);
    return t;
}

class pool {
public:
    explicit pool(int n)
    {
        for (int i = 0; i < n; i++)
            threads_.emplace_back(work, i);
        std::thread extra(work, n);
        threads_.push_back(std::move(extra));
    }
    ~pool()
    {
        for (auto &t : threads_)
            t.join();
    }

private:
    std::vector<std::thread> threads_;
};

class owner {
public:
    void begin() { worker_ = start(1); }
    void end()
    {
        if (worker_.joinable())
            worker_.join();
    }
    ~owner() { end(); }

private:
    std::thread worker_;
};

int main()
{
    std::thread a = start(1);
    std::thread b(std::move(a));
    b.join();
    std::thread c;
    c = std::thread(work, 2);
    std::thread d = std::move(c);
    d.detach();
    pool p(3);
    owner o;
    o.begin();
    return 0;
}
