/* Sources and what they become, for test_lower.c. Every row was checked by reading.
 * SPDX-License-Identifier: Apache-2.0 */
struct lower_case {
    const char *name, *source, *ir;
};

/* Before every C source. */
#define C_PRELUDE                                                                                  \
    "int f(void);int g(void);void use(int);void die(void) __attribute__((noreturn));" \
    "extern int x,*ip;struct n{struct n*next;int v;int a[4];struct{int in;};};\n"

#define CXX_PRELUDE                                                                                \
    "struct M{void lock();void unlock();bool try_lock();};template<class T>struct G{G(T&);" \
    "G(T&,int);G(const G&)=delete;G(G&&);~G();T*m;};struct P{int v;P(int);~P();void go();" \
    "virtual void vi();static void st();};void use(int);int f();P make();int&ref();" \
    "extern M gm;\n"

static const struct lower_case c_cases[] = {
    {"if (!rc)",
     "int t(int rc) { if (!rc) return 1; return 0; }",
     "function t(rc: int)\n"
     "  b0:\n"
     "    if rc != 0 b1 else b2\n"
     "  b1:\n"
     "    return 0\n"
     "  b2:\n"
     "    return 1\n"},
    {"assignment in a condition",
     "int t(int rc) { if ((rc = f()) != 0 && g()) return 1; return rc; }",
     "function t(rc: int)\n"
     "  b0:\n"
     "    rc = call f()\n"
     "    if rc != 0 b1 else b3\n"
     "  b1:\n"
     "    $0 = call g()\n"
     "    if $0 != 0 b2 else b3\n"
     "  b2:\n"
     "    return 1\n"
     "  b3:\n"
     "    return rc\n"},
    {"logical operators",
     "void t(int a, int b, int c) { if (a && (b || !c)) use(1); }",
     "function t(a: int, b: int, c: int)\n"
     "  b0:\n"
     "    if a != 0 b1 else b4\n"
     "  b1:\n"
     "    if b != 0 b3 else b2\n"
     "  b2:\n"
     "    if c != 0 b4 else b3\n"
     "  b3:\n"
     "    call use(1)\n"
     "    goto b4\n"
     "  b4:\n"
     "    return\n"},
    {"__builtin_expect",
     "void t(int *p) { if (__builtin_expect(!!(p), 0)) use(1); if (__builtin_expect(p "
     "== 0, 1) != 0) use(2); }",
     "function t(p: int *)\n"
     "  b0:\n"
     "    if p != 0 b1 else b2\n"
     "  b1:\n"
     "    call use(1)\n"
     "    goto b2\n"
     "  b2:\n"
     "    if p == 0 b3 else b4\n"
     "  b3:\n"
     "    call use(2)\n"
     "    goto b4\n"
     "  b4:\n"
     "    return\n"},
    {"flags and constants on the left",
     "void t(int fl) { if (fl & 4) use(1); if ((fl & 6) == 2) use(2); if (3 < fl) "
     "use(3); }",
     "function t(fl: int)\n"
     "  b0:\n"
     "    if (fl & 4) != 0 b1 else b2\n"
     "  b1:\n"
     "    call use(1)\n"
     "    goto b2\n"
     "  b2:\n"
     "    if (fl & 6) == 2 b3 else b4\n"
     "  b3:\n"
     "    call use(2)\n"
     "    goto b4\n"
     "  b4:\n"
     "    if fl > 3 b5 else b6\n"
     "  b5:\n"
     "    call use(3)\n"
     "    goto b6\n"
     "  b6:\n"
     "    return\n"},
    {"two paths",
     "void t(struct n *p, struct n *q) { if (p == q) use(1); if (p->next != q->next) "
     "use(2); }",
     "function t(p: struct n *, q: struct n *)\n"
     "  b0:\n"
     "    if p == q b1 else b2\n"
     "  b1:\n"
     "    call use(1)\n"
     "    goto b2\n"
     "  b2:\n"
     "    if p->next != q->next b3 else b4\n"
     "  b3:\n"
     "    call use(2)\n"
     "    goto b4\n"
     "  b4:\n"
     "    return\n"},
    {"while (1)",
     "void t(void) { while (1) { if (f()) break; g(); } use(1); }",
     "function t()\n"
     "  b0:\n"
     "    goto b1\n"
     "  b1:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b2 else b3\n"
     "  b2:\n"
     "    call use(1)\n"
     "    return\n"
     "  b3:\n"
     "    call g() [unused]\n"
     "    goto b1\n"},
    {"constants leave no branch",
     "void t(void) { if (0) f(); if (1) g(); do { f(); } while (0); for (;0;) g(); }",
     "function t()\n"
     "  b0:\n"
     "    call g() [unused]\n"
     "    call f() [unused]\n"
     "    return\n"},
    {"comparison as a value",
     "int t(void) { int ok = (f() == 0); return ok; }",
     "function t()\n"
     "  b0:\n"
     "    decl ok\n"
     "    $0 = call f()\n"
     "    if $0 == 0 b1 else b2\n"
     "  b1:\n"
     "    ok = 1 [init]\n"
     "    goto b3\n"
     "  b2:\n"
     "    ok = 0 [init]\n"
     "    goto b3\n"
     "  b3:\n"
     "    $1 = ok\n"
     "    end ok\n"
     "    return $1\n"},
    {"logical value returned",
     "int t(int a, int b) { return a && !b; }",
     "function t(a: int, b: int)\n"
     "  b0:\n"
     "    if a != 0 b1 else b3\n"
     "  b1:\n"
     "    if b != 0 b3 else b2\n"
     "  b2:\n"
     "    $0 = 1\n"
     "    goto b4\n"
     "  b3:\n"
     "    $0 = 0\n"
     "    goto b4\n"
     "  b4:\n"
     "    return $0\n"},
    {"condition compared with 0",
     "void t(int a) { if ((a == 3) == 0) f(); if (!(f() && g()) != 0) use(1); }",
     "function t(a: int)\n"
     "  b0:\n"
     "    if a == 3 b2 else b1\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    goto b2\n"
     "  b2:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b3 else b4\n"
     "  b3:\n"
     "    $1 = call g()\n"
     "    if $1 != 0 b5 else b4\n"
     "  b4:\n"
     "    call use(1)\n"
     "    goto b5\n"
     "  b5:\n"
     "    return\n"},
    {"?:",
     "int t(int a) { return a ? f() : 3; }",
     "function t(a: int)\n"
     "  b0:\n"
     "    if a != 0 b1 else b2\n"
     "  b1:\n"
     "    $0 = call f()\n"
     "    goto b3\n"
     "  b2:\n"
     "    $0 = 3\n"
     "    goto b3\n"
     "  b3:\n"
     "    return $0\n"},
    {"GNU ?: evaluates once",
     "int t(void) { return f() ?: g(); }",
     "function t()\n"
     "  b0:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b2 else b1\n"
     "  b1:\n"
     "    $0 = call g()\n"
     "    goto b2\n"
     "  b2:\n"
     "    return $0\n"},
    {"statement expression",
     "int t(void) { return ({ int t = f(); t + 1; }); }",
     "function t()\n"
     "  b0:\n"
     "    decl t\n"
     "    t = call f()\n"
     "    $0 = (t + 1)\n"
     "    end t\n"
     "    return $0\n"},
    {"for",
     "void t(void) { int i; for (i = 0; i < 3; i++) f(); }",
     "function t()\n"
     "  b0:\n"
     "    decl i\n"
     "    i = 0\n"
     "    goto b1\n"
     "  b1:\n"
     "    if i < 3 b2 else b3\n"
     "  b2:\n"
     "    call f() [unused]\n"
     "    i += 1\n"
     "    goto b1\n"
     "  b3:\n"
     "    end i\n"
     "    return\n"},
    {"for without some clauses",
     "void t(int i) { for (; f();) g(); for (g(); ; f()) { if (x) continue; break; } "
     "for (;;i--) f(); }",
     "function t(i: int)\n"
     "  b0:\n"
     "    goto b1\n"
     "  b1:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b2 else b3\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    goto b1\n"
     "  b3:\n"
     "    call g() [unused]\n"
     "    goto b4\n"
     "  b4:\n"
     "    if x != 0 b5 else b6\n"
     "  b5:\n"
     "    call f() [unused]\n"
     "    goto b4\n"
     "  b6:\n"
     "    call f() [unused]\n"
     "    i -= 1\n"
     "    goto b6\n"},
    {"for from macros",
     "#define EACH(i, n) for (i = 0; i < n; i++)\n"
     "#define FOREVER for (;;)\n"
     "#define FOR(a, b, c) for (a; b; c)\n"
     "void t(int i) { EACH(i, 3) f(); FOR(, f(), ) g(); FOR(f(),,i++) { if (g()) "
     "break; } FOREVER f(); }",
     "function t(i: int)\n"
     "  b0:\n"
     "    i = 0\n"
     "    goto b1\n"
     "  b1:\n"
     "    if i < 3 b2 else b3\n"
     "  b2:\n"
     "    call f() [unused]\n"
     "    i += 1\n"
     "    goto b1\n"
     "  b3:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b4 else b5\n"
     "  b4:\n"
     "    call g() [unused]\n"
     "    goto b3\n"
     "  b5:\n"
     "    call f() [unused]\n"
     "    goto b6\n"
     "  b6:\n"
     "    $1 = call g()\n"
     "    if $1 != 0 b7 else b8\n"
     "  b7:\n"
     "    call f() [unused]\n"
     "    goto b7\n"
     "  b8:\n"
     "    i += 1\n"
     "    goto b6\n"},
    {"do",
     "void t(void) { do { if (f()) continue; g(); } while (f()); }",
     "function t()\n"
     "  b0:\n"
     "    goto b1\n"
     "  b1:\n"
     "    $0 = call f()\n"
     "    if $0 != 0 b3 else b2\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    goto b3\n"
     "  b3:\n"
     "    $1 = call f()\n"
     "    if $1 != 0 b1 else b4\n"
     "  b4:\n"
     "    return\n"},
    {"enumeration covered",
     "enum e { A, B, C }; int t(enum e v) { switch (v) { case A: return 1; case B: "
     "f(); case C: return 2; } use(9); return 0; }",
     "function t(v: enum e)\n"
     "  b0:\n"
     "    switch v 0:b1 1:b2 2:b3 default:b4\n"
     "  b1:\n"
     "    return 1\n"
     "  b2:\n"
     "    call f() [unused]\n"
     "    goto b3\n"
     "  b3:\n"
     "    return 2\n"
     "  b4:\n"
     "    unreachable\n"},
    {"case ranges",
     "void t(int n) { switch (n) { case 1 ... 5: case 8: f(); break; default: g(); } }",
     "function t(n: int)\n"
     "  b0:\n"
     "    switch n 1..5:b1 8:b1 default:b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    goto b3\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    goto b3\n"
     "  b3:\n"
     "    return\n"},
    {"case inside a loop",
     "void t(int n) { switch (n) { while (x) { case 1: f(); default: break; } } g(); }",
     "function t(n: int)\n"
     "  b0:\n"
     "    switch n 1:b1 default:b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    goto b2\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    return\n"},
    {"goto out of scopes",
     "void t(int n) { { int a = f(); if (a) goto out; { int b = g(); again: use(b); "
     "if (n) goto again; } } f(); out: g(); }",
     "function t(n: int)\n"
     "  b0:\n"
     "    decl a\n"
     "    a = call f()\n"
     "    if a != 0 b1 else b2\n"
     "  b1:\n"
     "    end a\n"
     "    goto b5\n"
     "  b2:\n"
     "    decl b\n"
     "    b = call g()\n"
     "    goto b3\n"
     "  b3:\n"
     "    call use(b)\n"
     "    if n != 0 b3 else b4\n"
     "  b4:\n"
     "    end b\n"
     "    end a\n"
     "    call f() [unused]\n"
     "    goto b5\n"
     "  b5:\n"
     "    call g() [unused]\n"
     "    return\n"},
    {"goto into a scope again",
     "void t(int n) { again:; int a = f(); if (a) goto again; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    goto b1\n"
     "  b1:\n"
     "    decl a\n"
     "    a = call f()\n"
     "    if a != 0 b2 else b3\n"
     "  b2:\n"
     "    end a\n"
     "    goto b1\n"
     "  b3:\n"
     "    end a\n"
     "    return\n"},
    {"computed goto",
     "void t(int n) { static void *l[] = { &&a, &&b }; goto *l[n]; a: f(); return; b: "
     "g(); }",
     "function t(n: int)\n"
     "  b0:\n"
     "    load l[n]\n"
     "    goto any of b1 b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    return\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    return\n"
     "function <initialisers>() [initialisers]\n"
     "  b0:\n"
     "    l[0] = ? [init]\n"
     "    l[1] = ? [init]\n"
     "    return\n"},
    {"asm goto",
     "int t(int n) { __asm__ goto(\"\" : : \"r\"(n) : : lab); f(); return 1; lab: g(); "
     "return 2; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    goto any of b1 b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    return 1\n"
     "  b2:\n"
     "    call g() [unused]\n"
     "    return 2\n"},
    {"asm outputs",
     "void t(int a) { int o; __asm__(\"\" : \"=r\"(o) : \"r\"(a) : \"memory\"); use(o); }",
     "function t(a: int)\n"
     "  b0:\n"
     "    decl o\n"
     "    o = ?\n"
     "    call use(o)\n"
     "    end o\n"
     "    return\n"},
    {"cleanup on every exit",
     "void cl(int *);\n"
     "#define AUTO __attribute__((cleanup(cl)))\n"
     "int t(int n) { AUTO int a = f(); if (n) return a; for (;;) { AUTO int b = g(); "
     "if (b) break; if (f()) continue; if (g()) goto out; } use(1); out: return 0; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    decl a\n"
     "    a = call f()\n"
     "    if n != 0 b1 else b2\n"
     "  b1:\n"
     "    $0 = a\n"
     "    call cl(&a) [implicit]\n"
     "    end a\n"
     "    return $0\n"
     "  b2:\n"
     "    decl b\n"
     "    b = call g()\n"
     "    if b != 0 b3 else b4\n"
     "  b3:\n"
     "    call cl(&b) [implicit]\n"
     "    end b\n"
     "    call use(1)\n"
     "    goto b8\n"
     "  b4:\n"
     "    $1 = call f()\n"
     "    if $1 != 0 b5 else b6\n"
     "  b5:\n"
     "    call cl(&b) [implicit]\n"
     "    end b\n"
     "    goto b2\n"
     "  b6:\n"
     "    $2 = call g()\n"
     "    if $2 != 0 b7 else b9\n"
     "  b7:\n"
     "    call cl(&b) [implicit]\n"
     "    end b\n"
     "    goto b8\n"
     "  b8:\n"
     "    call cl(&a) [implicit]\n"
     "    end a\n"
     "    return 0\n"
     "  b9:\n"
     "    call cl(&b) [implicit]\n"
     "    end b\n"
     "    goto b2\n"},
    {"pointers and members",
     "void t(struct n *p, int i) { p->a[i] = 1; p->a[2] = p[1].v; *(p->a + 1) = 3; "
     "(*p).v = 4; p->in = 5; ip = &p->v; *ip = 6; p = p->next->next; p++; (p + 1)->v "
     "= 7; p[0].v = 8; p = p + i; }",
     "function t(p: struct n *, i: int)\n"
     "  b0:\n"
     "    p->a[i] = 1\n"
     "    p->a[2] = p[1].v\n"
     "    p->a[1] = 3\n"
     "    p->v = 4\n"
     "    p->in = 5\n"
     "    ip = &p->v\n"
     "    *ip = 6\n"
     "    p = p->next->next\n"
     "    p += 1\n"
     "    p[1].v = 7\n"
     "    p->v = 8\n"
     "    p = &p[i]\n"
     "    return\n"},
    {"increments",
     "int t(int a) { int b = a++; b += ++a; use(a--); return b; }",
     "function t(a: int)\n"
     "  b0:\n"
     "    decl b\n"
     "    $0 = a\n"
     "    a += 1\n"
     "    b = $0 [init]\n"
     "    a += 1\n"
     "    b += a\n"
     "    $1 = a\n"
     "    a -= 1\n"
     "    call use($1)\n"
     "    $2 = b\n"
     "    end b\n"
     "    return $2\n"},
    {"records",
     "struct n t(struct n *p) { struct n l = *p; struct n m; m = l; *p = (struct n){ "
     ".v = 3 }; return m; }",
     "function t(p: struct n *)\n"
     "  b0:\n"
     "    decl l\n"
     "    l := *p [init]\n"
     "    decl m\n"
     "    m := l\n"
     "    *p = 0\n"
     "    p->v = 3\n"
     "    $0 := m\n"
     "    end m\n"
     "    end l\n"
     "    return $0\n"},
    {"comma",
     "void t(void) { int a = (f(), g()); a = 1, f(); if (f(), a) g(); }",
     "function t()\n"
     "  b0:\n"
     "    decl a\n"
     "    call f() [unused]\n"
     "    $0 = call g()\n"
     "    a = $0 [init]\n"
     "    a = 1\n"
     "    call f() [unused]\n"
     "    call f() [unused]\n"
     "    if a != 0 b1 else b2\n"
     "  b1:\n"
     "    call g() [unused]\n"
     "    goto b2\n"
     "  b2:\n"
     "    end a\n"
     "    return\n"},
    {"results not used",
     "void t(void) { f(); (void)f(); (void)x; *ip; }",
     "function t()\n"
     "  b0:\n"
     "    call f() [unused]\n"
     "    call f() [unused] [voided]\n"
     "    load x\n"
     "    load *ip\n"
     "    return\n"},
    {"noreturn",
     "_Noreturn void die2(void); void t(int a) { if (a) die(); if (a > 1) die2(); if "
     "(a > 2) __builtin_unreachable(); f(); }",
     "function t(a: int)\n"
     "  b0:\n"
     "    if a != 0 b1 else b2\n"
     "  b1:\n"
     "    call die()\n"
     "    unreachable\n"
     "  b2:\n"
     "    if a > 1 b3 else b4\n"
     "  b3:\n"
     "    call die2()\n"
     "    unreachable\n"
     "  b4:\n"
     "    if a > 2 b5 else b6\n"
     "  b5:\n"
     "    call __builtin_unreachable()\n"
     "    unreachable\n"
     "  b6:\n"
     "    call f() [unused]\n"
     "    return\n"},
    {"not evaluated",
     "void t(void) { use(sizeof(f())); use(__builtin_offsetof(struct n, v)); "
     "__typeof__(f()) v = 3; use((__typeof__(g()))v); use(__builtin_constant_p(f())); "
     "}",
     "function t()\n"
     "  b0:\n"
     "    call use(4)\n"
     "    call use(8)\n"
     "    decl v\n"
     "    v = 3 [init]\n"
     "    call use(v)\n"
     "    call use(?)\n"
     "    end v\n"
     "    return\n"},
    {"_Generic",
     "void fi(int); void fd(double); void t(int a) { _Generic(a, int: (struct n *)0, "
     "default: 3); use(_Generic(a, int: f(), default: ip)); }",
     "function t(a: int)\n"
     "  b0:\n"
     "    $0 = call f()\n"
     "    call use($0)\n"
     "    return\n"},
    {"function pointers",
     "void t(int (*cb)(void), int (**v)(void)) { cb(); (*cb)(); v[2](); (f)(); "
     "(&g)(); ((int(*)(void))f)(); }",
     "function t(cb: int (*)(void), v: int (**)(void))\n"
     "  b0:\n"
     "    call *cb() [unused]\n"
     "    call *cb() [unused]\n"
     "    call *v[2]() [unused]\n"
     "    call f() [unused]\n"
     "    call g() [unused]\n"
     "    call f() [unused]\n"
     "    return\n"},
    {"variable-length array",
     "void t(int n) { char b[f()]; use(b[n]); }",
     "function t(n: int)\n"
     "  b0:\n"
     "    call f() [unused]\n"
     "    decl b\n"
     "    call use(b[n])\n"
     "    end b\n"
     "    return\n"},
    {"casts",
     "void t(void *v) { ((struct n *)v)->v = 1; char *c = (char *)v - 8; ((struct n "
     "*)c)->v = 2; long l = (long)v; use((int)l); }",
     "function t(v: void *)\n"
     "  b0:\n"
     "    v->v = 1\n"
     "    decl c\n"
     "    c = (v - 8) [init]\n"
     "    c->v = 2\n"
     "    decl l\n"
     "    l = v [init]\n"
     "    call use(l)\n"
     "    end l\n"
     "    end c\n"
     "    return\n"},
    {"floating point",
     "float t(float a) { float b = a * x; if (a < b) f(); if (a) g(); return -b; }",
     "function t(a: float)\n"
     "  b0:\n"
     "    decl b\n"
     "    load x\n"
     "    b = ? [init]\n"
     "    if ? b1 else b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    goto b2\n"
     "  b2:\n"
     "    if ? b3 else b4\n"
     "  b3:\n"
     "    call g() [unused]\n"
     "    goto b4\n"
     "  b4:\n"
     "    end b\n"
     "    return ?\n"},
    {"__builtin_choose_expr",
     "void t(int a) { use(__builtin_choose_expr(1, f(), g())); }",
     "function t(a: int)\n"
     "  b0:\n"
     "    $0 = call f()\n"
     "    call use($0)\n"
     "    return\n"},
    {"atomics",
     "void t(void) { static _Atomic int v; v = 3; if (v) f(); __atomic_store_n((int "
     "*)&v, 1, 5); if (__atomic_load_n((int *)&v, 0)) g(); }",
     "function t()\n"
     "  b0:\n"
     "    v = 3\n"
     "    if v != 0 b1 else b2\n"
     "  b1:\n"
     "    call f() [unused]\n"
     "    goto b2\n"
     "  b2:\n"
     "    call __atomic_store_n(&v, 1, 5)\n"
     "    $0 = call __atomic_load_n(&v, 0)\n"
     "    if $0 != 0 b3 else b4\n"
     "  b3:\n"
     "    call g() [unused]\n"
     "    goto b4\n"
     "  b4:\n"
     "    return\n"},
    {"va_arg",
     "int t(int n, ...) { __builtin_va_list ap; __builtin_va_start(ap, n); struct n "
     "*p = __builtin_va_arg(ap, struct n *); __builtin_va_end(ap); return p->v; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    decl ap\n"
     "    call __builtin_va_start(&ap[0], n)\n"
     "    decl p\n"
     "    p = ? [init]\n"
     "    call __builtin_va_end(&ap[0])\n"
     "    $0 = p->v\n"
     "    end p\n"
     "    end ap\n"
     "    return $0\n"},
    {"function tables",
     "struct ops { int (*open)(void), (*close)(void); const char *name; struct { int "
     "(*sub)(void); } in; }; const struct ops table[] = { { f, g, \"x\", { f } }, { "
     ".close = g, .in.sub = f }, [3] = { f } };",
     "function <initialisers>() [initialisers]\n"
     "  b0:\n"
     "    table[0].open = f() [init]\n"
     "    table[0].close = g() [init]\n"
     "    table[0].name = \"x\" [init]\n"
     "    table[0].in.sub = f() [init]\n"
     "    table[1].close = g() [init]\n"
     "    table[1].in.sub = f() [init]\n"
     "    table[3].open = f() [init]\n"
     "    return\n"},
    {"braces left out",
     "struct ops { int (*open)(void), (*close)(void); const char *name; struct { int "
     "(*sub)(void); } in; }; struct ops two[2] = { f, g, \"a\", f, g, f, \"b\", g };",
     "function <initialisers>() [initialisers]\n"
     "  b0:\n"
     "    two[0].open = f() [init]\n"
     "    two[0].close = g() [init]\n"
     "    two[0].name = \"a\" [init]\n"
     "    two[0].in.sub = f() [init]\n"
     "    two[1].open = g() [init]\n"
     "    two[1].close = f() [init]\n"
     "    two[1].name = \"b\" [init]\n"
     "    two[1].in.sub = g() [init]\n"
     "    return\n"},
    {"initialiser macros",
     "typedef struct { int a, b; } mtx;\n"
     "#define MTX_INIT { 0, 1 }\n"
     "#define CONN_INIT { MTX_INIT, 7 }\n"
     "struct conn { mtx m; int n; }; mtx one = MTX_INIT; struct conn c = CONN_INIT; "
     "struct conn d = { .m = MTX_INIT, .n = 3 };",
     "function <initialisers>() [initialisers]\n"
     "  b0:\n"
     "    one = \"MTX_INIT\" [init] [static initialiser]\n"
     "    one.a = 0 [init]\n"
     "    one.b = 1 [init]\n"
     "    c = \"CONN_INIT\" [init] [static initialiser]\n"
     "    c.m = \"MTX_INIT\" [init] [static initialiser]\n"
     "    c.m.a = 0 [init]\n"
     "    c.m.b = 1 [init]\n"
     "    c.n = 7 [init]\n"
     "    d.m = \"MTX_INIT\" [init] [static initialiser]\n"
     "    d.m.a = 0 [init]\n"
     "    d.m.b = 1 [init]\n"
     "    d.n = 3 [init]\n"
     "    return\n"},
    {"local aggregates",
     "void t(void) { struct n a = {0}; struct n b = { .v = f(), .a = { 1, [3] = g() } "
     "}; use(a.v + b.v); }",
     "function t()\n"
     "  b0:\n"
     "    decl a zeroed\n"
     "    a.next = 0 [init]\n"
     "    decl b zeroed\n"
     "    b.v = call f()\n"
     "    b.a[0] = 1 [init]\n"
     "    b.a[3] = call g()\n"
     "    call use((a.v + b.v))\n"
     "    end b\n"
     "    end a\n"
     "    return\n"},
    {"static locals",
     "int t(int i) { static int count = 4; static struct n tab[2]; count++; return "
     "tab[i].v; }",
     "function t(i: int)\n"
     "  b0:\n"
     "    count += 1\n"
     "    return tab[i].v\n"
     "function <initialisers>() [initialisers]\n"
     "  b0:\n"
     "    return\n"},
    {"macros count at their use",
     "#define CALL(a) do { f(); use(a); } while (0)\n"
     "void t(void) { CALL(g()); }",
     "function t()\n"
     "  b0:\n"
     "    call f() [unused] [macro]\n"
     "    $0 = call g()\n"
     "    call use($0) [macro]\n"
     "    return\n"},
    {"errors mark the function",
     "void t(void) { f(); undeclared_variable = 4; g(); } int fine(void) { return "
     "f(); }",
     "function t() [broken]\n"
     "  b0:\n"
     "    call f() [unused]\n"
     "    call g() [unused]\n"
     "    return\n"
     "function fine()\n"
     "  b0:\n"
     "    $0 = call f()\n"
     "    return $0\n"},
    {"K&R",
     "int t(a, b) int a; char *b; { return a + *b; }",
     "function t(a: int, b: char *)\n"
     "  b0:\n"
     "    return (a + *b)\n"},
    {"several functions",
     "int t(int a) { return f() + a; } int u(struct n *a) { return a->next->v; }",
     "function t(a: int)\n"
     "  b0:\n"
     "    $0 = call f()\n"
     "    return ($0 + a)\n"
     "function u(a: struct n *)\n"
     "  b0:\n"
     "    return a->next->v\n"},
};

static const struct lower_case cxx_cases[] = {
    {"guard",
     "void t() { G<M> g(gm); f(); }",
     "function t()\n"
     "  b0:\n"
     "    decl g\n"
     "    call G::G(&g, &gm)\n"
     "    call f() [unused]\n"
     "    end g\n"
     "    return\n"},
    {"guard on every exit",
     "int t(int n) { G<M> g(gm); if (n) return f(); for (;;) { G<M> h(gm); if (f()) "
     "break; } return 1; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    decl g\n"
     "    call G::G(&g, &gm)\n"
     "    if n != 0 b1 else b2\n"
     "  b1:\n"
     "    $0 = call f()\n"
     "    end g\n"
     "    return $0\n"
     "  b2:\n"
     "    decl h\n"
     "    call G::G(&h, &gm)\n"
     "    $1 = call f()\n"
     "    if $1 != 0 b3 else b4\n"
     "  b3:\n"
     "    end h\n"
     "    end g\n"
     "    return 1\n"
     "  b4:\n"
     "    end h\n"
     "    goto b2\n"},
    {"temporary dies at once",
     "void t() { G<M>{gm}; f(); }",
     "function t()\n"
     "  b0:\n"
     "    call G::G(&$0, &gm) [temporary]\n"
     "    end $0 [temporary]\n"
     "    call f() [unused]\n"
     "    return\n"},
    {"temporary in a condition",
     "void t() { if (make().v) f(); else use(1); }",
     "function t()\n"
     "  b0:\n"
     "    $0 = call make()\n"
     "    if $0.v != 0 b1 else b2\n"
     "  b1:\n"
     "    call P::~P(&$0) [implicit] [temporary]\n"
     "    end $0 [temporary]\n"
     "    call f() [unused]\n"
     "    goto b3\n"
     "  b2:\n"
     "    call P::~P(&$0) [implicit] [temporary]\n"
     "    end $0 [temporary]\n"
     "    call use(1)\n"
     "    goto b3\n"
     "  b3:\n"
     "    return\n"},
    {"member calls",
     "void t(P &p, P *q) { p.go(); q->go(); q->vi(); P::st(); gm.lock(); }",
     "function t(p: P &, q: P *)\n"
     "  b0:\n"
     "    call P::go(p)\n"
     "    call P::go(q)\n"
     "    call P::vi(q) [virtual]\n"
     "    call P::st()\n"
     "    call M::lock(&gm)\n"
     "    return\n"},
    {"methods",
     "struct W { M m; int n; W() : n(2) { n = 3; } ~W() { m.lock(); } void run() { "
     "m.lock(); n++; run(); } }; void t() { W w; w.run(); }",
     "function W::W(this: W *)\n"
     "  b0:\n"
     "    this->n = 2 [init]\n"
     "    this->n = 3\n"
     "    return\n"
     "function W::~W(this: W *)\n"
     "  b0:\n"
     "    call M::lock(&this->m)\n"
     "    return\n"
     "function W::run(this: W *)\n"
     "  b0:\n"
     "    call M::lock(&this->m)\n"
     "    this->n += 1\n"
     "    call W::run(this)\n"
     "    return\n"
     "function t()\n"
     "  b0:\n"
     "    decl w\n"
     "    call W::W(&w)\n"
     "    call W::run(&w)\n"
     "    call W::~W(&w) [implicit]\n"
     "    end w\n"
     "    return\n"},
    {"references",
     "void t(int &r, const P &p) { r = 3; int &q = r; q++; ref() = r; use(p.v); int "
     "*a = &r; *a = 1; }",
     "function t(r: int &, p: const P &)\n"
     "  b0:\n"
     "    *r = 3\n"
     "    decl q\n"
     "    q = r [init]\n"
     "    *q += 1\n"
     "    $0 = call ref()\n"
     "    *$0 = *r\n"
     "    call use(p->v)\n"
     "    decl a\n"
     "    a = r [init]\n"
     "    *a = 1\n"
     "    end a\n"
     "    end q\n"
     "    return\n"},
    {"lambdas",
     "void go(void (*)()); struct W { int n; void run() { auto l = [this] { n--; }; "
     "l(); } }; void t(int a) { auto b = [&] { a++; }; b(); }",
     "function W::run(this: W *)\n"
     "  b0:\n"
     "    decl l\n"
     "    l = W::run::lambda#1() [init]\n"
     "    call W::run::lambda#1()\n"
     "    end l\n"
     "    return\n"
     "function t(a: int)\n"
     "  b0:\n"
     "    decl b\n"
     "    b = t::lambda#1() [init]\n"
     "    call t::lambda#1()\n"
     "    end b\n"
     "    return\n"
     "function W::run::lambda#1() [lambda]\n"
     "  b0:\n"
     "    this->n -= 1\n"
     "    return\n"
     "function t::lambda#1() [lambda]\n"
     "  b0:\n"
     "    a += 1\n"
     "    return\n"},
    {"new and delete",
     "void t() { P *p = new P(3); delete p; }",
     "function t()\n"
     "  b0:\n"
     "    decl p\n"
     "    $0 = call operator new(?)\n"
     "    call P::P($0, 3)\n"
     "    p = $0 [init]\n"
     "    call P::~P(p) [implicit]\n"
     "    call operator delete(p)\n"
     "    end p\n"
     "    return\n"},
    {"result objects",
     "P t(int n) { P a(n); if (n) return make(); P b = make(); return a; }",
     "function t(n: int)\n"
     "  b0:\n"
     "    decl a\n"
     "    call P::P(&a, n)\n"
     "    if n != 0 b1 else b2\n"
     "  b1:\n"
     "    $0 = call make()\n"
     "    call P::~P(&a) [implicit]\n"
     "    end a\n"
     "    return $0\n"
     "  b2:\n"
     "    decl b\n"
     "    b = call make()\n"
     "    $1 := a\n"
     "    call P::~P(&b) [implicit]\n"
     "    end b\n"
     "    call P::~P(&a) [implicit]\n"
     "    end a\n"
     "    return $1\n"},
    {"try, catch, throw",
     "void t(int a) { try { P p(1); if (a) throw 1; use(2); } catch (int e) { use(e); "
     "} catch (...) { use(4); } if (a) throw 2; }",
     "function t(a: int)\n"
     "  b0:\n"
     "    if ? b1 else b4\n"
     "  b1:\n"
     "    decl p\n"
     "    call P::P(&p, 1)\n"
     "    if a != 0 b2 else b3\n"
     "  b2:\n"
     "    call P::~P(&p) [implicit]\n"
     "    end p\n"
     "    goto b4\n"
     "  b3:\n"
     "    call use(2)\n"
     "    call P::~P(&p) [implicit]\n"
     "    end p\n"
     "    goto b7\n"
     "  b4:\n"
     "    if ? b5 else b6\n"
     "  b5:\n"
     "    decl e\n"
     "    call use(e)\n"
     "    end e\n"
     "    goto b7\n"
     "  b6:\n"
     "    call use(4)\n"
     "    goto b7\n"
     "  b7:\n"
     "    if a != 0 b8 else b9\n"
     "  b8:\n"
     "    unreachable\n"
     "  b9:\n"
     "    return\n"},
    {"range-for over an array",
     "void t() { M ms[3]; for (auto &m : ms) m.lock(); }",
     "function t()\n"
     "  b0:\n"
     "    decl ms\n"
     "    goto b1\n"
     "  b1:\n"
     "    if ? b2 else b3\n"
     "  b2:\n"
     "    decl m\n"
     "    m = &ms[?] [init]\n"
     "    call M::lock(m)\n"
     "    end m\n"
     "    goto b1\n"
     "  b3:\n"
     "    end ms\n"
     "    return\n"},
    {"instantiations",
     "template <class T> void with(T &x) { G<T> g(x); x.lock(); } void t() { "
     "with(gm); }",
     "function t()\n"
     "  b0:\n"
     "    call with(&gm)\n"
     "    return\n"
     "function with(x: M &)\n"
     "  b0:\n"
     "    decl g\n"
     "    call G::G(&g, x)\n"
     "    call M::lock(x)\n"
     "    end g\n"
     "    return\n"},
    {"condition variable of if and while",
     "int *get(); void t() { if (int *p = get()) use(*p); while (int *q = get()) "
     "use(*q); }",
     "function t()\n"
     "  b0:\n"
     "    decl p\n"
     "    p = call get()\n"
     "    if p != 0 b1 else b2\n"
     "  b1:\n"
     "    call use(*p)\n"
     "    goto b2\n"
     "  b2:\n"
     "    end p\n"
     "    goto b3\n"
     "  b3:\n"
     "    decl q\n"
     "    q = call get()\n"
     "    if q != 0 b4 else b5\n"
     "  b4:\n"
     "    call use(*q)\n"
     "    end q\n"
     "    goto b3\n"
     "  b5:\n"
     "    end q\n"
     "    return\n"},
    {"if with initialiser",
     "void t() { if (int n = f(); n > 2) use(n); else use(0); }",
     "function t()\n"
     "  b0:\n"
     "    decl n\n"
     "    n = call f()\n"
     "    if n > 2 b1 else b2\n"
     "  b1:\n"
     "    call use(n)\n"
     "    goto b3\n"
     "  b2:\n"
     "    call use(0)\n"
     "    goto b3\n"
     "  b3:\n"
     "    end n\n"
     "    return\n"},
    {"namespaces",
     "namespace a { inline namespace b { struct S { void m(); }; void fn(); } } void "
     "t(a::S &s) { s.m(); a::fn(); }",
     "function t(s: a::S &)\n"
     "  b0:\n"
     "    call a::S::m(s)\n"
     "    call a::fn()\n"
     "    return\n"},
};
