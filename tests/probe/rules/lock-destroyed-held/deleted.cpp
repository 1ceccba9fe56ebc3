// delete of an object whose std::mutex is locked by the deleting function's guard.
#include "order.h"
#include <mutex>

struct node {
    std::mutex m;
    int value = 1;
};

static void drop(node *n)
{
    n->m.lock();
    delete n; // expect: lock-destroyed-held
}

int main()
{
    drop(new node);
    return 0;
}
