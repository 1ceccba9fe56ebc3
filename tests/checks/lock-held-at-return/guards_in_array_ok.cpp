// Guards in an array end with it, whichever of its elements got a lock, and where.
#include <array>
#include <cstddef>
#include <mutex>

struct Slot {
    std::mutex m;
    long v = 0;
};

std::mutex first, second, row[8];
std::array<Slot, 8> slots;
long sum;

long some(bool both)
{
    std::unique_lock<std::mutex> held[2];
    held[0] = std::unique_lock<std::mutex>(first);
    if (both)
        held[1] = std::unique_lock<std::mutex>(second);
    return sum;
}

long again(bool both)
{
    {
        std::unique_lock<std::mutex> held[2][2];
        if (both)
            held[1][1] = std::unique_lock<std::mutex>(first);
        sum++;
    }
    std::lock_guard<std::mutex> g(first);
    return sum;
}

long all()
{
    std::unique_lock<std::mutex> held[8];
    for (int i = 0; i < 8; ++i)
        held[i] = std::unique_lock<std::mutex>(row[i]);
    return sum;
}

long as_many(int n)
{
    std::unique_lock<std::mutex> held[8];
    for (int i = 0; i < n; ++i)
        held[i] = std::unique_lock<std::mutex>(row[i]);
    return sum;
}

long in_the_librarys()
{
    std::array<std::unique_lock<std::mutex>, 8> held;
    for (std::size_t i = 0; i < slots.size(); ++i)
        held[i] = std::unique_lock<std::mutex>(slots[i].m);
    return slots[0].v;
}

long given(bool more)
{
    std::unique_lock<std::mutex> held[2] = {std::unique_lock<std::mutex>(first), {}};
    if (more)
        held[1] = std::unique_lock<std::mutex>(second);
    return sum;
}

long given_to_the_librarys()
{
    std::array<std::unique_lock<std::mutex>, 1> held{std::unique_lock<std::mutex>(first)};
    return sum;
}

struct Pair {
    std::unique_lock<std::mutex> a, b;
};

long in_records(bool b)
{
    Pair p[2];
    if (b)
        p[1].b = std::unique_lock<std::mutex>(first);
    return sum;
}
