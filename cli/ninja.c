/* check --print-ninja: the check as a build. Each unit is an edge of its own, so that whoever runs
 * the build (Ninja, a remote-execution service behind it) distributes and keeps the parsing.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"
#include "cli/out.h"
#include "core/file.h"

/* For the shell that Ninja starts, inside a Ninja variable. */
static void put_word(struct hd_buf *b, const char *s)
{
    hd_buf_char(b, '\'');
    for (; *s; s++) {
        if (*s == '$')
            hd_buf_str(b, "$$");
        else if (*s == '\'')
            hd_buf_str(b, "'\\''");
        else if (*s == '\n')
            hd_buf_str(b, " ");
        else
            hd_buf_char(b, *s);
    }
    hd_buf_char(b, '\'');
}

/* A name in a build line. */
static void put_path(struct hd_buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '$' || *s == ' ' || *s == ':')
            hd_buf_char(b, '$');
        hd_buf_char(b, *s);
    }
}

/* "facts/0007-pool.hir": numbered, for names alone are not unique, and in the order of the units.
 */
static void put_output(struct hd_buf *b, const struct hd_check *c, size_t i)
{
    struct hd_buf name = {0};
    hd_buf_fmt(&name, ".heddle/facts/%04zu-%s.hir", i, hd_path_basename(c->units.data[i].file));
    put_path(b, hd_buf_cstr(&name));
    hd_buf_free(&name);
}

static void put_edge(struct hd_buf *b, const struct hd_check *c, size_t i)
{
    const struct hd_unit *u = &c->units.data[i];
    hd_buf_str(b, "build ");
    put_output(b, c, i);
    hd_buf_str(b, ": facts ");
    put_path(b, u->file);
    hd_buf_str(b, "\n  dir = ");
    put_word(b, u->directory);
    hd_buf_str(b, "\n  objects =");
    for (size_t k = 0; k < u->nobjects; k++) {
        hd_buf_str(b, " --object ");
        put_word(b, u->object[k]);
    }
    hd_buf_str(b, "\n  flags =");
    for (size_t k = 0; k < u->argc; k++) {
        hd_buf_char(b, ' ');
        put_word(b, u->argv[k]);
    }
    hd_buf_char(b, '\n');
}

static void put_list(struct hd_buf *b, const char *option, const hd_str_vec *v)
{
    for (size_t i = 0; i < v->len; i++) {
        hd_buf_fmt(b, " --%s ", option);
        put_word(b, v->data[i]);
    }
}

static void put_link_options(struct hd_buf *b, const struct hd_check_options *o)
{
    put_list(b, "rules", &o->rules);
    put_list(b, "enable-pack", &o->packs);
    put_list(b, "only", &o->only);
    put_list(b, "disable", &o->disable);
    put_list(b, "format", &o->format);
    if (o->library)
        hd_buf_str(b, " --library");
    if (o->all)
        hd_buf_str(b, " --all");
    if (o->baseline) {
        hd_buf_str(b, " --baseline ");
        put_word(b, o->baseline);
    }
    hd_buf_fmt(b, " --fail-on %s", o->fail_on);
}

int hd_check_print_ninja(const struct hd_check *c)
{
    struct hd_buf b = {0};
    char self[PATH_MAX], cwd[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    hd_buf_str(&b, "# Made by heddle check --print-ninja. Run it in this folder: ninja -f THIS\n"
                   "ninja_required_version = 1.5\nheddle = ");
    put_word(&b, n > 0 ? self : "heddle");
    hd_buf_str(&b, "\nroot = ");
    put_word(&b, c->root);
    hd_buf_str(&b, "\ntop = ");
    put_word(&b, getcwd(cwd, sizeof cwd) ? cwd : ".");
    /* The unit's own folder is the working folder, as it was for the compiler. */
    hd_buf_str(&b, "\nrule facts\n"
                   "  command = cd $dir && $heddle facts $in --keep-going --root $root $objects "
                   "--depfile $top/$out.d -o $top/$out -- $flags\n"
                   "  depfile = $out.d\n  deps = gcc\n  description = facts of $in\n"
                   "rule link\n"
                   "  command = $heddle link $options --db ");
    put_word(&b, c->o->common.db);
    hd_buf_str(&b, " @$out.list > $out.new; s=$$?; [ $$s = 1 ] && exit 1; "
                   "mv $out.new $out && cat $out && exit $$s\n"
                   "  rspfile = $out.list\n  rspfile_content = $in_newline\n"
                   "  description = link\n");
    for (size_t i = 0; i < c->units.len; i++)
        put_edge(&b, c, i);
    hd_buf_str(&b, "build .heddle/findings: link");
    for (size_t i = 0; i < c->units.len; i++) {
        hd_buf_str(&b, " $\n  ");
        put_output(&b, c, i);
    }
    hd_buf_str(&b, "\n  options =");
    put_link_options(&b, c->o);
    hd_buf_str(&b, "\ndefault .heddle/findings\n");
    return hd_out_finish(&c->o->common, &b);
}
