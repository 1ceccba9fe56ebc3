// condition_variable members of two classes, each with its own mutex.
#include <condition_variable>
#include <mutex>

struct Signal {
    std::condition_variable cv;
    bool set = false;
    template <class Lock> void wait(Lock &lk)
    {
        while (!set)
            cv.wait(lk);
    }
};

class Source {
  public:
    void pull()
    {
        std::unique_lock<std::mutex> lk(m);
        s.wait(lk);
    }

  private:
    std::mutex m;
    Signal s;
};

class Sink {
  public:
    void push()
    {
        std::unique_lock<std::mutex> lk(m);
        s.wait(lk);
    }

  private:
    std::mutex m;
    Signal s;
};

void flow(Source &a, Sink &b)
{
    a.pull();
    b.push();
}
