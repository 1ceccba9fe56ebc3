#include <boost/thread.hpp>

class Registry
{
    boost::mutex lock_;
    boost::shared_mutex table_;
    boost::condition_variable changed_;
    int size_ = 0;

    int count()
    {
        boost::lock_guard<boost::mutex> hold(lock_);
        return size_;
    }

  public:
    int add()
    {
        boost::unique_lock<boost::mutex> hold(lock_);
        size_++;
        return count(); // expect: lock-double-acquire
    }

    int take()
    {
        lock_.lock();
        if (size_ == 0)
            return -1; // expect: lock-held-at-return
        size_--;
        lock_.unlock();
        return 0;
    }

    void wait()
    {
        boost::unique_lock<boost::mutex> hold(lock_);
        changed_.wait(hold); // expect: cond-wait-no-loop
        size_ = 0;
    }

    void change()
    {
        boost::shared_lock<boost::shared_mutex> read(table_);
        if (size_ > 3) {
            boost::unique_lock<boost::shared_mutex> write(table_); // expect: lock-upgrade
            size_ = 0;
        }
        changed_.notify_all();
    }

    void temporary()
    {
        boost::lock_guard<boost::mutex>{lock_}; // expect: lock-guard-temporary
        size_++;
    }
};

int main()
{
    Registry r;
    r.temporary();
    r.change();
    r.wait();
    return r.add() + r.take();
}
