#!/bin/sh
# Every test program is valid C that compiles without a warning.  compile.sh FOLDER CC
# SPDX-License-Identifier: Apache-2.0
set -eu
n=0
bad=0
for f in $(find "$1" -mindepth 2 -name '*.c' | LC_ALL=C sort); do
    n=$((n + 1))
    "$2" -std=gnu17 -Wall -Wextra -Werror -fsyntax-only "$f" || bad=$((bad + 1))
done
echo "$n files, $bad with warnings or errors"
[ "$bad" = 0 ] && [ "$n" -gt 0 ]
