// Guards of the same mutex one after the other, the outer one unlocked by hand in between.
#include <mutex>

class Queue {
  public:
    int pop()
    {
        std::unique_lock<std::mutex> lk(m_);
        while (n_ == 0) {
            lk.unlock();
            refill();
            lk.lock();
        }
        return n_--;
    }
    void refill()
    {
        std::lock_guard<std::mutex> lk(m_);
        n_ += 4;
    }
    void reset()
    {
        {
            std::lock_guard<std::mutex> lk(m_);
            n_ = 0;
        }
        refill();
    }

  private:
    std::mutex m_;
    int n_ = 0;
};

int drive(Queue &q)
{
    q.reset();
    return q.pop();
}
