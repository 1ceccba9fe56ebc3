// A scope class of the project: constructor acquires, destructor releases.
#include <mutex>

class Table {
  public:
    void enter() { m_.lock(); }
    void leave() { m_.unlock(); }
    int n = 0;

  private:
    std::mutex m_;
};

class Scope {
  public:
    explicit Scope(Table &t) : t_(t) { t_.enter(); }
    ~Scope() { t_.leave(); }

  private:
    Table &t_;
};

int grow(Table &t, int by)
{
    Scope s(t);
    if (by < 0)
        return -1;
    t.n += by;
    return t.n;
}
