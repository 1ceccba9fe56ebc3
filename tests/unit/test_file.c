// links: hd_core
/* Files that are written: whole or not at all, and what is no plain file stays what it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <fcntl.h>

#include "core/file.h"
#include "tests/scratch.h"

static char *dir;

static int enter(void **state)
{
    (void)state;
    dir = scratch_folder("file");
    return chdir(dir);
}

static int leave(void **state)
{
    (void)state;
    return chdir("/") == 0 ? scratch_remove(dir) : -1;
}

static void put(const char *path, const char *text)
{
    struct hd_err err = {0};
    if (hd_file_write(path, text, strlen(text), &err) < 0)
        fail_msg("%s", err.msg);
}

static void holds(const char *path, const char *text)
{
    struct hd_err err = {0};
    char *data = NULL;
    assert_int_equal(hd_file_read(path, 100, &data, NULL, &err), 0);
    assert_string_equal(data, text);
    free(data);
}

static mode_t kind(const char *path)
{
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & S_IFMT;
}

static void plain_files(void **state)
{
    (void)state;
    put("plain", "a longer text");
    struct stat before, after;
    assert_int_equal(stat("plain", &before), 0);
    put("plain", "short");
    holds("plain", "short");
    assert_int_equal(stat("plain", &after), 0);
    assert_true(before.st_ino != after.st_ino); /* a reader of the old file keeps it whole */
    struct hd_err err = {0};
    assert_int_equal(hd_file_write("none/plain", "x", 1, &err), -1);
    assert_non_null(strstr(err.msg, "none/plain"));
}

/* root, who may, must not make a plain file of /dev/null. */
static void pipes_and_devices(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int fd = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    put("pipe", "through");
    char got[16] = "";
    assert_int_equal(read(fd, got, sizeof got - 1), 7);
    assert_string_equal(got, "through");
    close(fd);
    assert_int_equal(kind("pipe"), S_IFIFO);
    assert_int_equal(access("pipe.tmp", F_OK), -1);
}

static void links(void **state)
{
    (void)state;
    put("target", "a longer text");
    assert_int_equal(symlink("target", "link"), 0);
    put("link", "short");
    assert_int_equal(kind("link"), S_IFLNK);
    holds("target", "short");
    assert_int_equal(symlink("new", "dangling"), 0);
    put("dangling", "made");
    assert_int_equal(kind("dangling"), S_IFLNK);
    holds("new", "made");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files),
        cmocka_unit_test(pipes_and_devices),
        cmocka_unit_test(links),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
