// std::thread objects on the heap that somebody else gets, or that are ended here.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <pthread.h>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

void work(int n);
void work_with(std::thread *own);
void register_thread(std::thread *t);
void take(std::thread t);
void *run(void *arg);

struct Owner {
    std::thread *thread = nullptr;
    explicit Owner(std::thread *t) : thread(t) {}
    ~Owner()
    {
        thread->join();
        delete thread;
    }
};

struct Plain {
    std::thread *thread;
    int n;
};

struct Node {
    Plain item;
    Node *next;
};

std::map<int, std::thread *> by_id;
std::vector<std::pair<std::thread *, int>> pairs;
std::vector<Plain> plain;
Node *head;
static std::thread *kept;

void joins(int n)
{
    std::thread *t = new std::thread(work, n);
    t->join();
    delete t;
}

void joins_by_reference(int n)
{
    auto *t = new std::thread(work, n);
    std::thread &r = *t;
    r.join();
    delete t;
}

void detaches_at_once(int n) { (new std::thread(work, n))->detach(); }

void joins_in_catch(int n)
{
    auto *t = new std::thread(work, n);
    try {
        work(n);
        t->join();
    } catch (...) {
        if (t->joinable())
            t->join();
        delete t;
        throw;
    }
    delete t;
}

void if_joinable(int n)
{
    auto *t = new std::thread(work, n);
    if (t->joinable())
        t->join();
    delete t;
}

void guarded(int n) { Owner o(new std::thread(work, n)); }

void guarded_later(int n)
{
    auto *t = new std::thread(work, n);
    Owner o{t};
}

void in_map(int n)
{
    auto *t = new std::thread(work, n);
    by_id[n] = t;
}

void in_map_by_list(int n)
{
    auto *t = new std::thread(work, n);
    by_id.insert({n, t});
}

void in_pairs(int n)
{
    auto *t = new std::thread(work, n);
    pairs.push_back({t, n});
}

void in_plain(int n)
{
    auto *t = new std::thread(work, n);
    plain.push_back(Plain{t, n});
}

void in_list(int n)
{
    auto *t = new std::thread(work, n);
    head = new Node{{t, n}, head};
}

Plain in_result(int n)
{
    auto *t = new std::thread(work, n);
    return {t, n};
}

std::pair<std::thread *, int> in_pair(int n)
{
    auto *t = new std::thread(work, n);
    return std::make_pair(t, n);
}

std::tuple<std::thread *, int> in_tuple(int n)
{
    auto *t = new std::thread(work, n);
    return {t, n};
}

std::unique_ptr<std::thread> in_smart(int n)
{
    auto *t = new std::thread(work, n);
    return std::unique_ptr<std::thread>(t);
}

void in_shared(int n)
{
    auto *t = new std::thread(work, n);
    std::shared_ptr<std::thread> p(t, [](std::thread *x) {
        x->join();
        delete x;
    });
}

std::function<void()> in_closure(int n)
{
    auto *t = new std::thread(work, n);
    return [t] { t->join(); };
}

std::function<void()> in_init_capture(int n)
{
    auto *t = new std::thread(work, n);
    return [own = t] { own->join(); };
}

void by_closure(int n)
{
    auto *t = new std::thread(work, n);
    auto stop = [&] {
        t->join();
        delete t;
    };
    stop();
}

template <class F> void later(F f) { f(1); }

void by_generic_closure(int n)
{
    auto *t = new std::thread(work, n);
    later([&](auto) { t->join(); });
}

void by_choice(int n)
{
    auto *t = new std::thread(work, n);
    auto *u = n > 2 ? t : nullptr;
    if (u)
        kept = u;
    else
        t->detach();
}

void by_chosen_store(int n)
{
    auto *t = new std::thread(work, n);
    kept = n > 2 ? t : kept;
    n > 2 ? (void)0 : t->detach();
}

void exchanged(int n)
{
    auto *t = new std::thread(work, n);
    std::swap(kept, t);
}

void moved_out(int n)
{
    auto *t = new std::thread(work, n);
    take(std::move(*t));
    delete t;
}

void moved_into_local(int n)
{
    auto *t = new std::thread(work, n);
    std::thread local = std::move(*t);
    delete t;
    local.join();
}

void moved_by_assignment(int n)
{
    auto *t = new std::thread(work, n);
    std::thread local;
    local = std::move(*t);
    delete t;
    local.join();
}

void swapped(int n)
{
    auto *t = new std::thread(work, n);
    std::thread local;
    local.swap(*t);
    delete t;
    local.join();
}

void shown(int n)
{
    auto *t = new std::thread(work, n);
    register_thread(t);
}

void handed_to_thread(int n)
{
    auto *t = new std::thread();
    *t = std::thread(work_with, t);
    work(n);
}

void handed_to_another(int n)
{
    auto *t = new std::thread(work, n);
    std::thread reaper([](std::thread *x) { x->join(); }, t);
    reaper.join();
    delete t;
}

// The memory is somebody else's.
void in_place(void *where, int n) { auto *t = new (where) std::thread(work, n); (void)t; }

alignas(std::thread) static unsigned char storage[sizeof(std::thread)];

void in_static_storage(int n)
{
    auto *t = ::new (static_cast<void *>(storage)) std::thread(work, n);
    work(t != nullptr);
}

void through_member(Owner &o, int n)
{
    auto *t = new std::thread(work, n);
    o.thread = t;
}

void through_array(int n)
{
    std::thread *t[2] = {new std::thread(work, n), new std::thread(work, n + 1)};
    for (auto *x : t) {
        x->join();
        delete x;
    }
}

void through_initializer_list(int n)
{
    auto *a = new std::thread(work, n);
    auto *b = new std::thread(work, n + 1);
    for (auto *x : {a, b}) {
        x->join();
        delete x;
    }
}

void through_binding(int n)
{
    auto [a, b] = std::pair{new std::thread(work, n), new std::thread(work, n)};
    a->join();
    b->join();
}

void through_optional(int n, std::optional<std::thread *> &out)
{
    auto *t = new std::thread(work, n);
    out = t;
}

void thrown(int n)
{
    auto *t = new std::thread(work, n);
    throw t;
}

int handle(pthread_t **out)
{
    auto *t = new pthread_t;
    int rc = pthread_create(t, nullptr, run, nullptr);
    if (rc != 0) {
        delete t;
        return rc;
    }
    *out = t;
    return 0;
}
