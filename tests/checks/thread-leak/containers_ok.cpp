// Containers and smart pointers of threads that are joined or handed on in the ways that C++ has.
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <future>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

void work(int n);
bool ready();
void join_all(std::vector<std::thread> &threads);
void take_all(std::vector<std::thread> threads);
void take_pointer(std::unique_ptr<std::thread> t);
void run_with(std::vector<std::thread> *threads);

using Threads = std::vector<std::thread>;

class Pool {
public:
    explicit Pool(int n)
    {
        for (int i = 0; i < n; i++)
            threads_.emplace_back(work, i);
    }
    void add(int n) { threads_.push_back(std::thread(work, n)); }
    ~Pool()
    {
        for (auto &t : threads_)
            t.join();
    }

private:
    std::vector<std::thread> threads_;
};

// A container with a destructor of its own.
struct Joining : std::vector<std::thread> {
    ~Joining()
    {
        for (auto &t : *this)
            t.join();
    }
};

struct Worker {
    std::thread thread;
    int n;
    Worker(std::thread &&t, int k) : thread(std::move(t)), n(k) {}
    Worker(Worker &&) = default;
    ~Worker()
    {
        if (thread.joinable())
            thread.join();
    }
};

struct JoinAtEnd {
    Threads &threads;
    ~JoinAtEnd()
    {
        for (auto &t : threads)
            t.join();
    }
};

struct Joiner {
    void operator()(std::thread *t) const
    {
        t->join();
        delete t;
    }
};

static Threads global_threads;
static std::unique_ptr<std::thread> global_thread;

void by_range_for(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    for (std::thread &t : threads)
        t.join();
}

void by_range_for_of_expression(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    for (auto &t : std::views::all(threads))
        if (t.joinable())
            t.join();
}

void by_iterator(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    for (auto it = threads.begin(); it != threads.end(); ++it)
        it->join();
}

void by_free_begin(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    for (auto it = std::begin(threads); it != std::end(threads); ++it)
        (*it).join();
}

void by_index(int n)
{
    Threads threads;
    for (int i = 0; i < n; i++)
        threads.push_back(std::thread(work, i));
    for (std::size_t i = 0; i < threads.size(); i++)
        threads[i].join();
}

void by_at_and_back(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    threads.emplace_back(work, n + 1);
    threads.at(0).join();
    threads.back().detach();
}

void by_algorithm(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::for_each(threads.begin(), threads.end(), [](std::thread &t) { t.join(); });
}

void by_member_function(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
}

void by_ranges_algorithm(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::ranges::for_each(threads, &std::thread::join);
}

void by_helper(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    join_all(threads);
}

void by_pointer(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    run_with(&threads);
}

void by_reference(int n)
{
    Threads threads;
    auto &same = threads;
    same.emplace_back(work, n);
    threads.emplace_back(work, n);
    for (auto &t : same)
        t.join();
}

void by_result_of_emplace(int n)
{
    Threads threads;
    threads.emplace_back(work, n).detach();
}

void by_kept_result_of_emplace(int n)
{
    Threads threads;
    std::thread &t = threads.emplace_back(work, n);
    t.join();
}

void by_lambda(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    auto stop = [&] {
        for (auto &t : threads)
            t.join();
    };
    stop();
}

void by_lambda_that_owns(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    auto stop = [own = std::move(threads)]() mutable {
        for (auto &t : own)
            t.join();
    };
    stop();
}

void by_guard(int n)
{
    Threads threads;
    JoinAtEnd guard{threads};
    threads.emplace_back(work, n);
}

void by_shared_end(int n)
{
    Threads threads;
    std::shared_ptr<void> end(nullptr, [&](void *) {
        for (auto &t : threads)
            t.join();
    });
    threads.emplace_back(work, n);
}

void in_catch(int n)
{
    Threads threads;
    try {
        threads.emplace_back(work, n);
        threads.emplace_back(work, n);
    } catch (...) {
        for (auto &t : threads)
            t.join();
        throw;
    }
    for (auto &t : threads)
        t.detach();
}

void joining_class(int n)
{
    Joining threads;
    threads.emplace_back(work, n);
}

void pool(int n)
{
    Pool p(n);
    p.add(n);
}

Threads returned(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    return threads;
}

std::pair<Threads, int> returned_in_pair(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    return {std::move(threads), n};
}

void moved_to_global(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    global_threads = std::move(threads);
}

void swapped(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    threads.swap(global_threads);
    for (auto &t : threads)
        t.join();
}

void swapped_by_function(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::swap(global_threads, threads);
}

void handed_over(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    take_all(std::move(threads));
}

void moved_by_iterators(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    global_threads.insert(global_threads.end(), std::make_move_iterator(threads.begin()),
                          std::make_move_iterator(threads.end()));
}

void moved_one_by_one(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    for (auto &t : threads)
        global_threads.push_back(std::move(t));
}

void handed_to_thread(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::thread reaper([&threads] {
        for (auto &t : threads)
            t.join();
    });
    reaper.join();
}

void handed_to_thread_by_reference(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    std::thread reaper(join_all, std::ref(threads));
    reaper.join();
}

void empty_ones(int n)
{
    Threads threads(static_cast<std::size_t>(n));
    Threads more;
    more.emplace_back();
    more.push_back(std::thread());
}

void joined_before(int n)
{
    Threads threads;
    std::thread t(work, n);
    t.join();
    threads.push_back(std::move(t));
}

void pushed_if(int n)
{
    Threads threads;
    if (n > 3)
        threads.emplace_back(work, n);
    while (!threads.empty()) {
        threads.back().join();
        threads.pop_back();
    }
}

// The caller's container.
void emplaced_in_parameter(Threads &threads, int n)
{
    std::thread t(work, n);
    threads.emplace_back(std::move(t));
    threads.emplace_back(std::thread(work, n));
    threads.emplace_back(work, n);
}

// Other things that take a thread.
void given_to_workers(std::vector<Worker> &workers, int n)
{
    std::thread t(work, n);
    workers.emplace_back(std::move(t), n);
    auto one = std::make_unique<Worker>(std::thread(work, n), n);
    std::vector<std::pair<std::thread, int>> pairs;
    pairs.emplace_back(std::thread(work, n), n);
    for (auto &[thread, k] : pairs)
        thread.join();
    std::map<int, std::thread> by_id;
    by_id.emplace(n, std::thread(work, n));
    for (auto &[k, thread] : by_id)
        thread.join();
}

void array_of_containers(int n)
{
    std::array<Threads, 2> threads;
    Threads plain[2];
    threads[0].emplace_back(work, n);
    plain[1].emplace_back(work, n);
    for (auto &some : threads)
        join_all(some);
    for (auto &some : plain)
        join_all(some);
}

void lives_on(int n)
{
    static Threads threads;
    threads.emplace_back(work, n);
}

void jthreads(int n)
{
    std::vector<std::jthread> threads;
    threads.emplace_back(work, n);
    auto one = std::make_unique<std::jthread>(work, n);
}

void futures(int n)
{
    std::vector<std::future<void>> all;
    all.emplace_back(std::async(std::launch::async, work, n));
}

void smart_joined(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    t->join();
}

void smart_by_reference(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    (*t).join();
}

void smart_released(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    std::thread *raw = t.release();
    raw->detach();
    delete raw;
}

void smart_moved(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    global_thread = std::move(t);
}

void smart_handed(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    take_pointer(std::move(t));
}

std::unique_ptr<std::thread> smart_returned(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    return t;
}

void smart_captured(int n, std::vector<std::function<void()>> &todo)
{
    auto t = std::make_unique<std::thread>(work, n);
    std::shared_ptr<std::thread> shared = std::move(t);
    todo.push_back([shared] { shared->join(); });
}

void smart_with_deleter(int n)
{
    std::unique_ptr<std::thread, Joiner> t(new std::thread(work, n));
}

void smart_moved_into_capture(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    auto stop = [own = std::move(t)] { own->join(); };
    stop();
}

void smart_empty() { auto t = std::make_unique<std::thread>(); }

void smart_in_container(int n)
{
    std::vector<std::unique_ptr<std::thread>> threads;
    threads.push_back(std::make_unique<std::thread>(work, n));
    for (auto &t : threads)
        t->join();
}

void smart_in_thread(int n)
{
    auto t = std::make_unique<std::thread>(work, n);
    std::thread reaper([](std::unique_ptr<std::thread> own) { own->join(); }, std::move(t));
    reaper.join();
}

template <class C> void join_each(C &&threads)
{
    for (auto &t : threads)
        t.join();
}

void by_template(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    join_each(threads);
}

template <class F> void in_template(F f, int n)
{
    std::list<std::thread> threads;
    for (int i = 0; i < n; i++)
        threads.emplace_back(f, i);
    for (auto &t : threads)
        t.join();
}

void instance(int n) { in_template(work, n); }

void by_generic_lambda(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    auto each = [&](auto f) {
        for (auto &t : threads)
            f(t);
    };
    each([](std::thread &t) { t.join(); });
}

void ended(int n)
{
    Threads threads;
    threads.emplace_back(work, n);
    if (ready())
        std::exit(n);
    std::abort();
}
