// lock() and unlock() by hand, and a return in between.
#include <map>
#include <mutex>

class Index {
  public:
    bool remove(int key)
    {
        m_.lock();
        if (size_ == 0)
            return false; // expect: lock-held-at-return
        if (key > max_) {
            m_.unlock();
            return false;
        }
        size_--;
        m_.unlock();
        return true;
    }

  private:
    std::mutex m_;
    int size_ = 0, max_ = 10;
};

bool drop(Index &i)
{
    return i.remove(1);
}
