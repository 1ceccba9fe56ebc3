/* What is called in between does not run the loop. */
#include <stdio.h>

#include "../../packs/include/service.h"
#include "../../packs/include/uv.h"

struct report {
    struct service *service;
    uv_loop_t *loop;
};

static void on_report(uv_timer_t *handle)
{
    struct report *r = handle->data;
    char name[32];

    if (peer_name(r->service, name, sizeof name) == 0)
        printf("%s is up\n", name);
}

int report_later(struct report *r, uint64_t ms)
{
    char name[32];
    uv_timer_t timer;

    uv_timer_init(r->loop, &timer); // expect: timer-handle-lifetime
    timer.data = r;
    uv_timer_start(&timer, on_report, ms, ms);
    if (peer_name(r->service, name, sizeof name) < 0)
        return -1;
    printf("%s reports in %lu ms\n", name, (unsigned long)ms);
    return 0;
}
