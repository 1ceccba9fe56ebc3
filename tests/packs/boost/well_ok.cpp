#include <boost/thread.hpp>

class Pool
{
    boost::mutex lock_, log_;
    boost::recursive_mutex nested_;
    boost::shared_mutex table_;
    boost::condition_variable changed_;
    boost::thread worker_;
    int jobs_ = 0;
    bool stop_ = false;

    void run()
    {
        boost::unique_lock<boost::mutex> hold(lock_);
        for (;;) {
            while (!stop_ && jobs_ == 0)
                changed_.wait(hold);
            if (stop_)
                return;
            jobs_--;
            hold.unlock();
            note();
            hold.lock();
        }
    }

    void note()
    {
        boost::lock_guard<boost::recursive_mutex> outer(nested_);
        boost::lock_guard<boost::recursive_mutex> inner(nested_);
    }

  public:
    Pool() : worker_([this] { run(); })
    {
    }

    ~Pool()
    {
        {
            boost::lock_guard<boost::mutex> hold(lock_);
            stop_ = true;
        }
        changed_.notify_all();
        if (worker_.joinable())
            worker_.join();
    }

    void wait_idle()
    {
        boost::unique_lock<boost::mutex> hold(lock_);
        changed_.wait(hold, [this] { return jobs_ == 0; });
    }

    bool try_add()
    {
        boost::unique_lock<boost::mutex> hold(lock_, boost::try_to_lock);
        if (!hold.owns_lock())
            return false;
        jobs_++;
        return true;
    }

    int size()
    {
        if (!table_.try_lock_shared())
            return -1;
        int n = jobs_;
        table_.unlock_shared();
        return n;
    }

    void both()
    {
        boost::lock(lock_, log_);
        boost::lock_guard<boost::mutex> a(lock_, boost::adopt_lock);
        boost::lock_guard<boost::mutex> b(log_, boost::adopt_lock);
        jobs_ = 0;
    }
};

int main()
{
    Pool p;
    p.wait_idle();
    p.both();
    return p.try_add() ? p.size() : 0;
}
