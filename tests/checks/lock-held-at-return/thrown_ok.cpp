/* Exceptions that leave with the lock released, by hand, by a guard or by a handler. */
#include <mutex>
#include <stdexcept>
#include <thread>
class S {
public:
    void a(int v) { m_.lock(); if (v < 0) { m_.unlock(); throw std::runtime_error("x"); } v_ = v; m_.unlock(); }
    void b(int v) { std::lock_guard<std::mutex> g(m_); if (v < 0) throw std::runtime_error("x"); v_ = v; }
    void c(int v)
    {
        m_.lock();
        try {
            if (v < 0)
                throw std::runtime_error("x");
            v_ = v;
        } catch (...) {
            m_.unlock();
            throw;
        }
        m_.unlock();
    }
    void d(int v) { std::unique_lock<std::mutex> l(m_); l.unlock(); l.lock(); if (!v) throw 1; v_ = v; }
private:
    std::mutex m_;
    int v_ = 0;
};
int main() { S s; std::thread t([&] { try { s.a(1); s.b(2); s.c(3); s.d(4); } catch (...) {} }); t.join(); }
