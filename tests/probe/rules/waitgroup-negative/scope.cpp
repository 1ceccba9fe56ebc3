// A guard's destructor counts down, and so does the function.
#include "home.h"

namespace {
struct group work;

struct Done {
    ~Done()
    {
        group_done(&work); // expect: waitgroup-negative
    }
};

void run()
{
    Done at_end;
    group_done(&work);
}
}

int main()
{
    group_add(&work, 1);
    run();
    group_wait(&work);
}
