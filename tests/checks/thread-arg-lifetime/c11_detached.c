/* C11. */
#include <threads.h>

struct note {
    char text[32];
};

int show(void *arg);

int popup(int c)
{
    struct note n = {{(char)c}};
    thrd_t t;
    if (thrd_create(&t, show, &n) != thrd_success)
        return -1;
    return thrd_detach(t); // expect: thread-arg-lifetime
}
