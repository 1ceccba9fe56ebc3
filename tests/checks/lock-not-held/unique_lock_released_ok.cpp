// A guard that was released by hand does not release again.
#include <mutex>

class Source {
  public:
    int read(bool fast)
    {
        std::unique_lock<std::mutex> lk(m_);
        int v = v_++;
        if (fast) {
            lk.unlock();
            return v;
        }
        v_ += slow(v);
        return v_;
    }
    void adopt()
    {
        m_.lock();
        std::lock_guard<std::mutex> lk(m_, std::adopt_lock);
        v_ = 0;
    }

  private:
    int slow(int v) { return v / 2; }
    std::mutex m_;
    int v_ = 0;
};

int all(Source &s)
{
    s.adopt();
    return s.read(true) + s.read(false);
}
