/* Option parsing and the texts made from option tables: -h, man page. See opt.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/opt.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complete.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"

static const char default_db[] = ".heddle/heddle.db";

/* What is being parsed. */
struct parse {
    const struct hd_command *cmd;
    const struct hd_opt *table[2]; /* the command's own, the common ones */
    int argc;
    char **argv;
    bool help, version, man;
    const char *shell; /* its completion is asked for; else NULL */
};

static bool is_end(const struct hd_opt *o)
{
    return !o->name && !o->letter;
}

static const struct hd_opt *find_long(const struct parse *p, const char *name, size_t n)
{
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = p->table[t]; o && !is_end(o); o++)
            if (o->name && strncmp(o->name, name, n) == 0 && o->name[n] == '\0')
                return o;
    return NULL;
}

static const struct hd_opt *find_letter(const struct parse *p, char letter)
{
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = p->table[t]; o && !is_end(o); o++)
            if (o->letter == letter)
                return o;
    return NULL;
}

static bool own_has(const struct parse *p, const struct hd_opt *common)
{
    const struct hd_opt *o = common->name ? find_long(p, common->name, strlen(common->name))
                                          : find_letter(p, common->letter);
    return o != common;
}

static int unknown_long(const struct parse *p, const char *name, size_t n)
{
    const char *names[130];
    size_t count = 0;
    for (int t = 0; t < 2; t++)
        for (const struct hd_opt *o = p->table[t]; o && !is_end(o) && count < 126; o++)
            if (o->name)
                names[count++] = o->name;
    names[count++] = "help";
    names[count++] = "version";
    names[count] = NULL;
    char *given = strndup(name, n);
    if (!given)
        hd_oom();
    bool no = strncmp(given, "no-", 3) == 0;
    const char *near = hd_nearest(given, names);
    const char *prefix = "";
    if (!near && no && (near = hd_nearest(given + 3, names)))
        prefix = "no-";
    if (near)
        hd_error("%s: unknown option --%s, did you mean --%s%s?", p->cmd->name, given, prefix,
                 near);
    else if (strcmp(p->cmd->name, "run") == 0)
        hd_error("run: unknown option --%s; options of the program go behind --, as in heddle run "
                 "-- PROGRAM --%s",
                 given, given);
    else
        hd_error("%s: unknown option --%s; heddle %s -h lists the options", p->cmd->name, given,
                 p->cmd->name);
    free(given);
    return -1;
}

/* Adds one value to a list, split at commas when the option says so. */
static void add_list(const struct hd_opt *o, char *value)
{
    hd_str_vec *list = o->dest;
    size_t n = o->arg ? strlen(o->arg) : 0;
    bool split = n >= 3 && strcmp(o->arg + n - 3, "…") == 0;
    if (!split) {
        hd_vec_push(list, value);
        return;
    }
    for (char *save = NULL, *s = strtok_r(value, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
        while (*s == ' ')
            s++;
        hd_vec_push(list, s);
    }
}

/* `shown` is the option as it was written, for the message. */
static int set_value(const struct parse *p, const struct hd_opt *o, const char *shown, char *value)
{
    if (o->kind == HD_OPT_STRING || o->kind == HD_OPT_MAYBE) {
        *(const char **)o->dest = value;
    } else if (o->kind == HD_OPT_LIST) {
        add_list(o, value);
    } else {
        char *end;
        errno = 0;
        long v = strtol(value, &end, 10);
        if (end == value || *end || errno) {
            hd_error("%s: %s needs a whole number, not '%s'", p->cmd->name, shown, value);
            return -1;
        }
        *(long *)o->dest = v;
    }
    return 0;
}

static int missing_value(const struct parse *p, const struct hd_opt *o, const char *shown)
{
    hd_error("%s: %s needs a value: %s %s", p->cmd->name, shown, shown, o->arg ? o->arg : "VALUE");
    return -1;
}

/* Whether the word at `i` ends as `pattern` does from its last dot on. */
static bool ends_like(const struct parse *p, int i, const char *pattern)
{
    const char *suffix = strrchr(pattern, '.');
    size_t n = suffix ? strlen(suffix) : 0, len = i < p->argc ? strlen(p->argv[i]) : 0;
    return n && len > n && p->argv[i][0] != '-' && strcmp(p->argv[i] + len - n, suffix) == 0;
}

/* "--name", "--name=value", "--name value", "--no-name". `i` moves over a value it uses. */
static int parse_long(struct parse *p, int *i)
{
    char *name = p->argv[*i] + 2;
    size_t n = strcspn(name, "=");
    char *value = name[n] ? name + n + 1 : NULL;
    if (strcmp(name, "help") == 0)
        return p->help = true, 0;
    if (strcmp(name, "version") == 0)
        return p->version = true, 0;
    if (strcmp(name, "help-man") == 0)
        return p->man = true, 0;
    if (value && n == strlen("help-completion") && strncmp(name, "help-completion", n) == 0)
        return p->shell = value, 0;
    const struct hd_opt *o = find_long(p, name, n);
    bool on = true;
    if (!o && strncmp(name, "no-", 3) == 0 && n > 3) {
        o = find_long(p, name + 3, n - 3);
        on = false;
    }
    if (!o || (!on && o->kind != HD_OPT_FLAG))
        return unknown_long(p, name, n);
    if (o->kind == HD_OPT_FLAG) {
        if (value) {
            hd_error("%s: --%.*s takes no value", p->cmd->name, (int)n, name);
            return -1;
        }
        *(bool *)o->dest = on;
        return 0;
    }
    char shown[80];
    static char none[] = "";
    snprintf(shown, sizeof shown, "--%s", o->name);
    if (!value && o->kind == HD_OPT_MAYBE && !ends_like(p, *i + 1, o->arg))
        value = none;
    if (!value && *i + 1 < p->argc)
        value = p->argv[++*i];
    return value ? set_value(p, o, shown, value) : missing_value(p, o, shown);
}

/* "-x", "-x value", "-xvalue", and flags that share a dash. */
static int parse_short(struct parse *p, int *i)
{
    for (char *s = p->argv[*i] + 1; *s; s++) {
        const struct hd_opt *o = find_letter(p, *s);
        if (!o && *s == 'h') {
            p->help = true;
            continue;
        }
        if (!o) {
            hd_error("%s: unknown option -%c; heddle %s -h lists the options", p->cmd->name, *s,
                     p->cmd->name);
            return -1;
        }
        if (o->kind == HD_OPT_FLAG) {
            *(bool *)o->dest = true;
            continue;
        }
        char shown[3] = {'-', *s, '\0'};
        char *value = s[1] ? s + 1 : *i + 1 < p->argc ? p->argv[++*i] : NULL;
        return value ? set_value(p, o, shown, value) : missing_value(p, o, shown);
    }
    return 0;
}

/* Columns that a UTF-8 string takes, one per code point. */
static size_t columns(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* "-f, --format F" as shown in the help. */
static void option_words(const struct hd_opt *o, struct hd_buf *b)
{
    bool off = o->kind == HD_OPT_FLAG && o->name && *(bool *)o->dest;
    if (o->letter)
        hd_buf_fmt(b, "-%c%s", o->letter, o->name ? ", " : "");
    if (o->name)
        hd_buf_fmt(b, "--%s%s", off ? "no-" : "", o->name);
    if (o->arg)
        hd_buf_fmt(b, o->kind == HD_OPT_MAYBE ? "[=%s]" : " %s", o->arg);
}

static void help_option(FILE *out, const char *words, const char *help)
{
    enum { COLUMN = 26 };
    size_t n = columns(words) + 2;
    fprintf(out, "  %s", words);
    if (n + 2 > COLUMN) {
        fputc('\n', out);
        n = 0;
    }
    fprintf(out, "%*s%s\n", (int)(COLUMN - n), "", help);
}

static void each_option(const struct parse *p, int table, FILE *out,
                        void (*show)(FILE *, const char *, const char *))
{
    for (const struct hd_opt *o = p->table[table]; o && !is_end(o); o++) {
        if (table == 1 && own_has(p, o))
            continue;
        struct hd_buf b = {0};
        option_words(o, &b);
        show(out, hd_buf_cstr(&b), o->help);
        hd_buf_free(&b);
    }
    if (table == 0)
        return;
    show(out, "--version", "print the version and exit");
    show(out, "-h, --help", "print this help and exit");
}

/* Fills lines of at most 80 columns with words; paragraphs stay apart. */
static void wrap(FILE *out, const char *s)
{
    enum { WIDTH = 80 };
    size_t at = 0;
    while (*s) {
        if (strncmp(s, "\n\n", 2) == 0) {
            fputs("\n\n", out);
            at = 0;
            s += 2;
            continue;
        }
        size_t n = strcspn(s, " \n");
        char *word = strndup(s, n);
        if (!word)
            hd_oom();
        size_t w = columns(word);
        const char *gap = at == 0 ? "" : at + 1 + w > WIDTH ? "\n" : " ";
        fprintf(out, "%s%s", gap, word);
        at = *gap == ' ' ? at + 1 + w : w;
        free(word);
        s += n;
        if (strncmp(s, "\n\n", 2) != 0)
            s += strspn(s, " \n");
    }
    fputc('\n', out);
}

static void print_help(const struct parse *p, FILE *out)
{
    fprintf(out, "usage: heddle %s %s\n\n%s.\n", p->cmd->name, p->cmd->usage, p->cmd->summary);
    if (p->cmd->details) {
        fputc('\n', out);
        wrap(out, p->cmd->details);
    }
    if (p->table[0] && !is_end(p->table[0])) {
        fputs("\noptions:\n", out);
        each_option(p, 0, out, help_option);
    }
    fputs("\noptions of every command:\n", out);
    each_option(p, 1, out, help_option);
}

/* Text with what roff would take as its own escaped. */
static void roff_text(FILE *out, const char *s)
{
    if (*s == '.' || *s == '\'')
        fputs("\\&", out);
    for (; *s; s++) {
        if (strncmp(s, "…", 3) == 0) {
            fputs("\\&...", out);
            s += 2;
        } else if (*s == '-') {
            fputs("\\-", out);
        } else if (*s == '\\') {
            fputs("\\e", out);
        } else {
            fputc(*s, out);
        }
    }
}

static void man_option(FILE *out, const char *words, const char *help)
{
    fputs(".TP\n.B ", out);
    roff_text(out, words);
    fputc('\n', out);
    roff_text(out, help);
    fputs(".\n", out);
}

static void man_paragraphs(FILE *out, const char *s)
{
    for (const char *end; (end = strstr(s, "\n\n")); s = end + 2) {
        char *part = strndup(s, (size_t)(end - s));
        if (!part)
            hd_oom();
        roff_text(out, part);
        fputs("\n.PP\n", out);
        free(part);
    }
    roff_text(out, s);
    if (*s && s[strlen(s) - 1] != '.')
        fputc('.', out);
}

static void print_man(const struct parse *p, FILE *out)
{
    fputs(".TH HEDDLE\\-", out);
    for (const char *s = p->cmd->name; *s; s++)
        fputc(*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s, out);
    fprintf(out,
            " 1 \"\" \"heddle " HEDDLE_VERSION "\" \"heddle manual\"\n.SH NAME\nheddle\\-%s \\- ",
            p->cmd->name);
    roff_text(out, p->cmd->summary);
    fprintf(out, "\n.SH SYNOPSIS\n.B heddle %s\n", p->cmd->name);
    roff_text(out, p->cmd->usage);
    fputs("\n.SH DESCRIPTION\n", out);
    man_paragraphs(out, p->cmd->details ? p->cmd->details : p->cmd->summary);
    fputs("\n.SH OPTIONS\n", out);
    each_option(p, 0, out, man_option);
    fputs(".SS Options of every command\n", out);
    each_option(p, 1, out, man_option);
    fputs(".SH SEE ALSO\n.BR heddle (1)\n", out);
}

static bool color_word(const char *s)
{
    return strcmp(s, "auto") == 0 || strcmp(s, "always") == 0 || strcmp(s, "never") == 0;
}

/* Goes over argv once; 0, or -1 after a message. */
static int parse_all(struct parse *p, int *npos, int *rest)
{
    *npos = 0;
    *rest = p->argc;
    for (int i = 1; i < p->argc; i++) {
        char *a = p->argv[i];
        if (strcmp(a, "--") == 0) {
            *rest = i + 1;
            return 0;
        }
        int rc = 0;
        if (strncmp(a, "--", 2) == 0)
            rc = parse_long(p, &i);
        else if (a[0] == '-' && a[1])
            rc = parse_short(p, &i);
        else
            p->argv[1 + (*npos)++] = a;
        if (rc < 0)
            return -1;
        if (p->help || p->version || p->man || p->shell)
            return 0;
    }
    return 0;
}

int hd_opt_parse(const struct hd_command *cmd, const struct hd_opt *own, struct hd_common *common,
                 int argc, char **argv, int *npos, int *rest)
{
    *common = (struct hd_common){.db = default_db, .color = "auto"};
    const struct hd_opt every[] = {
        {"db", 0, HD_OPT_STRING, &common->db, "PATH",
         "database (.heddle/heddle.db); commands that write it make it, with its folders"},
        {"output", 'o', HD_OPT_STRING, &common->output, "FILE", "write there instead of stdout"},
        {"quiet", 'q', HD_OPT_FLAG, &common->quiet, NULL,
         "leave out summaries, hints and warnings"},
        {"verbose", 'v', HD_OPT_FLAG, &common->verbose, NULL, "say more on stderr"},
        {"color", 0, HD_OPT_STRING, &common->color, "WHEN", "auto, always or never",
         "auto always never"},
        {0},
    };
    struct parse p = {.cmd = cmd ? cmd : hd_command_find(argv[0]),
                      .table = {own, every},
                      .argc = argc,
                      .argv = argv};
    hd_assert(p.cmd);
    if (parse_all(&p, npos, rest) < 0)
        return -1;
    if (p.help)
        print_help(&p, stdout);
    else if (p.version)
        puts("heddle " HEDDLE_VERSION);
    else if (p.man)
        print_man(&p, stdout);
    else if (p.shell && hd_complete_command(stdout, p.shell, p.cmd, p.table) < 0)
        return -1;
    if (p.help || p.version || p.man || p.shell)
        return 1;
    if (!color_word(common->color)) {
        hd_error("%s: --color is auto, always or never, not '%s'", p.cmd->name, common->color);
        return -1;
    }
    hd_log_set_level(common->quiet ? HD_LOG_ERROR : common->verbose ? HD_LOG_DEBUG : HD_LOG_INFO);
    return 0;
}

bool hd_opt_is(const struct hd_opt *own, const char *word)
{
    bool is_long = strncmp(word, "--", 2) == 0;
    size_t n = is_long ? strcspn(word + 2, "=") : 0;
    for (const struct hd_opt *o = own; !is_end(o); o++) {
        bool flag = o->kind == HD_OPT_FLAG;
        if (!is_long && word[0] == '-' && o->letter && word[1] == o->letter && (!flag || !word[2]))
            return true;
        if (!is_long || !o->name || (flag && word[2 + n]))
            continue;
        bool off = flag && n > 3 && strncmp(word + 2, "no-", 3) == 0;
        if ((strlen(o->name) == n && strncmp(o->name, word + 2, n) == 0) ||
            (off && strlen(o->name) == n - 3 && strncmp(o->name, word + 5, n - 3) == 0))
            return true;
    }
    return false;
}
