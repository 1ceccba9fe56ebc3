// One condition variable, two mutexes of the same object.
#include <condition_variable>
#include <mutex>

class Link {
  public:
    void await_tx()
    {
        std::unique_lock<std::mutex> lk(tx_mutex);
        while (!tx_empty)
            cv.wait(lk);
    }
    void await_rx()
    {
        std::unique_lock<std::mutex> lk(rx_mutex);
        while (!rx_filled)
            cv.wait(lk); // expect: cond-two-mutexes
    }
    void kick() { cv.notify_all(); }

  private:
    std::mutex tx_mutex, rx_mutex;
    std::condition_variable cv;
    bool tx_empty = false, rx_filled = false;
};

void pump(Link &l)
{
    l.kick();
    l.await_tx();
    l.await_rx();
}
