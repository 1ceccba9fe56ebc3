/* Units: from compile_commands.json or from the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <clang-c/CXCompilationDatabase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/frontend/args.h"
#include "analyzer/frontend/frontend.h"
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

static bool is_source(const char *file)
{
    static const char *const suffixes[] = {"c",   "cc", "cpp", "cxx", "c++", "C",
                                           "CPP", "cp", "i",   "ii",  NULL};
    const char *dot = strrchr(hd_path_basename(file), '.');
    for (int i = 0; dot && suffixes[i]; i++)
        if (!strcmp(dot + 1, suffixes[i]))
            return true;
    return false;
}

static const char *take(struct hd_arena *a, CXString s)
{
    const char *text = clang_getCString(s);
    const char *copy = hd_arena_str(a, text ? text : "");
    clang_disposeString(s);
    return copy;
}

static uint64_t unit_hash(const struct hd_unit *u)
{
    uint64_t h = hd_hash_mix(hd_hash_str(u->file), hd_hash_str(u->directory));
    for (size_t i = 0; i < u->argc; i++)
        h = hd_hash_mix(h, hd_hash_str(u->argv[i]));
    return h;
}

/* Is the command that of a C++ compiler, which takes .c files for C++ too? Wrappers and their
 * settings (ccache, distcc, env A=b) stand before its name, options behind it. */
static bool is_cxx_driver(const char *const *argv, unsigned n)
{
    for (unsigned i = 0; i < n && argv[i][0] != '-'; i++) {
        const char *name = hd_path_basename(argv[i]), *pp = strstr(name, "++");
        if (pp && pp > name && (pp[2] == '\0' || pp[2] == '-') && !strchr(name, '='))
            return true;
    }
    return false;
}

/* Assembly comes with names that say nothing, too: `-x assembler-with-cpp start.c`. */
static bool is_assembly(const char *const *argv, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (!strncmp(argv[i], "-xassembler", 11) ||
            (!strcmp(argv[i], "-x") && i + 1 < n && !strncmp(argv[i + 1], "assembler", 9)))
            return true;
    return false;
}

/* The file that the command makes. */
static const char *object_of(const char *const *argv, unsigned n, const char *dir,
                             struct hd_arena *a)
{
    for (unsigned i = 0; i < n; i++)
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

/* One entry. Entries that mean the same (libtool compiles each file twice) become one unit. */
static void add_command(CXCompileCommand c, const char *root, struct hd_arena *a,
                        struct hd_map *seen, hd_unit_vec *out)
{
    struct hd_unit u = {0};
    const char *dir = take(a, clang_CompileCommand_getDirectory(c));
    u.directory = arena_path(a, root, dir);
    u.file = arena_path(a, u.directory, take(a, clang_CompileCommand_getFilename(c)));
    if (!is_source(u.file))
        return;
    unsigned n = clang_CompileCommand_getNumArgs(c);
    const char **raw = hd_arena_array(a, const char *, n + 1);
    u.argv = hd_arena_array(a, const char *, n + 2);
    for (unsigned i = 0; i < n; i++)
        raw[i] = take(a, clang_CompileCommand_getArg(c, i));
    if (is_assembly(raw, n))
        return;
    if (is_cxx_driver(raw, n))
        u.argv[u.argc++] = "--driver-mode=g++";
    if (n)
        u.argc += hd_args_clean(raw + 1, n - 1, u.argv + u.argc);
    uint64_t *at = hd_map_put(seen, unit_hash(&u), NULL);
    if (!*at) {
        hd_vec_push(out, u);
        *at = out->len;
    }
    add_object(&out->data[*at - 1], object_of(raw, n, u.directory, a), a);
}

/* libclang says on stderr only that a file is broken; our own reader says where. */
static int check_json(const char *path, const char *text, size_t len, struct hd_err *err)
{
    json_t *doc = hd_json_parse(text, len, path, err);
    if (!doc)
        return -1;
    int rc = 0;
    size_t i;
    json_t *entry;
    if (!json_is_array(doc))
        rc = hd_fail(err, "%s: an array of commands is wanted", path);
    json_array_foreach(doc, i, entry)
    {
        const char *missing =
            !json_is_string(json_object_get(entry, "file"))        ? "file"
            : !json_is_string(json_object_get(entry, "directory")) ? "directory"
            : !json_object_get(entry, "command") && !json_object_get(entry, "arguments") ? "command"
                                                                                         : NULL;
        if (missing) {
            rc = hd_fail(err, "%s: entry %zu has no \"%s\"", path, i, missing);
            break;
        }
    }
    json_decref(doc);
    return rc;
}

/* libclang wants a folder with a file of the usual name: any other name gets a link to it, and a
 * text that is not the file's own a file. */
static int load(const char *path, const char *text, size_t len, CXCompilationDatabase *db,
                struct hd_err *err)
{
    CXCompilationDatabase_Error rc = CXCompilationDatabase_NoError;
    if (!text && !strcmp(hd_path_basename(path), "compile_commands.json")) {
        size_t n = strlen(path) - strlen("compile_commands.json");
        char *dir = strndup(path, n);
        if (!dir)
            hd_oom();
        *db = clang_CompilationDatabase_fromDirectory(n ? dir : ".", &rc);
        free(dir);
    } else {
        char dir[] = "/tmp/heddle-db-XXXXXX", name[64];
        if (!mkdtemp(dir))
            return hd_fail_errno(err, "%s", dir);
        snprintf(name, sizeof name, "%s/compile_commands.json", dir);
        if (text ? hd_file_write(name, text, len, err) == 0 : symlink(path, name) == 0)
            *db = clang_CompilationDatabase_fromDirectory(dir, &rc);
        unlink(name);
        rmdir(dir);
    }
    if (rc != CXCompilationDatabase_NoError || !*db)
        return hd_fail(err, "%s: cannot be read as a compilation database", path);
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
    CXCompilationDatabase db = NULL;
    char *text;
    size_t len;
    bool changed;
    if (hd_database_read(file, &text, &len, &changed, err) < 0)
        return -1;
    int rc = check_json(file, text, len, err);
    if (rc == 0)
        rc = load(file, changed ? text : NULL, len, &db, err);
    free(text);
    if (rc < 0)
        return -1;
    const char *root = hd_arena_strn(a, file, (size_t)(hd_path_basename(file) - file));
    struct hd_map seen = {0};
    CXCompileCommands all = clang_CompilationDatabase_getAllCompileCommands(db);
    unsigned n = clang_CompileCommands_getSize(all);
    for (unsigned i = 0; i < n; i++)
        add_command(clang_CompileCommands_getCommand(all, i), root, a, &seen, out);
    clang_CompileCommands_dispose(all);
    clang_CompilationDatabase_dispose(db);
    hd_map_free(&seen);
    return 0;
}
