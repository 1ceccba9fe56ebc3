/* The project's macros hide the group. */
#include "../../stubs/neco.h"

struct app {
    neco_waitgroup wg;
};
#define ENTER(app) neco_waitgroup_add(&(app)->wg, 1)
#define LEAVE(app) neco_waitgroup_done(&(app)->wg)

static void session(int argc, void *argv[])
{
    struct app *app = argv[0];
    neco_sleep(1);
    ENTER(app); // expect: waitgroup-add-in-thread
    neco_sleep(1);
    LEAVE(app);
}

void app_run(void)
{
    struct app app;
    neco_waitgroup_init(&app.wg);
    neco_start(session, 1, &app);
    neco_start(session, 1, &app);
    neco_waitgroup_wait(&app.wg);
}
