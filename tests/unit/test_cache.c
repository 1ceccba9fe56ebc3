// links: hd_store hd_core
/* The cache by itself: what is found, what is not any more, what goes first, and that nothing that
 * happens to its file is a failure.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/file.h"
#include "core/log.h"
#include "store/cache.h"
#include "tests/scratch.h"

enum { KIND = 7, MANY = 64 };

static char *dir;
static char path[4096];

/* Files are what this table says. */
static uint64_t a_hash, b_hash;
static unsigned asked;

static uint64_t hash_of(void *arg, const char *name)
{
    asked++;
    return strcmp(name, "/a") == 0 ? a_hash : strcmp(name, "/b") == 0 ? b_hash : 0;
}

static struct hd_cache *open_with(uint64_t bytes)
{
    asked = 0;
    return hd_cache_open(path, bytes, hash_of, NULL);
}

static void put(struct hd_cache *c, uint64_t key, const char *value)
{
    struct hd_cache_dep dep[] = {{"/a", a_hash}, {"/b", b_hash}};
    hd_cache_put(c, KIND, key, 3, dep, 2, value, strlen(value));
}

static void holds_value(struct hd_cache *c, uint64_t key, const char *value)
{
    struct hd_cache_entry e;
    if (!hd_cache_find(c, KIND, key, &e)) {
        assert_null(value);
        return;
    }
    assert_non_null(value);
    char *got = hd_cache_read(c, &e);
    assert_non_null(got);
    assert_int_equal(e.size, strlen(value));
    assert_int_equal(e.flags, 3);
    assert_memory_equal(got, value, e.size);
    free(got);
}

static void test_files_decide(void **state)
{
    a_hash = 1, b_hash = 2;
    struct hd_cache *c = open_with(1 << 20);
    holds_value(c, 5, NULL);
    hd_cache_begin(c);
    put(c, 5, "one and two");
    put(c, 6, "another");
    hd_cache_end(c);
    hd_cache_close(c);
    c = open_with(1 << 20);
    holds_value(c, 5, "one and two");
    holds_value(c, 6, "another");
    assert_int_equal(asked, 2); /* each file once */
    holds_value(c, 7, NULL);
    b_hash = 3;
    hd_cache_look_anew(c, hash_of, NULL);
    holds_value(c, 5, NULL);
    put(c, 5, "one and three");
    hd_cache_look_anew(c, hash_of, NULL);
    holds_value(c, 5, "one and three");
    b_hash = 2;
    hd_cache_look_anew(c, hash_of, NULL);
    holds_value(c, 5, "one and two"); /* both live side by side */
    a_hash = 0;                        /* gone */
    hd_cache_look_anew(c, hash_of, NULL);
    holds_value(c, 5, NULL);
    hd_cache_close(c);
}

static void test_bound(void **state)
{
    static char large[1000];
    memset(large, 'x', sizeof large - 1);
    a_hash = 1, b_hash = 2;
    unlink(path);
    struct hd_cache *c = open_with(MANY * sizeof large / 2);
    for (uint64_t k = 0; k < MANY; k++)
        put(c, k, large);
    hd_cache_close(c);
    c = open_with(1 << 20);
    unsigned left = 0;
    for (uint64_t k = 0; k < MANY; k++) {
        struct hd_cache_entry e;
        left += hd_cache_find(c, KIND, k, &e);
    }
    assert_in_range(left, MANY / 4, MANY / 2);
    holds_value(c, MANY - 1, large); /* the newest stay */
    holds_value(c, 0, NULL);
    hd_cache_close(c);
}

static void damage(long at, const char *with, size_t n)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, at, SEEK_SET);
    fwrite(with, 1, n, f);
    fclose(f);
}

static void test_damage(void **state)
{
    static const char zeros[4096];
    a_hash = 1, b_hash = 2;
    for (long at = 0; at < 40960; at += 1024) {
        unlink(path);
        struct hd_cache *c = open_with(1 << 20);
        for (uint64_t k = 0; k < MANY; k++)
            put(c, k, "some value of some length");
        hd_cache_close(c);
        damage(at, zeros, sizeof zeros);
        c = open_with(1 << 20);
        for (uint64_t k = 0; k < MANY; k++) { /* the value, or none: never another */
            struct hd_cache_entry e;
            if (!hd_cache_find(c, KIND, k, &e))
                continue;
            char *got = hd_cache_read(c, &e);
            if (got)
                assert_memory_equal(got, "some value of some length", e.size);
            free(got);
        }
        put(c, 1000, "later");
        hd_cache_close(c);
        c = open_with(1 << 20);
        put(c, 1001, "later still");
        hd_cache_close(c);
        c = open_with(1 << 20);
        assert_non_null(c);
        hd_cache_close(c);
    }
}

static void test_out_of_reach(void **state)
{
    assert_null(hd_cache_open("/proc/none/cache.db", 1 << 20, hash_of, NULL));
    assert_null(hd_cache_open(dir, 1 << 20, hash_of, NULL));
    struct hd_cache_entry e = {.id = 1};
    assert_false(hd_cache_find(NULL, KIND, 1, &e));
    assert_null(hd_cache_read(NULL, &e));
    hd_cache_begin(NULL);
    hd_cache_put(NULL, KIND, 1, 0, NULL, 0, "x", 1);
    hd_cache_end(NULL);
    hd_cache_close(NULL);
    struct hd_cache *c = hd_cache_open(":memory:", 1 << 20, hash_of, NULL);
    a_hash = 1, b_hash = 2;
    put(c, 1, "kept");
    holds_value(c, 1, "kept");
    hd_cache_close(c);
    assert_false(hd_file_exists(":memory:"));
}

static int make_dir(void **state)
{
    hd_log_set_level(HD_LOG_ERROR);
    dir = scratch_folder("cache");
    snprintf(path, sizeof path, "%s/below/cache.db", dir);
    return 0;
}

static int remove_dir(void **state)
{
    return scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_decide),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_out_of_reach),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
