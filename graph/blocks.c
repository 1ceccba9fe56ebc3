/* A large graph in blocks that are laid out one by one and put side by side: what is connected, and
 * where too much is, what lies in one folder or file. As a whole it would be a few ranks wide and
 * thousands of locks high.
 * SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/internal.h"

enum { LARGE = 150 }; /* locks of a block that is split when it can be */

static uint32_t root_of(uint32_t *up, uint32_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

/* Numbers the blocks in order of their first lock. Returns how many there are. */
static uint32_t number(uint32_t *block, size_t n)
{
    struct hd_map known = {0};
    for (size_t i = 0; i < n; i++) {
        bool added;
        uint64_t *at = hd_map_put(&known, block[i], &added);
        if (added)
            *at = known.len - 1;
        block[i] = (uint32_t)*at;
    }
    uint32_t blocks = (uint32_t)known.len;
    hd_map_free(&known);
    return blocks;
}

static void connect(const struct hd_graph *g, uint32_t *block)
{
    for (uint32_t i = 0; i < g->nnodes; i++)
        block[i] = i;
    for (size_t i = 0; i < g->narcs; i++)
        block[root_of(block, g->arc[i].from)] = root_of(block, g->arc[i].to);
    for (uint32_t i = 0; i < g->nnodes; i++)
        block[i] = root_of(block, i);
}

/* Splits blocks with more than LARGE locks by where these are declared. */
static void split(const struct hd_graph *g, uint32_t *block, enum hd_cluster by)
{
    struct hd_strpool place = {0};
    struct hd_map part = {0}; /* (block, place) -> block */
    uint32_t blocks = number(block, g->nnodes), *size = calloc(blocks + 1, sizeof *size);
    if (!size)
        hd_oom();
    for (size_t i = 0; i < g->nnodes; i++)
        size[block[i]]++;
    for (uint32_t i = 0; i < g->nnodes; i++) {
        size_t len;
        const char *name = hd_dot_cluster(&g->facts->cls.data[g->node[i].cls], by, &len);
        if (block[i] >= blocks || size[block[i]] <= LARGE || !len)
            continue;
        bool added;
        uint64_t key = (uint64_t)block[i] << 32 | hd_strpool_putn(&place, name, len);
        uint64_t *to = hd_map_put(&part, key, &added);
        if (added)
            *to = blocks + part.len - 1;
        block[i] = (uint32_t)*to;
    }
    free(size);
    hd_map_free(&part);
    hd_strpool_free(&place);
}

/* Locks that real cycles connect stand together, in a block of their own. */
static void gather_cycles(const struct hd_graph *g, uint32_t *block, uint32_t *up)
{
    for (uint32_t i = 0; i < g->nnodes; i++)
        up[i] = i;
    for (size_t i = 0; i < g->narcs; i++)
        if (g->arc[i].mark == HD_MARK_REAL)
            up[root_of(up, g->arc[i].from)] = root_of(up, g->arc[i].to);
    for (uint32_t i = 0; i < g->nnodes; i++)
        if (g->node[i].mark == HD_MARK_REAL)
            block[i] = (uint32_t)g->nnodes + root_of(up, i);
}

uint32_t *hd_graph_blocks(const struct hd_graph *g, struct hd_arena *a, uint32_t *count)
{
    uint32_t *block = hd_arena_array(a, uint32_t, g->nnodes + 1);
    uint32_t *scratch = hd_arena_array(a, uint32_t, g->nnodes + 1);
    *count = g->nnodes ? 1 : 0;
    if (g->nnodes <= LARGE)
        return block;
    connect(g, block);
    split(g, block, HD_CLUSTER_MODULE);
    split(g, block, HD_CLUSTER_FILE);
    gather_cycles(g, block, scratch);
    *count = number(block, g->nnodes);
    return block;
}

static int by_height(const void *pa, const void *pb)
{
    const struct hd_graph_box *const *a = pa, *const *b = pb;
    if ((*a)->height != (*b)->height)
        return (*a)->height > (*b)->height ? -1 : 1;
    return (*a > *b) - (*a < *b);
}

/* Rows of blocks, the highest first; the whole is about as wide as a screen is to its height. */
void hd_graph_pack(struct hd_graph_box *box, size_t n, double gap, double *width, double *height)
{
    struct hd_graph_box **sorted = calloc(n + 1, sizeof *sorted);
    double area = 0, row = 0, x = 0, y = 0;
    if (!sorted)
        hd_oom();
    *width = 0;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = &box[i];
        area += (box[i].width + gap) * (box[i].height + gap);
    }
    qsort(sorted, n, sizeof *sorted, by_height);
    double room = sqrt(area * 1.6);
    for (size_t i = 0; i < n; i++) {
        struct hd_graph_box *b = sorted[i];
        if (x > 0 && x + b->width > room) {
            y += row + gap;
            x = row = 0;
        }
        b->x = x + b->width / 2;
        b->y = y + b->height / 2;
        x += b->width + gap;
        row = b->height > row ? b->height : row;
        *width = x - gap > *width ? x - gap : *width;
    }
    *height = y + row;
    free(sorted);
}
