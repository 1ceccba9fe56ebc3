/* Programs from a seed: mostly sound, with a mistake here and there, as people make them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

struct maker {
    struct program *p;
    uint64_t state;
    unsigned held;            /* locks that may be held here, as bits */
    unsigned uses[FUNCTIONS]; /* locks that a function acquires, itself or in others */
    int function;             /* being made */
};

/* xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016) */
static unsigned roll(struct maker *m, unsigned n)
{
    m->state ^= m->state >> 12;
    m->state ^= m->state << 25;
    m->state ^= m->state >> 27;
    return (unsigned)((m->state * UINT64_C(2685821657736338717)) >> 33) % n;
}

static int add(struct maker *m, enum kind kind, int what)
{
    if (m->p->len == MAX_STATEMENTS)
        return -1;
    m->p->s[m->p->len] = (struct statement){
        .kind = kind, .what = what, .negated = roll(m, 2), .then = -1, .other = -1, .next = -1};
    return m->p->len++;
}

/* Puts `tail` behind the last statement of the block that begins with `first`. */
static int append(struct maker *m, int first, int tail)
{
    int at = first;
    if (first < 0)
        return tail;
    while (m->p->s[at].next >= 0)
        at = m->p->s[at].next;
    m->p->s[at].next = tail;
    return first;
}

/* A lock; one that is not held here, almost always, if there is one. */
static int any_lock(struct maker *m)
{
    int lock = (int)roll(m, LOCKS);
    for (int i = 0; i < LOCKS && (m->held >> lock & 1) && roll(m, 40); i++)
        lock = (lock + 1) % LOCKS;
    m->uses[m->function] |= 1U << lock;
    return lock;
}

static int block(struct maker *m, int depth);

/* lock; …; unlock, perhaps with a way out in between, perhaps under a condition on both ends. */
static int region(struct maker *m, int depth)
{
    unsigned before = m->held;
    int lock = any_lock(m), first = -1;
    bool conditional = roll(m, 6) == 0;
    int input = (int)roll(m, INPUTS);
    int acquire = add(m, K_LOCK, lock);
    m->held |= 1U << lock;
    int inside = block(m, depth + 1);
    m->held = before;
    if (roll(m, 6) == 0) { /* an early way out, which forgets the lock at times */
        int out = add(m, K_IF, (int)roll(m, INPUTS));
        if (out >= 0) {
            int leave = roll(m, 4) ? add(m, K_UNLOCK, lock) : -1;
            m->p->s[out].then = append(m, leave, add(m, K_RETURN, 0));
            inside = append(m, inside, out);
        }
    }
    int release = roll(m, 24) ? add(m, K_UNLOCK, lock) : -1;
    if (conditional) {
        int a = add(m, K_IF, input), b = add(m, K_IF, input);
        if (a >= 0 && b >= 0) {
            m->p->s[b].negated = m->p->s[a].negated;
            m->p->s[a].then = acquire;
            m->p->s[b].then = release;
            acquire = a;
            release = b;
        }
    }
    first = append(m, first, acquire);
    first = append(m, first, inside);
    return append(m, first, release);
}

static int attempt(struct maker *m, int depth)
{
    unsigned before = m->held;
    int lock = any_lock(m), at = add(m, K_TRY, lock);
    if (at < 0)
        return at;
    m->held |= 1U << lock;
    int inside = block(m, depth + 1);
    m->held = before;
    int release = roll(m, 16) ? add(m, K_UNLOCK, lock) : -1;
    int other = roll(m, 2) ? block(m, depth + 1) : -1;
    m->p->s[at].then = append(m, inside, release);
    m->p->s[at].other = other;
    return at;
}

static int choice(struct maker *m, int depth)
{
    int at = add(m, K_IF, (int)roll(m, INPUTS));
    if (at < 0)
        return at;
    int then = block(m, depth + 1);
    int other = roll(m, 2) ? block(m, depth + 1) : -1;
    m->p->s[at].then = then;
    m->p->s[at].other = other;
    return at;
}

/* A call of a function made before, which does not acquire what is held here, almost always. */
static int call(struct maker *m)
{
    int n = m->function < FUNCTIONS - 2 ? m->function : FUNCTIONS - 2;
    int to = (int)roll(m, (unsigned)n);
    for (int i = 0; i < n && (m->uses[to] & m->held) && roll(m, 40); i++)
        to = (to + 1) % n;
    if ((m->uses[to] & m->held) && roll(m, 40))
        return -1;
    m->uses[m->function] |= m->uses[to];
    return add(m, K_CALL, to);
}

static int one(struct maker *m, int depth)
{
    unsigned r = roll(m, depth > 2 ? 40 : 100);
    if (r < 40)
        return m->function > 0 ? call(m) : depth < 3 ? region(m, depth) : -1;
    if (r < 41)
        return add(m, K_UNLOCK, (int)roll(m, LOCKS));
    if (r < 42)
        return add(m, K_LOCK, any_lock(m));
    if (r < 75)
        return region(m, depth);
    return r < 85 ? attempt(m, depth) : choice(m, depth);
}

static int block(struct maker *m, int depth)
{
    int first = -1;
    for (unsigned n = roll(m, depth ? 3 : 4); n > 0; n--)
        first = append(m, first, one(m, depth));
    return first;
}

void generate(struct program *p, uint64_t seed)
{
    struct maker m = {.p = p, .state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
    p->len = 0;
    roll(&m, 2);
    for (int f = 0; f < FUNCTIONS; f++) {
        m.function = f;
        p->body[f] = block(&m, 0);
    }
}

/* As C ------------------------------------------------------------------------------------------*/

struct writer {
    struct program *p;
    struct hd_buf *out;
    uint32_t line;
};

static void put(struct writer *w, int depth, const char *format, int a, int b)
{
    hd_buf_fmt(w->out, "%*s", 4 * depth, "");
    hd_buf_fmt(w->out, format, a, b);
    hd_buf_char(w->out, '\n');
    w->line++;
}

static void put_block(struct writer *w, int at, int depth, const char *leave)
{
    for (; at >= 0; at = w->p->s[at].next) {
        struct statement *s = &w->p->s[at];
        s->line = w->line;
        switch (s->kind) {
        case K_LOCK:
            put(w, depth, "pthread_mutex_lock(&m%d);", s->what, 0);
            break;
        case K_UNLOCK:
            put(w, depth, "pthread_mutex_unlock(&m%d);", s->what, 0);
            break;
        case K_CALL:
            put(w, depth, "f%d(v0, v1, v2);", s->what, 0);
            break;
        case K_RETURN:
            put(w, depth, leave, 0, 0);
            break;
        case K_TRY:
            put(w, depth, "if (pthread_mutex_trylock(&m%d) == 0) {", s->what, 0);
            put_block(w, s->then, depth + 1, leave);
            put(w, depth, "} else {", 0, 0);
            put_block(w, s->other, depth + 1, leave);
            put(w, depth, "}", 0, 0);
            break;
        case K_IF:
            put(w, depth, s->negated ? "if (!v%d) {" : "if (v%d) {", s->what, 0);
            put_block(w, s->then, depth + 1, leave);
            put(w, depth, "} else {", 0, 0);
            put_block(w, s->other, depth + 1, leave);
            put(w, depth, "}", 0, 0);
            break;
        }
    }
}

void write_source(struct program *p, struct hd_buf *out)
{
    struct writer w = {p, out, 1};
    put(&w, 0, "#include <pthread.h>", 0, 0);
    put(&w, 0, "struct in { int a, b, c; };", 0, 0);
    put(&w, 0, "extern struct in *input(void);", 0, 0);
    for (int i = 0; i < LOCKS; i++)
        put(&w, 0, "static pthread_mutex_t m%d = PTHREAD_MUTEX_INITIALIZER;", i, 0);
    for (int f = 0; f < FUNCTIONS - 2; f++) {
        put(&w, 0, "static void f%d(int v0, int v1, int v2)", f, 0);
        put(&w, 0, "{", 0, 0);
        put_block(&w, p->body[f], 1, "return;");
        put(&w, 0, "}", 0, 0);
    }
    for (int f = FUNCTIONS - 2; f < FUNCTIONS; f++) {
        put(&w, 0, "static void *f%d(void *arg)", f, 0);
        put(&w, 0, "{", 0, 0);
        put(&w, 1, "struct in *in = arg;", 0, 0);
        put(&w, 1, "int v0 = in->a, v1 = in->b, v2 = in->c;", 0, 0);
        put_block(&w, p->body[f], 1, "return 0;");
        put(&w, 1, "return 0;", 0, 0);
        put(&w, 0, "}", 0, 0);
    }
    put(&w, 0, "int main(void)", 0, 0);
    put(&w, 0, "{", 0, 0);
    put(&w, 1, "pthread_t a, b;", 0, 0);
    put(&w, 1, "if (pthread_create(&a, 0, f%d, input()))", FUNCTIONS - 2, 0);
    put(&w, 2, "return 1;", 0, 0);
    put(&w, 1, "if (!pthread_create(&b, 0, f%d, input()))", FUNCTIONS - 1, 0);
    put(&w, 2, "pthread_join(b, 0);", 0, 0);
    put(&w, 1, "pthread_join(a, 0);", 0, 0);
    put(&w, 1, "return 0;", 0, 0);
    put(&w, 0, "}", 0, 0);
}
