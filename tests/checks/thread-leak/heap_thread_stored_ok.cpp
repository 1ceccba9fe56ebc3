// Pointers to threads on the heap that get away by unusual ways.
#include <any>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <thread>
#include <variant>
#include <vector>

void work(int n);
void log_pointer(const char *format, ...);

struct Item {
    std::thread *thread;
    int n;
};

struct Shell {
    std::thread *thread;
    explicit Shell(int n) : thread(new std::thread(work, n)) {}
    Shell(int n, int) : thread(nullptr)
    {
        auto *t = new std::thread(work, n);
        this->thread = t;
    }
    void set(int n)
    {
        auto *t = new std::thread(work, n);
        thread = t;
    }
    ~Shell()
    {
        thread->join();
        delete thread;
    }
};

union Word {
    std::thread *thread;
    std::uintptr_t bits;
};

static std::thread *slot[4];
static std::uintptr_t word;
static std::vector<Item> items;
static std::any anything;
static std::variant<int, std::thread *> either;

std::thread *made(int n) { return new std::thread(work, n); }
std::thread *made_or_not(int n) { return n > 2 ? new std::thread(work, n) : nullptr; }
void given(int n) { items.push_back({new std::thread(work, n), n}); }
void indexed(int n) { slot[n] = new std::thread(work, n); }
void in_new_shell(int n) { (new Shell(n))->set(n); }

void in_condition(std::vector<std::thread *> &v, int n)
{
    if (auto *t = new std::thread(work, n))
        v.push_back(t);
}

void in_vector_list(int n)
{
    auto *a = new std::thread(work, n), *b = new std::thread(work, n);
    std::vector<std::thread *> v{a, b};
    for (auto *x : v)
        x->join();
}

void in_array(int n)
{
    auto *a = new std::thread(work, n);
    std::array<std::thread *, 1> v{a};
    v[0]->join();
}

void in_plain_array(int n)
{
    auto *a = new std::thread(work, n);
    std::thread *v[] = {nullptr, a};
    v[1]->join();
}

void designated(int n)
{
    auto *t = new std::thread(work, n);
    Item i{.thread = t, .n = n};
    items.push_back(i);
}

void through_out(Item *out, int n)
{
    auto *t = new std::thread(work, n);
    *out = {t, n};
}

void as_number(int n)
{
    auto *t = new std::thread(work, n);
    word = reinterpret_cast<std::uintptr_t>(t);
}

void as_union(int n)
{
    auto *t = new std::thread(work, n);
    Word w;
    w.thread = t;
    word = w.bits;
}

void by_bytes(int n)
{
    auto *t = new std::thread(work, n);
    std::memcpy(&slot[0], &t, sizeof t);
}

void as_any(int n)
{
    auto *t = new std::thread(work, n);
    anything = t;
}

void as_variant(int n)
{
    auto *t = new std::thread(work, n);
    either = t;
}

void as_void(int n, void **out)
{
    void *t = new std::thread(work, n);
    *out = t;
}

void as_base(int n, std::shared_ptr<void> &out)
{
    auto *t = new std::thread(work, n);
    out.reset(t, [](void *x) { static_cast<std::thread *>(x)->join(); });
}

void logged(int n)
{
    auto *t = new std::thread(work, n);
    log_pointer("%p", static_cast<void *>(t));
}

void ended_by_hand(int n)
{
    auto *t = new std::thread(work, n);
    t->join();
    t->~thread();
    ::operator delete(t);
}

void in_raw_memory(void **out, int n)
{
    void *where = ::operator new(sizeof(std::thread));
    *out = where;
    new (where) std::thread(work, n);
}

void by_static_local(int n)
{
    static std::thread *t;
    if (t)
        t->join();
    t = new std::thread(work, n);
}

void by_thread_local(int n)
{
    thread_local std::thread *t = nullptr;
    if (t)
        t->join();
    t = new std::thread(work, n);
}

void by_parameter(std::thread *&t, int n) { t = new std::thread(work, n); }

void by_reference_to_pointer(int n)
{
    std::thread *t = nullptr;
    std::thread *&same = t;
    same = new std::thread(work, n);
    t->join();
    delete t;
}

void by_pointer_to_pointer(int n)
{
    std::thread *t = nullptr, **where = &t;
    *where = new std::thread(work, n);
    t->join();
    delete t;
}

void in_rounds(int n)
{
    for (int i = 0; i < n; i++) {
        auto *t = new std::thread(work, i);
        t->join();
        delete t;
    }
}

void last_of_many(int n)
{
    std::thread *last = nullptr;
    for (int i = 0; i < n; i++) {
        if (last) {
            last->join();
            delete last;
        }
        last = new std::thread(work, i);
    }
    if (last) {
        last->join();
        delete last;
    }
}

void joined_by_condition(int n)
{
    std::thread *t = nullptr;
    if (n > 0)
        t = new std::thread(work, n);
    work(n);
    if (n > 0) {
        t->join();
        delete t;
    }
}

void joined_if_set(bool wanted, int n)
{
    std::thread *t = wanted ? new std::thread(work, n) : nullptr;
    work(n);
    if (t) {
        t->join();
        delete t;
    }
}

void two_at_once(int n)
{
    std::thread *a = new std::thread(work, n);
    std::thread *b = new std::thread(work, n);
    std::thread *t = a;
    for (int i = 0; i < 2; i++) {
        t->join();
        t = b;
    }
    delete a;
    delete b;
}

void one_of_two(bool first, int n)
{
    std::thread *t;
    if (first)
        t = new std::thread(work, n);
    else
        t = new std::thread([n] { work(-n); });
    work(n);
    t->join();
    delete t;
}

void in_turn(int n)
{
    auto *a = new std::thread(work, n);
    auto *b = new std::thread(work, n);
    for (int i = 0; i < 2; i++) {
        auto *t = i ? b : a;
        t->join();
        delete t;
    }
}

void again(int n)
{
    auto *t = new std::thread(work, n);
    t->join();
    delete t;
    t = new std::thread(work, n + 1);
    t->join();
    delete t;
}
