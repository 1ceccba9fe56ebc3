/* DOT around nodes and edges: text in quotes, the legend, frames.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "graph/dot.h"

/* Puts one byte sequence into a quoted DOT string. Graphviz reads escapes and character entities in
 * labels, so both are disarmed. */
static void put_char(struct hd_buf *b, const char *s, size_t n)
{
    if (n != 1)
        hd_buf_put(b, s, n);
    else if (*s == '"' || *s == '\\')
        hd_buf_fmt(b, "\\%c", *s);
    else if (*s == '&')
        hd_buf_str(b, "&amp;");
    else if (*s == '\n' || *s == '\t')
        hd_buf_char(b, ' ');
    else
        hd_buf_char(b, *s);
}

static size_t columns(const char *s)
{
    size_t n = 0;
    for (; *s; n++)
        s += hd_utf8_len(s) ? hd_utf8_len(s) : 1;
    return n;
}

void hd_dot_text(struct hd_buf *b, const char *s, size_t max)
{
    size_t total = columns(s), at = 0, head = max / 2, tail = max - max / 2 - 1;
    for (; *s; at++) {
        size_t n = hd_utf8_len(s);
        if (total > max && at == head)
            hd_buf_str(b, "…");
        if (total <= max || at < head || at >= total - tail) {
            if (hd_utf8_visible(s))
                put_char(b, s, n);
            else
                hd_buf_str(b, HD_UTF8_REPLACEMENT);
        }
        s += n ? n : 1;
    }
}

/* A table, not sample edges: those would be stretched by the graph's ranks. */
void hd_dot_legend(struct hd_buf *b, bool compared)
{
    struct row {
        const char *sample, *color, *text;
    };
    static const struct row alone[] = {
        {"– – –→", COLOR_PLAIN, "found by the analyzer"},
        {"· · · ·→", COLOR_PLAIN, "seen at run time"},
        {"———→", COLOR_PLAIN, "both"},
        {"<B>———▶</B>", COLOR_REAL, "lock-order cycle (bold, double border)"},
        {"———▷", COLOR_EXCUSED, "excused cycle (hollow arrow)"},
    };
    static const struct row changes[] = {
        {"<B>———▶</B>", COLOR_NEW, "+ new (bold)"},
        {"– – –→", COLOR_GONE, "− gone (dashed)"},
        {"———→", COLOR_SAME, "in both (thin)"},
        {"<B>═══▶</B>", COLOR_REAL, "lock-order cycle (double line and border)"},
        {"———▷", COLOR_PLAIN, "excused cycle (hollow arrow)"},
    };
    const struct row *row = compared ? changes : alone;
    size_t rows = compared ? sizeof changes / sizeof *changes : sizeof alone / sizeof *alone;
    hd_buf_str(b, "  \"legend\" [class=\"legend\", shape=\"plaintext\", style=\"\", tooltip=\" \", "
                  "fontsize=10, label=<<TABLE BORDER=\"1\" COLOR=\"#bbbbbb\" STYLE=\"ROUNDED\" "
                  "CELLBORDER=\"0\" CELLSPACING=\"1\"><TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\">"
                  "a → b: b is acquired while a is held</TD></TR>");
    for (size_t i = 0; i < rows; i++)
        hd_buf_fmt(b,
                   "<TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\">%s</FONT></TD>"
                   "<TD ALIGN=\"LEFT\">%s&#160;&#160;</TD></TR>",
                   row[i].color, row[i].sample, row[i].text);
    hd_buf_str(b, "</TABLE>>];\n");
}

const char *hd_dot_cluster(const struct hd_lock_class *c, enum hd_cluster by, size_t *len)
{
    const char *file = c->decl.file ? c->decl.file : c->init.file;
    static const char field[] = "field:";
    *len = 0;
    if (by == HD_CLUSTER_STRUCT) {
        if (strncmp(c->key, field, sizeof field - 1) != 0)
            return "";
        *len = strcspn(c->key + sizeof field - 1, ".");
        return c->key + sizeof field - 1;
    }
    if (!file)
        return "";
    const char *slash = strrchr(file, '/');
    *len = by == HD_CLUSTER_FILE ? strlen(file) : slash ? (size_t)(slash - file) : 0;
    return file;
}

void hd_dot_clusters(struct hd_buf *b, const struct hd_graph *g, enum hd_cluster by)
{
    struct hd_strpool names = {0};
    uint32_t *of = calloc(g->nnodes + 1, sizeof *of);
    if (!of)
        hd_oom();
    for (uint32_t i = 0; i < g->nnodes; i++) {
        size_t len;
        const char *name = hd_dot_cluster(&g->facts->cls.data[g->node[i].cls], by, &len);
        of[i] = len ? hd_strpool_putn(&names, name, len) + 1 : 0;
    }
    for (uint32_t k = 0; k < names.len; k++) {
        hd_buf_fmt(b,
                   "  subgraph \"cluster%u\" { graph [style=\"rounded\", color=\"#999999\", "
                   "fontsize=11, label=\"",
                   k);
        hd_dot_text(b, names.str[k], MAX_TEXT);
        hd_buf_str(b, "\"];\n");
        for (uint32_t i = 0; i < g->nnodes; i++) {
            if (of[i] != k + 1)
                continue;
            hd_buf_str(b, "    \"");
            hd_dot_text(b, g->facts->cls.data[g->node[i].cls].key, 400);
            hd_buf_str(b, "\";\n");
        }
        hd_buf_str(b, "  }\n");
    }
    free(of);
    hd_strpool_free(&names);
}
