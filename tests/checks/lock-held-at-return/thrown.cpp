// An exception leaves between lock and unlock.
#include <mutex>
#include <stdexcept>
#include <thread>

class Meter {
public:
    void add(int n)
    {
        m_.lock();
        if (n < 0)
            throw std::invalid_argument("negative"); // expect: lock-held-at-return
        total_ += n;
        m_.unlock();
    }
    long total()
    {
        std::lock_guard<std::mutex> g(m_);
        return total_;
    }

private:
    std::mutex m_;
    long total_ = 0;
};

int main()
{
    Meter m;
    std::thread t([&m] {
        try {
            m.add(3);
        } catch (const std::exception &) {
        }
    });
    t.join();
    return m.total() == 3 ? 0 : 1;
}
