#include "team.h"

int work(struct team *t, int n)
{
    for (int i = 0; i < n; i++)
        team_meet(t);
    team_close(t);
    team_meet(t); // expect: barrier-use-after-destroy
    return n;
}
