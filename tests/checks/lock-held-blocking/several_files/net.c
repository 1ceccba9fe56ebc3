#include "net.h"

#include <sys/socket.h>

static int fill(int fd, char *buf, int want)
{
    int have = 0;
    while (have < want) {
        int n = (int)recv(fd, buf + have, (size_t)(want - have), 0);
        if (n <= 0)
            return -1;
        have += n;
    }
    return have;
}

int net_read_frame(int fd, char *buf, int len)
{
    if (fill(fd, buf, 4) < 0)
        return -1;
    return fill(fd, buf, len);
}
