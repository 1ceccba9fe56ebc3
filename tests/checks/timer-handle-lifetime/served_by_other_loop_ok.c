/* Another library drives the loop until the timer has fired. */
#include "../../packs/include/service.h"
#include "../../packs/include/uv.h"

static void on_timer(uv_timer_t *handle)
{
    *(int *)handle->data = 1;
    uv_close((uv_handle_t *)handle, NULL);
}

int serve_for(struct service *service, uv_loop_t *loop, uint64_t ms)
{
    int fired = 0;
    uv_timer_t timer;

    uv_timer_init(loop, &timer);
    timer.data = &fired;
    uv_timer_start(&timer, on_timer, ms, 0);
    for (int rounds = 0; rounds < 1000 && !fired; rounds++)
        if (service_process(service, 10) < 0)
            return -1;
    return service_process(service, 0);
}
