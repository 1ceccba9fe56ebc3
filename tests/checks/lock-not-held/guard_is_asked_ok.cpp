// A guard that is asked whether it holds its lock gives the right answer.
#include <mutex>
struct S {
  std::mutex m; int n = 0;
  void b(bool k) {
    std::unique_lock<std::mutex> l(m, std::defer_lock);
    if (k) l.lock();
    n++;
    if (l) l.unlock();
    n++;
  }
  void c() {
    std::unique_lock<std::mutex> l(m, std::try_to_lock);
    if (!l) return;
    n++;
    l.unlock();
  }
  void d(bool k) {
    std::unique_lock<std::mutex> l(m);
    if (k) l.unlock();
    n++;
    if (!l) l.lock();
    n++;
  }
};
int main() { S s; s.b(true); s.c(); s.d(true); }
