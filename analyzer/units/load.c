/* The frontend's shared object. libclang is large: who has nothing to parse does without it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <stdlib.h>

#include "analyzer/units/units.h"
#include "core/beside.h"

char *hd_frontend_path(struct hd_err *err)
{
    return hd_find_beside("libheddle_frontend.so", err);
}

const struct hd_frontend_api *hd_frontend_load(struct hd_err *err)
{
    static const struct hd_frontend_api *loaded;
    if (loaded)
        return loaded;
    char *path = hd_frontend_path(err);
    if (!path)
        return NULL;
    /* Never closed: libclang keeps state of its own until the process ends. */
    void *lib = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct hd_frontend_api *api = lib ? dlsym(lib, "hd_frontend_api") : NULL;
    if (!api)
        hd_fail(err, "the frontend cannot be loaded: %s", dlerror());
    else if (api->abi != HD_FRONTEND_ABI)
        hd_fail(err, "%s belongs to another version of heddle", path);
    else
        loaded = api;
    free(path);
    return loaded;
}
