#include <libmill.h>

int late(int n)
{
    chan ch = chmake(int, 1);
    chdone(ch, int, -1);
    chs(ch, int, n); // expect: channel-send-closed
    chclose(ch);
    return n;
}

void done_twice(chan results, int failed)
{
    if (failed)
        chdone(results, int, -1);
    chdone(results, int, 0); // expect: channel-double-close
}

int lost(int n)
{
    chan ch = chmake(int, 4);
    if (n < 0)
        return -1; // expect: channel-leak
    chs(ch, int, n);
    n = chr(ch, int);
    chclose(ch);
    return n;
}

int after(void)
{
    chan ch = chmake(int, 4);
    chclose(ch);
    return chr(ch, int); // expect: channel-use-after-free
}
