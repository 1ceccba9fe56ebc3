#include <libdill.h>

static coroutine void serve(int ch)
{
    int n;
    while (chrecv(ch, &n, sizeof n, -1) == 0)
        msleep(n);
}

int start(int ch)
{
    int cr = go(serve(ch)); // expect: thread-leak
    if (cr < 0)
        return -1;
    return 0;
}

int twice(int ch)
{
    int cr = go(serve(ch));
    if (cr < 0)
        return -1;
    hclose(cr);
    return hclose(cr); // expect: thread-double-join
}

int last_value(int ch, int n)
{
    chdone(ch);
    return chsend(ch, &n, sizeof n, -1); // expect: channel-send-closed
}

void finish(int ch, int ok)
{
    if (!ok)
        chdone(ch);
    chdone(ch); // expect: channel-double-close
}

int many(int ch, int n)
{
    int b = bundle();
    if (b < 0)
        return -1;
    for (int i = 0; i < n; i++)
        if (bundle_go(b, serve(ch)) != 0)
            return -1; // expect: thread-leak
    bundle_wait(b, -1);
    return hclose(b);
}
