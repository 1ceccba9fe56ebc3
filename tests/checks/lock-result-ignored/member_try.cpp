// Methods of the standard mutexes answer with a bool.
#include <chrono>
#include <mutex>

class Meter
{
    std::mutex lock_;
    std::timed_mutex slow_;
    int value_ = 0;

  public:
    void add(int n)
    {
        lock_.try_lock(); // expect: lock-result-ignored
        value_ += n;
        lock_.unlock();
    }

    int read()
    {
        slow_.try_lock_for(std::chrono::milliseconds(5)); // expect: lock-result-ignored
        int n = value_;
        slow_.unlock();
        return n;
    }
};

int use(Meter &m)
{
    m.add(1);
    return m.read();
}
