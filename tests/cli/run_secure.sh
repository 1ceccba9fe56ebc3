#!/bin/sh
# A program with other rights than who starts it: the loader ignores LD_PRELOAD and the probe our
# environment, the program runs as it would, and heddle says that it sees nothing of it.
# SPDX-License-Identifier: Apache-2.0
if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
    echo "SKIPPED: only root can make a program of another user"
    exit 77
fi
. "$(dirname "$0")/run_lib.sh"
cat >secure.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
static void *nothing(void *arg) { return arg; }
int main(int argc, char **argv)
{
    char line[512];
    int probe = 0;
    pthread_t lost;
    FILE *f = fopen("/proc/self/maps", "r");
    while (f && fgets(line, sizeof line, f))
        probe |= strstr(line, "libheddle_probe") != NULL;
    pthread_create(&lost, NULL, nothing, NULL);
    printf("secure %lu, probe %d\n", getauxval(AT_SECURE) != 0, probe);
    fflush(stdout);
    if (argc > 1)
        usleep(2600000);
    return 3;
}
C
"${CC:-cc}" -g -pthread secure.c -o secure || exit 1
chown 65534 secure && chmod 4755 secure
if [ "$(./secure)" != "secure 1, probe 0" ]; then
    echo "SKIPPED: the folder for temporary files allows no set-user-ID programs"
    exit 77
fi

# unseen: the program ran as it is, and it was said that nothing was seen of it.
unseen() {
    says "secure 1, probe 0"
    complains "secure runs with other rights (set-user-ID, set-group-ID or file capabilities) and so ignores the probe"
    check "told once" [ "$(grep -c 'other rights' .err)" = 1 ]
}
expect 3 run --db user.db -- ./secure
unseen
complains "nothing was recorded"
expect 0 run --db child.db -- sh -c './secure wait; true'
unseen
check "stored" [ "$(db=child.db query "SELECT count(*) FROM run WHERE coverage LIKE '%secure runs with other rights%'")" = 1 ]

# The probe by itself: nothing is written, nothing said.
ran="LD_PRELOAD secure"
probe=$(cd "$(dirname "$HEDDLE")/../lib" && pwd)/libheddle_probe.so
LD_PRELOAD=$probe HEDDLE_WIRE=$scratch/x.hw HEDDLE_COLLECTOR=none ./secure >.out 2>.err
check "its status" [ $? = 3 ]
says "secure 1, probe 0"
check "no file" [ ! -e x.hw ]

# Loaded all the same, because the program itself asks for the library: it does nothing, whatever the environment says.
"${CC:-cc}" -g -pthread secure.c -o linked -Wl,--no-as-needed "$probe" -Wl,-rpath,"$(dirname "$probe")" || exit 1
printf '#!/bin/sh\n: >%s/spawned\n' "$scratch" >spawn && chmod 755 spawn
chmod 755 "$scratch"
ran="a program linked with the probe"
loaded() { HEDDLE_WIRE=$scratch/l.hw HEDDLE_DIR=$scratch/l HEDDLE_COLLECTOR=$scratch/spawn HEDDLE_BIN=$scratch/spawn ./linked wait >.out 2>.err; }
loaded
check "its status" [ $? = 3 ]
says "secure 0, probe 1"
check "an ordinary one is recorded, for its user alone" [ "$(stat -c %a l.hw)" = 600 ]
check "and watched" [ -e spawned ]
rm -rf l.hw l spawned
chown 65534 linked && chmod 4755 linked
loaded
check "its status" [ $? = 3 ]
says "secure 1, probe 1"
empty err
for f in l.hw l spawned; do check "no $f" [ ! -e $f ]; done

# The group's rights count as well.
chown 0:65534 secure && chmod 2755 secure
expect 3 run --db group.db -- ./secure
unseen

# Where the bit has no effect the program is an ordinary one.
ran="setpriv --no-new-privs heddle run"
setpriv --no-new-privs "$HEDDLE" run --db plain.db -- ./secure >.out 2>.err
check "its status" [ $? = 3 ]
says "secure 0, probe 1"
check "no such warning" sh -c "! grep -q 'other rights' .err"
finds thread-leak plain.db
passed
