// A box of numbers that locks only when several threads share it, which is fixed when it is made.
#include <condition_variable>
#include <mutex>
#include <thread>
class box {
    std::mutex m_;
    std::condition_variable cv_;
    const bool shared_;
    bool closed_ = false;
    int n_ = 0;
    void lock() { if (shared_) m_.lock(); }
    void unlock() { if (shared_) m_.unlock(); }
public:
    explicit box(bool shared) : shared_(shared) {}
    int get()
    {
        lock();
        while (n_ == 0 && !closed_) {
            if (!shared_) break;
            std::unique_lock<std::mutex> l(m_, std::adopt_lock);
            cv_.wait(l);
            l.release();
        }
        int r = n_ ? n_-- : -1;
        unlock();
        return r;
    }
    void put() { lock(); n_++; if (shared_) cv_.notify_one(); unlock(); }
    void close() { lock(); closed_ = true; if (shared_) cv_.notify_all(); unlock(); }
};
int main(int argc, char **)
{
    box b(argc > 1);
    if (argc <= 1) { b.put(); return b.get() < 0; }
    std::thread t([&] { b.put(); });
    b.get();
    t.join();
    b.close();
    return 0;
}
