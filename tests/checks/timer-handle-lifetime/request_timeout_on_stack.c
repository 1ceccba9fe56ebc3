/* Each request starts a timer that lives in the frame of the function that starts it. */
#include "../../packs/include/uv.h"

struct request {
    uv_loop_t *loop;
    int timed_out;
};

static void on_timeout(uv_timer_t *handle)
{
    struct request *req = handle->data;
    req->timed_out = 1;
}

static int arm(uv_loop_t *loop, uv_timer_t *timer, struct request *req, uint64_t ms)
{
    int rc = uv_timer_init(loop, timer);
    if (rc != 0)
        return rc;
    timer->data = req;
    return uv_timer_start(timer, on_timeout, ms, 0);
}

int request_begin(struct request *req, uint64_t ms)
{
    uv_timer_t timer;

    req->timed_out = 0;
    return arm(req->loop, &timer, req, ms); // expect: timer-handle-lifetime
}
