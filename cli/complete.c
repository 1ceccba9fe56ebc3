/* Completion scripts: the part of each that says what a command takes. The fixed part is a file
 * under cmake/completions.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/complete.h"

#include <string.h>

/* What completes a value. */
enum kind { NOTHING, FILES, FOLDERS, WORDS, RULES, PACKS, COMMANDS, PIDS, REVS };
struct value {
    enum kind kind;
    const char *words; /* of WORDS, with blanks or ", " between them */
    bool many;         /* several, with commas between them */
};

static struct value value_of(const char *words, const char *arg)
{
    static const char *const name[] = {
        [RULES] = "@rules", [PACKS] = "@packs", [COMMANDS] = "@commands",
        [PIDS] = "@pids",   [REVS] = "@revs",   [NOTHING] = "",
    };
    size_t n = arg ? strlen(arg) : 0;
    struct value v = {.kind = NOTHING, .many = n >= 3 && strcmp(arg + n - 3, "…") == 0};
    if (words) {
        for (size_t i = 0; i < sizeof name / sizeof *name; i++)
            if (name[i] && strcmp(words, name[i]) == 0)
                return v.kind = (enum kind)i, v;
        v.kind = WORDS;
        v.words = words;
    } else if (arg) {
        static const char *const files[] = {"FILE", "PATH", "BUILD", "WIRE"};
        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
            if (strncmp(arg, files[i], strlen(files[i])) == 0)
                v.kind = FILES;
        if (strcmp(arg, "DIR") == 0)
            v.kind = FOLDERS;
    }
    return v;
}

/* The words with blanks between them. */
static void put_words(FILE *out, const char *words)
{
    for (; *words; words++)
        if (*words != ',')
            fputc(*words, out);
}

/* `s` inside single quotes, with `special` characters behind a backslash. */
static void put_quoted(FILE *out, const char *s, const char *quote, const char *special)
{
    for (; *s; s++) {
        if (*s == '\'')
            fputs(quote, out);
        else if (strchr(special, *s))
            fprintf(out, "\\%c", *s);
        else
            fputc(*s, out);
    }
}

/* What the shells write for a value. Bash: "KIND WORD…", which heddle's own function reads. */

static void bash_value(FILE *out, struct value v)
{
    static const char *const word[] = {
        [NOTHING] = "none", [FILES] = "file",  [FOLDERS] = "dir",
        [WORDS] = "words ", [RULES] = "rules", [PACKS] = "packs",
        [PIDS] = "pid",     [REVS] = "rev",    [COMMANDS] = "commands",
    };
    fprintf(out, "value='%s%s", v.many ? "many-" : "", word[v.kind]);
    if (v.kind == WORDS)
        put_words(out, v.words);
    fputc('\'', out);
}

static void zsh_value(FILE *out, struct value v)
{
    static const char *const action[] = {
        [NOTHING] = " ",         [FILES] = "_files",   [FOLDERS] = "_files -/",
        [WORDS] = "(",           [RULES] = "($rules)", [PACKS] = "($packs)",
        [COMMANDS] = "($names)", [PIDS] = "_pids",     [REVS] = "_heddle_revs",
    };
    if (v.many && v.kind == RULES) {
        fputs("_sequence compadd - $rules", out);
        return;
    }
    fputs(action[v.kind], out);
    if (v.kind == WORDS) {
        put_words(out, v.words);
        fputc(')', out);
    }
}

static void fish_value(FILE *out, struct value v)
{
    static const char *const list[] = {
        [FILES] = NULL,
        [FOLDERS] = "__fish_complete_directories",
        [RULES] = "__heddle_rules",
        [PACKS] = "__heddle_packs",
        [COMMANDS] = "__heddle_commands",
        [PIDS] = "__fish_complete_pids",
        [REVS] = "__heddle_revs",
    };
    if (v.kind == FILES) {
        fputs(" -r -F", out);
        return;
    }
    fputs(" -x", out);
    if (v.kind == WORDS) {
        fputs(" -a '", out);
        put_words(out, v.words);
        fputc('\'', out);
    } else if (v.many && v.kind == RULES) {
        fputs(" -a '(__fish_complete_list , __heddle_rules)'", out);
    } else if (v.kind != NOTHING) {
        fprintf(out, " -a '(%s)'", list[v.kind]);
    }
}

/* One option each. "no-" stands before a flag that is on by itself. */

static const char *prefix(const struct hd_opt *o)
{
    return o->kind == HD_OPT_FLAG && o->name && *(bool *)o->dest ? "no-" : "";
}

static void bash_names(FILE *out, const struct hd_opt *const table[2])
{
    fputs("    options='", out);
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = table[t]; o && (o->name || o->letter); o++) {
            if (o->letter)
                fprintf(out, "-%c ", o->letter);
            if (o->name)
                fprintf(out, "--%s%s ", prefix(o), o->name);
        }
    fputs("--version -h --help'\n    case $1 in\n", out);
}

static void bash_option(FILE *out, const struct hd_opt *o)
{
    if (o->kind == HD_OPT_FLAG || o->kind == HD_OPT_MAYBE)
        return;
    fputs("    ", out);
    if (o->letter)
        fprintf(out, "-%c%s", o->letter, o->name ? " | " : "");
    if (o->name)
        fprintf(out, "--%s", o->name);
    fputs(") ", out);
    bash_value(out, value_of(o->words, o->arg));
    fputs(" ;;\n", out);
}

/* "'(-p --build)-p+[help]:BUILD:action'" and the same for --build=. */
static void zsh_spec(FILE *out, const struct hd_opt *o, bool letter)
{
    bool flag = o->kind == HD_OPT_FLAG, maybe = o->kind == HD_OPT_MAYBE;
    fputs("        '", out);
    if (o->kind == HD_OPT_LIST)
        fputc('*', out);
    else if (o->letter && o->name)
        fprintf(out, "(-%c --%s%s)", o->letter, prefix(o), o->name);
    if (letter)
        fprintf(out, "-%c%s[", o->letter, flag ? "" : "+");
    else
        fprintf(out, "--%s%s%s[", prefix(o), o->name, flag ? "" : maybe ? "=-" : "=");
    put_quoted(out, o->help, "'\\''", "[]\\:");
    fputc(']', out);
    if (!flag) {
        fputs(maybe ? "::" : ":", out);
        put_quoted(out, o->arg, "'\\''", ":\\[]");
        fputc(':', out);
        zsh_value(out, value_of(o->words, o->arg));
    }
    fputs("' \\\n", out);
}

static void zsh_option(FILE *out, const struct hd_opt *o)
{
    if (o->letter)
        zsh_spec(out, o, true);
    if (o->name)
        zsh_spec(out, o, false);
}

static void fish_option(FILE *out, const struct hd_command *cmd, const struct hd_opt *o)
{
    fprintf(out, "complete -c heddle -n '__heddle_is %s'", cmd->name);
    if (o->letter)
        fprintf(out, " -s %c", o->letter);
    if (o->name)
        fprintf(out, " -l %s%s", prefix(o), o->name);
    fputs(" -d '", out);
    put_quoted(out, o->help, "\\'", "\\");
    fputc('\'', out);
    if (o->kind != HD_OPT_FLAG && o->kind != HD_OPT_MAYBE)
        fish_value(out, value_of(o->words, o->arg));
    fputc('\n', out);
}

/* Whether the words behind "--" are a command with its arguments. */
static bool runs_program(const struct hd_command *cmd)
{
    return strstr(cmd->usage, "-- CMD") != NULL;
}

static void bash_command(FILE *out, const struct hd_command *cmd,
                         const struct hd_opt *const table[2])
{
    fprintf(out, "_heddle_%s()\n{\n", cmd->name);
    bash_names(out, table);
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = table[t]; o && (o->name || o->letter); o++)
            bash_option(out, o);
    fputs("    '') ", out);
    bash_value(out, value_of(cmd->words, cmd->words ? NULL : "FILE"));
    fprintf(out, " ;;\n    --) value='%s' ;;\n    esac\n}\n\n",
            runs_program(cmd) ? "program" : "file");
}

static void zsh_command(FILE *out, const struct hd_command *cmd,
                        const struct hd_opt *const table[2])
{
    struct value v = value_of(cmd->words, cmd->words ? NULL : "FILE");
    fprintf(out, "    %s)\n      _arguments -s -S : \\\n", cmd->name);
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = table[t]; o && (o->name || o->letter); o++)
            zsh_option(out, o);
    fputs("        '--version[print the version and exit]' \\\n"
          "        '(-h --help)'{-h,--help}'[print this help and exit]'",
          out);
    if (runs_program(cmd)) {
        fputs(" \\\n        '*:: :_heddle_program'", out);
    } else if (v.kind != NOTHING) { /* an empty one would keep options from being completed */
        fputs(" \\\n        '*:: :", out);
        zsh_value(out, v);
        fputc('\'', out);
    }
    fputs(" ;;\n", out);
}

static void fish_command(FILE *out, const struct hd_command *cmd,
                         const struct hd_opt *const table[2])
{
    fprintf(out, "complete -c heddle -n __heddle_first -f -a %s -d '", cmd->name);
    put_quoted(out, cmd->summary, "\\'", "\\");
    fputs("'\n", out);
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = table[t]; o && (o->name || o->letter); o++)
            fish_option(out, cmd, o);
    fprintf(out,
            "complete -c heddle -n '__heddle_is %s' -l version -d 'print the version and exit'\n",
            cmd->name);
    fprintf(out,
            "complete -c heddle -n '__heddle_is %s' -s h -l help -d 'print this help and exit'\n",
            cmd->name);
    struct value v = value_of(cmd->words, cmd->words ? NULL : "FILE");
    if (v.kind != FILES) {
        fprintf(out, "complete -c heddle -n '__heddle_is %s'", cmd->name);
        fish_value(out, v);
        fputc('\n', out);
    }
    fputc('\n', out);
}

int hd_complete_command(FILE *out, const char *shell, const struct hd_command *cmd,
                        const struct hd_opt *const table[2])
{
    if (strcmp(shell, "bash") == 0)
        bash_command(out, cmd, table);
    else if (strcmp(shell, "zsh") == 0)
        zsh_command(out, cmd, table);
    else if (strcmp(shell, "fish") == 0)
        fish_command(out, cmd, table);
    else
        return -1;
    return 0;
}
