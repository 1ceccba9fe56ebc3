// The object is deleted while its own guard is alive.
#include <mutex>

class Session {
  public:
    std::mutex m;
    int users = 1;
};

void leave(Session *s)
{
    s->m.lock();
    if (--s->users == 0) {
        delete s; // expect: lock-destroyed-held
        return;
    }
    s->m.unlock();
}
