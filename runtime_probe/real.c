/* Finds the functions behind the hooks. A hook may run before the constructor (other libraries'
 * constructors, the dynamic linker's own calls of free), so every pointer starts at a resolver that
 * looks up its one name, stores it and goes on. dlsym() does not allocate unless it fails; a failure
 * is remembered by libc until the next call frees it, which may arrive at our free() before that has
 * found the real one.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "runtime_probe/probe.h"
#include "runtime_probe/real.h"

/* Stands in for a function this libc does not have; nothing can have been linked against it. */
static int absent(void)
{
    return ENOSYS;
}

static void leak(void *p)
{
    (void)p;
}

/* Functions that exist in two layouts; programs of this century use the second. Before 2.36 glibc
 * answers an unversioned RTLD_NEXT query with the first. */
static void *second_version(const char *name)
{
#ifdef HD_NEXT
    if (!strncmp(name, "pthread_cond_", 13))
        return dlvsym(RTLD_NEXT, name, HD_NEXT);
    if (!strncmp(name, "timer_", 6))
        return dlvsym(RTLD_NEXT, name, HD_NEXT_TIMER);
#endif
    (void)name;
    return NULL;
}

static void *resolve(const char *name)
{
    static bool looking;
    void *f;

    if (looking && !strcmp(name, "free"))
        return (void *)leak; /* of one error message; hd_real_resolve() looks again */
    looking = true;
    f = second_version(name);
    if (!f)
        f = dlsym(RTLD_NEXT, name);
    looking = false;
    return f ? f : (void *)absent;
}

void *hd_real_optional(const char *name)
{
    void *f = dlsym(RTLD_DEFAULT, name);

    if (!f)
        dlerror();
    return f;
}

/* One resolver per row. */
#define RESOLVER(type, name, params, args)                                                         \
    static type resolve_##name params                                                              \
    {                                                                                              \
        hd_real.name = resolve(#name);                                                             \
        return hd_real.name args;                                                                  \
    }
#define ACQUIRE(name, object, mode, flags, params, args) RESOLVER(int, name, params, args)
#define TRY(name, object, mode, params, args) RESOLVER(int, name, params, args)
#define RELEASE(name, object, params, args) RESOLVER(int, name, params, args)
#define INIT(name, object, params, args, flags) RESOLVER(int, name, params, args)
#define DESTROY(name, object, params, args) RESOLVER(int, name, params, args)
#define CONDWAIT(name, flags, params, args) RESOLVER(int, name, params, args)
#define WAIT(name, object, flags, params, args) RESOLVER(int, name, params, args)
#define WAKE(name, object, all, params, args) RESOLVER(int, name, params, args)
#define CUSTOM(type, name, params, args) RESOLVER(type, name, params, args)
#define ALIAS(name, target)
#include "runtime_probe/hooks.def"
#undef ACQUIRE
#undef TRY
#undef RELEASE
#undef INIT
#undef DESTROY
#undef CONDWAIT
#undef WAIT
#undef WAKE
#undef CUSTOM

#define ACQUIRE(name, ...) .name = resolve_##name,
#define TRY ACQUIRE
#define RELEASE ACQUIRE
#define INIT ACQUIRE
#define DESTROY ACQUIRE
#define CONDWAIT ACQUIRE
#define WAIT ACQUIRE
#define WAKE ACQUIRE
#define CUSTOM(type, name, ...) .name = resolve_##name,
struct hd_real hd_real = {
#include "runtime_probe/hooks.def"
};
#undef ACQUIRE
#undef CUSTOM

#define ACQUIRE(name, ...) hd_real.name = resolve(#name);
#define CUSTOM(type, name, ...) hd_real.name = resolve(#name);
void hd_real_resolve(void)
{
    hd_real.free = resolve("free");
#include "runtime_probe/hooks.def"
    dlerror(); /* what failed here is not the program's business */
}
