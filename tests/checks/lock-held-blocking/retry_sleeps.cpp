// The back-off sleeps inside the guarded scope.
#include <chrono>
#include <mutex>
#include <thread>

class Client {
  public:
    bool send(int v)
    {
        std::scoped_lock lk(mutex_);
        for (int i = 0; i < 3; i++) {
            if (try_send(v))
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50)); // expect: lock-held-blocking
        }
        return false;
    }

  private:
    bool try_send(int v) { return (sent_ += v) % 2 == 0; }
    std::mutex mutex_;
    int sent_ = 0;
};

bool twice(Client &c)
{
    return c.send(1) && c.send(2);
}
