#include "pump.h"

void pump_end(struct pump *p)
{
    pump_wait(p);
    pump_kick(p); // expect: thread-use-after-join
}
