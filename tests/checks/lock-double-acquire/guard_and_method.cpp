// A public method calls another public method; both guard the same member.
#include <mutex>
#include <vector>

class Log {
  public:
    void add(int v)
    {
        std::lock_guard<std::mutex> lk(mutex_);
        if (lines_ >= 100)
            rotate(); // expect: lock-double-acquire
        lines_ += v;
    }
    void rotate()
    {
        std::unique_lock<std::mutex> lk(mutex_);
        lines_ = 0;
    }

  private:
    std::mutex mutex_;
    int lines_ = 0;
};

void use(Log &l)
{
    l.add(1);
    l.rotate();
}
