// links: hd_collector hd_graph hd_store hd_core
/* Wire files from anywhere: whatever the bytes are, a snapshot of them keeps its promises, all
 * judges get through it, and what it takes is within a small multiple of the file.
 *
 * Each input is tried as it is and with bytes changed by a generator with a fixed seed, so that the
 * corpus goes far in a plain replay, too.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/judge.h"
#include "collector/trend.h"
#include "collector/wait_for.h"
#include "tests/unit/wire_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANGED = 100, SAMPLE_CHANGED = 1500, CHANGES = 6, MOST = 1 << 20 };

static void judge_waits(struct hd_judging *j, const bool *stuck)
{
    struct hd_arena a = {0};
    hd_wait_chain_vec chains = {0};
    hd_wait_chains(j->s, stuck, &a, &chains);
    hd_vec_foreach(c, &chains) hd_judge_chain(j, c, 1000);
    hd_vec_free(&chains);
    hd_arena_free(&a);
}

/* Every slot has been stuck for long. */
static void judge_all(struct hd_judging *j)
{
    struct hd_trend trend = {0};
    hd_index_vec grown = {0};
    bool *stuck = calloc(j->s->slots.len + 1, sizeof *stuck);
    memset(stuck, 1, j->s->slots.len);
    hd_judge_events(j);
    hd_judge_leaks(j, HD_END_EXIT);
    judge_waits(j, NULL);
    judge_waits(j, stuck);
    for (uint32_t i = 0; i < j->s->slots.len; i++)
        hd_judge_hold(j, i, 1000);
    hd_trend_growth(&trend, j->s, true, &grown);
    hd_vec_foreach(g, &trend.growth) hd_judge_growth(j, g);
    hd_vec_free(&grown);
    hd_trend_free(&trend);
    free(stuck);
}

#define BYTES(member) (s->member.len * sizeof *s->member.rec)

/* Sections may overlap, so each may be as large as the file. */
static bool within_bounds(const struct hd_snapshot *s, size_t size)
{
    size_t all = BYTES(threads) + BYTES(slots) + BYTES(locks) + BYTES(edges) + BYTES(contexts) +
                 BYTES(stacks) + BYTES(events) + BYTES(timers) + BYTES(modules) + BYTES(names);
    return all <= HD_WIRE_SECTIONS * size;
}

static void take(const uint8_t *data, size_t size)
{
    struct hd_wire_file w = {.fd = memfd_create("wire", MFD_CLOEXEC), .path = strdup("wire")};
    struct hd_snapshot s = {0};
    struct hd_err err = {0};
    if (w.fd < 0 || write(w.fd, data, size) != (ssize_t)size)
        abort();
    if (hd_snapshot_take(&s, &w, HD_SNAP_ALL, &err) == 0) {
        if (!hd_wire_valid(&s, &err) || !within_bounds(&s, size))
            abort();
        struct hd_describe *d = hd_describe_new("/", 0);
        struct hd_judging j = {.d = d, .s = &s};
        hd_describe_modules(d, &s);
        judge_all(&j);
        hd_vec_free(&j.found);
        hd_describe_free(d);
    }
    hd_snapshot_free(&s);
    hd_wire_close(&w);
}

static uint64_t next(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A few words that counts, ids and offsets like least. */
static uint64_t nasty(uint64_t r)
{
    static const uint64_t word[] = {0,          1,          2,          0x7f,
                                    0xff,       0xffff,     0x7fffffff, 0x80000000,
                                    0xffffffff, UINT64_MAX, 1ull << 40, 1ull << 63};
    return r & 16 ? r >> 32 : word[r % (sizeof word / sizeof *word)];
}

static void change(uint8_t *copy, size_t size, uint64_t *state)
{
    static const size_t width[] = {1, 2, 4, 8};
    for (int i = 0; i < CHANGES && size > 8; i++) {
        uint64_t r = next(state), v = nasty(next(state));
        size_t n = width[r & 3], at = (size_t)(r >> 2) % (size - 8);
        /* Records are more worth hitting than the end of the header. */
        memcpy(copy + (r >> 60 ? at & ~(n - 1) : at % 2048), &v, n);
    }
}

static void try_around(const uint8_t *data, size_t size, int rounds)
{
    uint64_t state = size;
    uint8_t *copy = malloc(size + 1);
    for (int round = 0; round < rounds; round++) {
        memcpy(copy, data, size);
        change(copy, size, &state);
        take(copy, round % 10 ? size : (size_t)(next(&state) % (size + 1)));
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST)
        return 0;
    take(data, size);
#ifndef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    static bool sampled;
    if (!sampled) { /* a file as the probe of today lays it out */
        struct wire_sample w = sample_make();
        sampled = true;
        take(w.data, w.size);
        try_around(w.data, w.size, SAMPLE_CHANGED);
        sample_free(&w);
    }
    try_around(data, size, CHANGED);
#endif
    return 0;
}
