#include "../../stubs/neco.h"

int main(void)
{
    neco_waitgroup wg = NECO_WAITGROUP_INITIALIZER;
    neco_waitgroup_done(&wg); // expect: waitgroup-negative
    return 0;
}
