// Correct: whoever releases the lock under its guard acquires it again before the guard ends.
#include <mutex>
#include <condition_variable>
#include <vector>

struct Ob { std::mutex m; std::recursive_mutex r; std::condition_variable_any cv; int n = 0; Ob *next; };
int again(Ob &o)
{
    std::lock_guard<std::mutex> g(o.m);
    while (o.n) {
        o.m.unlock();
        o.n--;
        o.m.lock();
    }
    return o.n;
}
int waits(Ob &o) { std::lock_guard<std::mutex> g(o.m); while (!o.n) o.cv.wait(o.m); return o.n; }
int rec(Ob &o) { std::lock_guard<std::recursive_mutex> g(o.r); { std::lock_guard<std::recursive_mutex> h(o.r); o.n++; } return o.n; }
int each(Ob *o) { int s = 0; for (; o; o = o->next) { std::lock_guard<std::mutex> g(o->m); s += o->n; } return s; }
int walk(std::vector<Ob *> &v) { int s = 0; for (auto *o : v) { if (!o) continue; std::lock_guard<std::mutex> g(o->m); if (o->n < 0) break; s += o->n; } return s; }
int adopt(Ob &o) { if (!o.m.try_lock()) return -1; std::lock_guard<std::mutex> g(o.m, std::adopt_lock); return o.n; }
int both(Ob &a, Ob &b) { std::lock(a.m, b.m); std::lock_guard<std::mutex> x(a.m, std::adopt_lock), y(b.m, std::adopt_lock); return a.n + b.n; }
Ob *next_locked(Ob *o) { std::lock_guard<std::mutex> g(o->m); o = o->next; return o; }
void swap_ptr(Ob *a, Ob *b) { std::lock_guard<std::mutex> g(a->m); Ob *t = a; a = b; b = t; b->n = 1; }
template <class M> struct Unlocker { M &m; explicit Unlocker(M &x) : m(x) { m.unlock(); } ~Unlocker() { m.lock(); } };
int pause(Ob &o) { std::lock_guard<std::mutex> g(o.m); { Unlocker<std::mutex> u(o.m); o.next = nullptr; } return o.n; }
