#include "../../../packs/include/uv.h"

struct server {
    uv_timer_t idle;
    int stopping;
};
void server_stop(struct server *s);
void server_touch(struct server *s);
