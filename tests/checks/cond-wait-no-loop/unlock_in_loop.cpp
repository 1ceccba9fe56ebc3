// A task queue in C++: the wait without predicate is in an if.
#include <condition_variable>
#include <mutex>

class Tasks {
  public:
    int next()
    {
        std::unique_lock<std::mutex> lk(m_mutex);
        if (m_size == 0)
            m_filled.wait(lk); // expect: cond-wait-no-loop
        return m_size--;
    }
    void add()
    {
        {
            std::lock_guard<std::mutex> lk(m_mutex);
            m_size++;
        }
        m_filled.notify_one();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_filled;
    int m_size = 0;
};

int run(Tasks &t)
{
    t.add();
    return t.next();
}
