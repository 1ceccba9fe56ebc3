// Guards that move, are released early, acquired late, or returned.
#include <mutex>
#include <shared_mutex>
#include <utility>

class table {
public:
    std::unique_lock<std::mutex> hold()
    {
        std::unique_lock<std::mutex> l(mu_);
        rows_++;
        return l;
    }
    int count(bool quick)
    {
        std::unique_lock<std::mutex> l(mu_, std::defer_lock);
        if (quick && !l.try_lock())
            return -1;
        if (!quick)
            l.lock();
        return rows_;
    }
    int swap_out()
    {
        std::unique_lock<std::mutex> l(mu_);
        int n = rows_;
        rows_ = 0;
        l.unlock();
        if (n == 0)
            return -1;
        l.lock();
        rows_ += n;
        return n;
    }
    int add()
    {
        auto l = hold();
        std::unique_lock<std::mutex> mine(std::move(l));
        if (rows_ > 10)
            return -1;
        return ++rows_;
    }
    int look()
    {
        std::shared_lock<std::shared_mutex> l(map_);
        if (rows_ == 0)
            throw 1;
        return rows_;
    }
    void hand_over()
    {
        mu_.lock();
        std::lock_guard<std::mutex> l(mu_, std::adopt_lock);
        rows_ = 1;
    }

private:
    std::mutex mu_;
    std::shared_mutex map_;
    int rows_ = 0;
};

int use(table &t)
{
    return t.count(true) + t.swap_out() + t.add() + t.look();
}
