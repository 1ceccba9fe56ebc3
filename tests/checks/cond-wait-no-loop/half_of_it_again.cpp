// Of two conditions only the one to stop is tested again.
#include <condition_variable>
#include <mutex>
#include <deque>
struct box {
  std::mutex m; std::condition_variable cv; std::deque<int> q; bool stop = false;
  void send(int v) { std::lock_guard<std::mutex> g(m); q.push_back(v); cv.notify_one(); }
  int recv() {
    std::unique_lock<std::mutex> g(m);
    if (q.empty() && !stop)
      cv.wait(g); // expect: cond-wait-no-loop
    if (stop) return -4;
    int v = q.front(); q.pop_front();
    return v;
  }
};
int main() { box b; b.send(1); return b.recv(); }
