/* Compiler arguments: what may stay. Outputs, warnings and whatever only GCC knows go; so does
 * everything that would write files (-MD writes x.d through libclang, too) or run code from the
 * project (plugins).
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/units/args.h"

#include <stdbool.h>
#include <string.h>

enum match {
    EXACT,  /* the whole argument */
    PREFIX, /* its start */
    PAIR,   /* the whole argument, and the next one belongs to it */
    JOINED, /* "-oFILE" or "-o FILE" */
};

struct row {
    const char *text;
    enum match match;
};

static const struct row dropped[] = {
    /* outputs and modes */
    {"-o", JOINED},
    {"--output", JOINED},
    {"-c", EXACT},
    {"-S", EXACT},
    {"-E", EXACT},
    {"-M", EXACT},
    {"-MM", EXACT},
    {"-MD", EXACT},
    {"-MMD", EXACT},
    {"-MP", EXACT},
    {"-MG", EXACT},
    {"-MF", JOINED},
    {"-MT", JOINED},
    {"-MQ", JOINED},
    {"-MJ", JOINED},
    {"-Wp,-M", PREFIX},
    {"-save-temps", PREFIX},
    {"--save-temps", PREFIX},
    {"-fdiagnostics", PREFIX},
    {"-fcolor-diagnostics", EXACT},
    {"-fno-diagnostics", PREFIX},
    {"-ftime-report", PREFIX},
    {"-ftime-trace", PREFIX},
    {"-dumpdir", PAIR},
    {"-dumpbase", PAIR},
    {"-auxbase", PAIR},
    {"-aux-info", PAIR},
    {"-serialize-diagnostics", PAIR},
    {"--serialize-diagnostics", PAIR},
    {"-pipe", EXACT},
    {"-v", EXACT},
    {"-###", EXACT},
    {"-s", EXACT},
    /* code of the project's choosing */
    {"-fplugin", PREFIX},
    {"-fpass-plugin", PREFIX},
    {"--config", JOINED}, /* more options, from a file */
    {"-load", PAIR},
    {"-specs", PREFIX},
    {"-wrapper", PAIR},
    {"-B", JOINED},
    {"-Xlinker", PAIR},
    {"-Xassembler", PAIR},
    {"-T", JOINED},
    {"-fmodules", PREFIX},
    {"-fbuild-session", PREFIX},
    {"-gsplit-dwarf", PREFIX},
    {"-index-", PREFIX},
    /* made by another compiler or another release; the header itself is parsed instead */
    {"-include-pch", PAIR},
    {"-fpch", PREFIX},
    /* warnings are not what we are here for; the fortified headers hide the functions' names */
    {"-W", PREFIX},
    {"-w", EXACT},
    {"-pedantic", PREFIX},
    {"-D_FORTIFY_SOURCE", PREFIX},
    {"-Wp,-D_FORTIFY_SOURCE", PREFIX},
    /* libclang fails on these when it does not know the value */
    {"-march=", PREFIX},
    {"-mtune=", PREFIX},
    {"-mcpu=", PREFIX},
    {"-mfpmath=", PREFIX},
    {"-mabi=", PREFIX},
    {"-mcmodel=", PREFIX},
    {"-fprofile", PREFIX},
    {"-fauto-profile", PREFIX},
    {"-fbranch-probabilities", EXACT},
    {"-fcoverage", PREFIX},
    {"--coverage", EXACT},
    /* no influence on the meaning; unknown to clang in parts. What differs between the two
     * compilations of one file by libtool is here, so that they become one. */
    {"-O", PREFIX},
    {"-g", EXACT},
    {"-g0", EXACT},
    {"-g1", EXACT},
    {"-g2", EXACT},
    {"-g3", EXACT},
    {"-ggdb", PREFIX},
    {"-gdwarf", PREFIX},
    {"-fPIC", EXACT},
    {"-fpic", EXACT},
    {"-fPIE", EXACT},
    {"-fpie", EXACT},
    {"-fno-PIC", EXACT},
    {"-fno-pie", EXACT},
    {"-DPIC", EXACT},
    {"-flto", PREFIX},
    {"-fno-lto", PREFIX},
    {"-ffat-lto-objects", EXACT},
    {"-fuse-ld", PREFIX},
    {"-fuse-linker-plugin", EXACT},
    {"-fsanitize", PREFIX},
    {"-fno-sanitize", PREFIX},
    {"-fstack", PREFIX},
    {"-fno-stack", PREFIX},
    {"-fcf-protection", PREFIX},
    {"-fira", PREFIX},
    {"-fipa", PREFIX},
    {"-fno-ipa", PREFIX},
    {"-fgcse", PREFIX},
    {"-fno-gcse", PREFIX},
    {"-ftree", PREFIX},
    {"-fno-tree", PREFIX},
    {"-fvar-tracking", PREFIX},
    {"-fno-var-tracking", PREFIX},
    {"-falign-", PREFIX},
    {"-fno-align-", PREFIX},
    {"-fno-reorder", PREFIX},
    {"-freorder", PREFIX},
    {"-fconserve-stack", EXACT},
    {"-fno-allow-store-data-races", EXACT},
    {"-fallow-store-data-races", EXACT},
    {"-fno-code-hoisting", EXACT},
    {"-fno-delete-null-pointer-checks", EXACT},
    {"-fdump-", PREFIX},
    {"-fanalyzer", PREFIX},
    {"-frecord-gcc-switches", EXACT},
    {"-grecord-gcc-switches", EXACT},
    {"-fmax-errors", PREFIX},
    {"-ferror-limit", PREFIX},
    {"-mno-fp-ret-in-387", EXACT},
    {"-mpreferred-stack-boundary", PREFIX},
    {"-mindirect-branch", PREFIX},
    {"-mfunction-return", PREFIX},
    {"-mrecord-mcount", EXACT},
    {"-maccumulate-outgoing-args", EXACT},
};

/* Arguments that take the next one; a file name among those is no input. */
static const char *const takes_value[] = {"-I",
                                          "-D",
                                          "-U",
                                          "-include",
                                          "-isystem",
                                          "-iquote",
                                          "-idirafter",
                                          "-imacros",
                                          "-isysroot",
                                          "--sysroot",
                                          "-target",
                                          "-x",
                                          "-iprefix",
                                          "-iwithprefix",
                                          "-iwithprefixbefore",
                                          "-arch",
                                          "-L",
                                          "-l",
                                          "-u",
                                          "-z",
                                          "--param",
                                          "-stdlib++-isystem",
                                          NULL};

/* How many arguments from i on are to be dropped, 0 for none. */
static size_t drops(const char *const *argv, size_t argc, size_t i)
{
    const char *a = argv[i];
    for (size_t r = 0; r < sizeof dropped / sizeof *dropped; r++) {
        const struct row *row = &dropped[r];
        size_t len = strlen(row->text);
        bool whole = strcmp(a, row->text) == 0;
        bool start = strncmp(a, row->text, len) == 0;
        if (whole && (row->match == PAIR || row->match == JOINED))
            return i + 1 < argc ? 2 : 1;
        if (whole || (start && (row->match == PREFIX || row->match == JOINED)))
            return 1;
    }
    /* -Xclang hands the next one to the compiler proper: includes and macros pass, the rest may
     * load or write something. */
    if (!strcmp(a, "-Xclang") || !strcmp(a, "-Xpreprocessor") || !strcmp(a, "-mllvm"))
        return i + 1 < argc ? 2 : 1;
    return 0;
}

static bool has_value(const char *a)
{
    for (int i = 0; takes_value[i]; i++)
        if (!strcmp(a, takes_value[i]))
            return true;
    return false;
}

size_t hd_args_clean(const char *const *argv, size_t argc, const char **out)
{
    size_t n = 0;
    bool options = true;
    for (size_t i = 0; i < argc;) {
        const char *a = argv[i];
        if (options && !strcmp(a, "--")) {
            options = false;
            i++;
            continue;
        }
        if (!options || a[0] != '-' || a[1] == '\0') {
            /* The unit itself, and other inputs of the same command. */
            i++;
            continue;
        }
        size_t skip = drops(argv, argc, i);
        if (skip) {
            i += skip;
            continue;
        }
        out[n++] = a;
        i++;
        if (has_value(a) && i < argc)
            out[n++] = argv[i++];
    }
    return n;
}
