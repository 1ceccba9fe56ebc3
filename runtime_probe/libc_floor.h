/* The oldest C library the probe runs with: glibc 2.31. A library linked on a newer system asks for
 * the newest version of each symbol, and an older system then refuses to load it. So the few
 * functions that got a new version number since (moved from libdl or libpthread into libc) are asked
 * for by their first one. tests/probe/undefined.sh watches over it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_LIBC_FLOOR_H
#define HEDDLE_RUNTIME_PROBE_LIBC_FLOOR_H

#include <features.h>

#if defined(__GLIBC__) && defined(__x86_64__)
#define HD_FIRST "GLIBC_2.2.5"
#define HD_NEXT "GLIBC_2.3.2" /* of the functions whose first version has another layout */
#define HD_NEXT_TIMER "GLIBC_2.3.3"
#elif defined(__GLIBC__) && defined(__aarch64__)
#define HD_FIRST "GLIBC_2.17"
#endif

#ifdef HD_FIRST
#define HD_FLOOR(name) __asm__(".symver " #name ", " #name "@" HD_FIRST)
HD_FLOOR(dladdr);
HD_FLOOR(dlerror);
HD_FLOOR(dlopen);
HD_FLOOR(dlsym);
HD_FLOOR(dlvsym);
HD_FLOOR(pthread_attr_getstacksize);
HD_FLOOR(pthread_key_delete);
HD_FLOOR(pthread_setspecific);
#endif

#endif
