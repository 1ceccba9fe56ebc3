/* Prints a wire file, for people who work on the probe.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/probe/wire_dump.h"

int main(int argc, char **argv)
{
    struct wire w;

    for (int i = 1; i < argc; i++) {
        if (!wire_open(&w, argv[i]))
            return 1;
        wire_print(&w);
        wire_close(&w);
    }
    return 0;
}
