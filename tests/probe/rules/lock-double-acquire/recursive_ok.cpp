// Recursive mutexes of three kinds, deep.
#include "order.h"
#include <mutex>
#include <pthread.h>
#include <threads.h>

static std::recursive_mutex a;
static pthread_mutex_t b = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static mtx_t c;

static int walk(int depth)
{
    std::lock_guard<std::recursive_mutex> g(a);
    pthread_mutex_lock(&b);
    mtx_lock(&c);
    int n = depth ? walk(depth - 1) + 1 : 0;
    mtx_unlock(&c);
    pthread_mutex_unlock(&b);
    return n;
}

int main()
{
    mtx_init(&c, mtx_plain | mtx_recursive);
    must(walk(5) == 5);
    mtx_destroy(&c);
}
