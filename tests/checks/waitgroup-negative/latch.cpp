#include <latch>

void twice(std::latch &other)
{
    std::latch ready(1);
    ready.count_down();
    other.count_down();
    ready.count_down(); // expect: waitgroup-negative
}
