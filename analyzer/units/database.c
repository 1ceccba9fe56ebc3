/* Units: from compile_commands.json or from the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/units/args.h"
#include "analyzer/units/command.h"
#include "analyzer/units/units.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/map.h"

static const char *arena_path(struct hd_arena *a, const char *base, const char *path)
{
    char *abs = hd_path_absolute(base, path);
    const char *kept = hd_arena_str(a, abs);
    free(abs);
    return kept;
}

static char *current_dir(void)
{
    return hd_path_absolute(NULL, ".");
}

int hd_units_from_files(const char *const *files, size_t nfiles, const char *const *args,
                        size_t nargs, struct hd_arena *a, hd_unit_vec *out, struct hd_err *err)
{
    char *cwd = current_dir();
    const char *dir = hd_arena_str(a, cwd);
    const char **raw = hd_arena_array(a, const char *, nargs + 1);
    const char **argv = hd_arena_array(a, const char *, nargs + 1);
    for (size_t i = 0; i < nargs; i++)
        raw[i] = hd_arena_str(a, args[i]);
    size_t argc = hd_args_clean(raw, nargs, argv);
    int rc = 0;
    for (size_t i = 0; i < nfiles && rc == 0; i++) {
        struct hd_unit u = {
            .file = arena_path(a, cwd, files[i]), .directory = dir, .argv = argv, .argc = argc};
        if (access(u.file, R_OK) != 0)
            rc = hd_fail_errno(err, "%s", files[i]);
        else
            hd_vec_push(out, u);
    }
    free(cwd);
    return rc;
}

/* compile_commands.json
 * --------------------------------------------------------------------------*/

bool hd_is_source(const char *file)
{
    static const char *const suffixes[] = {"c",   "cc", "cpp", "cxx", "c++", "C",
                                           "CPP", "cp", "i",   "ii",  NULL};
    const char *dot = strrchr(hd_path_basename(file), '.');
    for (int i = 0; dot && suffixes[i]; i++)
        if (!strcmp(dot + 1, suffixes[i]))
            return true;
    return false;
}

static uint64_t unit_hash(const struct hd_unit *u)
{
    uint64_t h = hd_hash_mix(hd_hash_str(u->file), hd_hash_str(u->directory));
    for (size_t i = 0; i < u->argc; i++)
        h = hd_hash_mix(h, hd_hash_str(u->argv[i]));
    return h;
}

/* Is it the name of a C++ compiler, which takes .c files for C++ too? */
static bool is_cxx_driver(const char *compiler)
{
    const char *name = hd_path_basename(compiler), *pp = strstr(name, "++");
    return pp && pp > name && (pp[2] == '\0' || pp[2] == '-');
}

/* Assembly comes with names that say nothing, too: `-x assembler-with-cpp start.c`. */
static bool is_assembly(const char *const *argv, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(argv[i], "-xassembler", 11) ||
            (!strcmp(argv[i], "-x") && i + 1 < n && !strncmp(argv[i + 1], "assembler", 9)))
            return true;
    return false;
}

/* The file that the command makes. */
static const char *object_of(const char *const *argv, size_t n, const char *dir, struct hd_arena *a)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(argv[i], "-o") && i + 1 < n)
            return arena_path(a, dir, argv[i + 1]);
        else if (!strncmp(argv[i], "-o", 2) && argv[i][2] != '\0')
            return arena_path(a, dir, argv[i] + 2);
    return NULL;
}

static void add_object(struct hd_unit *u, const char *object, struct hd_arena *a)
{
    if (!object)
        return;
    const char **all = hd_arena_array(a, const char *, u->nobjects + 1);
    for (size_t i = 0; i < u->nobjects; i++)
        all[i] = u->object[i];
    all[u->nobjects++] = object;
    u->object = all;
}

/* The arguments of an entry, response files read. */
static void read_command(json_t *entry, const char *dir, struct hd_arena *a, hd_arg_vec *argv)
{
    json_t *list = json_object_get(entry, "arguments"), *word;
    size_t i;
    const char *command = json_string_value(json_object_get(entry, "command"));
    if (json_is_array(list)) {
        json_array_foreach(list, i, word) if (json_is_string(word))
            hd_vec_push(argv, hd_arena_str(a, json_string_value(word)));
    } else if (command) {
        hd_command_split(command, a, argv);
    }
    hd_command_expand(argv, dir, a);
}

static bool names_target(const char *const *argv, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(argv[i], "--target", 8) || !strcmp(argv[i], "-target") ||
            !strncmp(argv[i], "-m32", 4))
            return true;
    return false;
}

/* One entry. Entries that mean the same (libtool compiles each file twice) become one unit. */
static void add_command(json_t *entry, const char *root, struct hd_arena *a, struct hd_map *seen,
                        hd_unit_vec *out)
{
    struct hd_unit u = {0};
    u.directory = arena_path(a, root, json_string_value(json_object_get(entry, "directory")));
    u.file = arena_path(a, u.directory, json_string_value(json_object_get(entry, "file")));
    if (!hd_is_source(u.file))
        return;
    hd_arg_vec argv = {0};
    read_command(entry, u.directory, a, &argv);
    size_t first = argv.len ? hd_command_compiler(&argv) : 0;
    const char *compiler = argv.len ? argv.data[first] : "cc";
    size_t n = argv.len ? argv.len - first - 1 : 0;
    const char *const *raw = n ? argv.data + first + 1 : NULL;
    if (n == 0 || !is_assembly(raw, n)) {
        const char *target = n && names_target(raw, n) ? NULL : hd_command_target(compiler, a);
        u.argv = hd_arena_array(a, const char *, n + 2);
        if (target)
            u.argv[u.argc++] = hd_arena_fmt(a, "--target=%s", target);
        if (is_cxx_driver(compiler))
            u.argv[u.argc++] = "--driver-mode=g++";
        if (n)
            u.argc += hd_args_clean(raw, n, u.argv + u.argc);
        uint64_t *at = hd_map_put(seen, unit_hash(&u), NULL);
        if (!*at) {
            hd_vec_push(out, u);
            *at = out->len;
        }
        add_object(&out->data[*at - 1], n ? object_of(raw, n, u.directory, a) : NULL, a);
    }
    hd_vec_free(&argv);
}

static int check_entries(const char *path, json_t *doc, struct hd_err *err)
{
    size_t i;
    json_t *entry;
    if (!json_is_array(doc))
        return hd_fail(err, "%s: an array of commands is wanted", path);
    json_array_foreach(doc, i, entry)
    {
        const char *missing = !json_is_string(json_object_get(entry, "file"))        ? "file"
                              : !json_is_string(json_object_get(entry, "directory")) ? "directory"
                              : !json_is_string(json_object_get(entry, "command")) &&
                                      !json_is_array(json_object_get(entry, "arguments"))
                                  ? "command"
                                  : NULL;
        if (missing)
            return hd_fail(err, "%s: entry %zu has no \"%s\"", path, i, missing);
    }
    return 0;
}

int hd_units_from_database(const char *path, struct hd_arena *a, hd_unit_vec *out,
                           struct hd_err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return hd_fail_errno(err, "%s", path);
    const char *file = arena_path(a, NULL, path);
    if (S_ISDIR(st.st_mode))
        file = hd_arena_fmt(a, "%s/compile_commands.json", file);
    char *text;
    size_t len;
    if (S_ISDIR(st.st_mode) && !hd_file_exists(file))
        return hd_fail(err,
                       "there is no %s: CMake writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, "
                       "bear for make",
                       file);
    if (hd_database_read(file, &text, &len, err) < 0)
        return -1;
    json_t *doc = hd_json_parse(text, len, file, err), *entry;
    free(text);
    int rc = doc ? check_entries(file, doc, err) : -1;
    const char *root = hd_arena_strn(a, file, (size_t)(hd_path_basename(file) - file));
    struct hd_map seen = {0};
    size_t i;
    if (rc == 0)
        json_array_foreach(doc, i, entry) add_command(entry, root, a, &seen, out);
    json_decref(doc);
    hd_map_free(&seen);
    return rc;
}
