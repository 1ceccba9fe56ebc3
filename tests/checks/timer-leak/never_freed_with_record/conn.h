#include "../../../packs/include/event.h"

struct conn {
    struct event *retry;
    int fd;
};
