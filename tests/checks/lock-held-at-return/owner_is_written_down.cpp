// A mutex class that writes down its owner is no recursive lock.
#include <pthread.h>
class Mutex {
  pthread_mutex_t m;
  bool recursive;
  pthread_t by;
public:
  Mutex(bool r) : recursive(r) { pthread_mutex_init(&m, NULL); }
  void Lock() { pthread_mutex_lock(&m); if (!recursive) by = pthread_self(); }
  void Unlock() { pthread_mutex_unlock(&m); }
};
class Client {
  Mutex lock{false};
  int pos = 0;
public:
  int seek(int fd, int off) {
    lock.Lock();
    if (fd < 0)
      return -9; // expect: lock-held-at-return
    pos = off;
    lock.Unlock();
    return 0;
  }
};
int run(Client *c) { return c->seek(3, 0); }
