// Unlocked by hand while the guard will do it again.
#include <mutex>

class Counter {
  public:
    int take()
    {
        m_.lock();
        int n = n_--;
        m_.unlock();
        if (n < 0) {
            n_ = 0;
            m_.unlock(); // expect: lock-not-held
            return -1;
        }
        return n;
    }

  private:
    std::mutex m_;
    int n_ = 3;
};

int take(Counter &c)
{
    return c.take();
}
