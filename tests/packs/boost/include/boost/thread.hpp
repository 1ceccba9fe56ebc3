// The part of Boost.Thread's interface that the programs beside this folder use.
#pragma once
namespace boost
{
class mutex
{
  public:
    mutex();
    ~mutex();
    void lock();
    bool try_lock();
    void unlock();
    typedef class unique_lock_of_mutex_tag tag;
};
class recursive_mutex
{
  public:
    recursive_mutex();
    ~recursive_mutex();
    void lock();
    void unlock();
};
class shared_mutex
{
  public:
    shared_mutex();
    ~shared_mutex();
    void lock();
    void unlock();
    void lock_shared();
    bool try_lock_shared();
    void unlock_shared();
};
struct defer_lock_t {
};
struct adopt_lock_t {
};
struct try_to_lock_t {
};
const defer_lock_t defer_lock = {};
const adopt_lock_t adopt_lock = {};
const try_to_lock_t try_to_lock = {};
template <typename M> class lock_guard
{
    M &m;

  public:
    explicit lock_guard(M &m_) : m(m_)
    {
        m.lock();
    }
    lock_guard(M &m_, adopt_lock_t) : m(m_)
    {
    }
    ~lock_guard()
    {
        m.unlock();
    }
};
template <typename M> class unique_lock
{
    M *m;
    bool is_locked;

  public:
    explicit unique_lock(M &m_);
    unique_lock(M &m_, defer_lock_t);
    unique_lock(M &m_, try_to_lock_t);
    unique_lock(unique_lock &&other);
    ~unique_lock();
    void lock();
    bool try_lock();
    void unlock();
    bool owns_lock() const;
    M *release();
};
template <typename M> class shared_lock
{
    M *m;
    bool is_locked;

  public:
    explicit shared_lock(M &m_);
    ~shared_lock();
    void unlock();
};
class condition_variable
{
  public:
    condition_variable();
    ~condition_variable();
    void wait(unique_lock<mutex> &m);
    template <typename P> void wait(unique_lock<mutex> &m, P pred)
    {
        while (!pred())
            wait(m);
    }
    void notify_one();
    void notify_all();
};
class thread
{
  public:
    thread();
    template <class F> explicit thread(F f);
    ~thread();
    bool joinable() const;
    void join();
    void detach();
};
template <typename A, typename B> void lock(A &a, B &b);
} // namespace boost
