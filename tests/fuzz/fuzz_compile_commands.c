// links: hd_units hd_ir hd_core
/* compile_commands.json from anywhere: it is taken or refused with one line, and what is taken are
 * absolute names and arguments that run nobody's code and write no files.
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyzer/units/units.h"
#include "core/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

/* Loads code, writes a file, or brings in more such options. */
static bool is_dangerous(const char *arg)
{
    static const char *const start[] = {"-fplugin", "-fpass-plugin", "--config", "-o",
                                        "--output", "-MF",           "-B",       "@"};
    static const char *const whole[] = {"-load", "-Xclang", "-MD", "-MMD", "-wrapper"};
    bool yes = false;
    for (size_t i = 0; i < sizeof start / sizeof *start; i++)
        yes |= begins(arg, start[i]);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        yes |= strcmp(arg, whole[i]) == 0;
    return yes;
}

/* Its argument may be anything. */
static bool takes_value(const char *arg)
{
    return arg[0] == '-' && strchr("IDUxitulzLa-s", arg[1]);
}

static void look_at(const struct hd_unit *u)
{
    hd_assert(u->file[0] == '/' && u->directory[0] == '/' && hd_is_source(u->file));
    for (size_t i = 0; i < u->nobjects; i++)
        hd_assert(u->object[i][0] == '/');
    for (size_t i = 0; i < u->argc; i++)
        hd_assert(!is_dangerous(u->argv[i]) || (i > 0 && takes_value(u->argv[i - 1])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct hd_arena a = {0};
    hd_unit_vec units = {0};
    struct hd_err err = {0};
    int fd = memfd_create("compile_commands.json", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int rc = hd_units_from_database(path, &a, &units, &err);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    hd_assert(!strchr(err.msg, '\n'));
    if (rc == 0)
        hd_vec_foreach(u, &units) look_at(u);
    close(fd);
    hd_vec_free(&units);
    hd_arena_free(&a);
    return 0;
}
