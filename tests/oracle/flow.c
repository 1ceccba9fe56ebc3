/* Control flow of every kind, for the comparison with clang's graphs.
 * SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>

int a(void), b(void), c(int);
void d(void);
_Noreturn void die(void);
extern int x;

void loops(int n)
{
    for (int i = a(); i < b(); i += c(i)) {
        if (c(1))
            continue;
        if (c(2))
            break;
        d();
    }
    for (; a();)
        d();
    for (d(); ; b())
        if (a())
            break;
    do {
        if (a())
            continue;
        d();
    } while (b());
    while (a() && (b() || !c(n)))
        d();
    while (1) {
        if (a())
            return;
        d();
    }
}

int logic(int n)
{
    int ok = a() == 0 && b();
    int r = n ? a() : b();
    r += a() ?: c(3);
    if (!(a() || b()))
        return c(ok);
    if (__builtin_expect(!!(n), 0))
        d();
    return r == 0 || b();
}

enum kind { ONE, TWO, THREE };

int switches(enum kind k, int n)
{
    switch (k) {
    case ONE:
        a();
        break;
    case TWO:
        b();
        __attribute__((fallthrough));
    case THREE:
        d();
    }
    switch (n) {
    case 1 ... 4:
        a();
    case 7:
        if (b())
            break;
    default:
        d();
    }
    switch (n)
        while (x) {
        case 1:
            a();
        case 2:
            b();
        }
    return c(n);
}

int gotos(int n)
{
    int r = a();
    if (r)
        goto out;
again:
    if (b())
        goto again;
    {
        int t = c(n);
        if (t)
            goto fail;
    }
    d();
out:
    return a();
fail:
    free(NULL);
    goto out;
}

void ends(int n)
{
    if (n == 1)
        die();
    if (n == 2)
        exit(a());
    assert(n != 3);
    if (n == 4)
        abort();
    d();
}

static void release(int *p)
{
    c(*p);
}

int cleanups(int n)
{
    __attribute__((cleanup(release))) int one = a();
    if (n)
        return b();
    for (;;) {
        __attribute__((cleanup(release))) int two = a();
        if (c(two))
            break;
        if (b())
            continue;
        d();
    }
    return 0;
}

#define TRY(e)                                                                                     \
    ({                                                                                             \
        int r_ = (e);                                                                              \
        if (r_)                                                                                    \
            return r_;                                                                             \
        r_;                                                                                        \
    })

int macros(int n)
{
    int r = TRY(a()) + TRY(c(n));
    return r + b();
}

struct ops {
    int (*run)(int);
};

int pointers(struct ops *o, int (*f)(int), int n)
{
    int r = o->run(a()) + (*f)(b());
    (c)(r);
    (&d)();
    r = sizeof(a()) + _Generic(n, int : c(1), default : 0);
    return f(r) ? n : c(r);
}

void computed(int n)
{
    static void *const to[] = {&&first, &&second, &&third};
    goto *to[n];
first:
    a();
second:
    b();
    return;
third:
    d();
}
