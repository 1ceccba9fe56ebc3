/* A task leaves on a bad record and never counts down. */
#include "../../stubs/neco.h"

struct job {
    const char *path;
    int lines;
    neco_waitgroup *group;
};

int count_lines(const char *path);

static void parse(int argc, void *argv[])
{
    struct job *job = argv[0];
    int n = count_lines(job->path);
    if (n < 0)
        return; // expect: waitgroup-missing-done
    job->lines = n;
    neco_waitgroup_done(job->group);
}

int parse_two(const char *a, const char *b)
{
    neco_waitgroup group = {0};
    struct job one = {a, 0, &group}, two = {b, 0, &group};
    neco_waitgroup_add(&group, 2);
    neco_start(parse, 1, &one);
    neco_start(parse, 1, &two);
    neco_waitgroup_wait(&group);
    return one.lines + two.lines;
}
