/* See demangle.h. The C++ run time demangles; its static part has a variant that hands out text
 * piece by piece, so that a hostile symbol, whose text may double with every few characters, is
 * given up when it is too long instead of filling memory. One that the parser never comes back from
 * (that of GCC 12 stays at "_Z1fIXsrU") is given up by a timer. Both jump out of C code that holds
 * nothing: neither the demangler nor what it calls here allocates.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/demangle.h"

#include <ctype.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"

enum {
    MAX_SYMBOL = 4096,
    MAX_TEXT = 16384,
    MAX_NAME = 200,   /* of standard library code, shown with template arguments */
    MAX_MS = 50,      /* of processor time for one symbol */
    MAX_GIVEN_UP = 5, /* then a thread demangles no more: somebody wants it to hang */
};

/* In libsupc++.a; 0 when it went well. */
extern int __gcclibcxx_demangle_callback(const char *symbol,
                                         void (*put)(const char *text, size_t len, void *arg),
                                         void *arg);

struct text {
    char buf[MAX_TEXT + 1];
    size_t len;
    sigjmp_buf give_up; /* the demangler has nothing to clean up, and no way to say stop */
};

static _Thread_local struct text made;
static _Thread_local volatile sig_atomic_t armed;
static _Thread_local unsigned given_up;

static void put(const char *piece, size_t len, void *arg)
{
    struct text *t = arg;
    if (len > MAX_TEXT - t->len)
        siglongjmp(t->give_up, 1);
    memcpy(t->buf + t->len, piece, len);
    t->len += len;
}

static void on_timer(int sig)
{
    if (armed)
        siglongjmp(made.give_up, 2);
}

/* A timer that counts this thread's processor time and signals this thread alone. */
static bool make_timer(timer_t *out)
{
    struct sigevent e = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGVTALRM};
    e._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    return timer_create(CLOCK_THREAD_CPUTIME_ID, &e, out) == 0;
}

/* Fills `made`. The mask of signals is given back by the jump, too. */
static bool demangle_within(const char *symbol, timer_t timer)
{
    const struct itimerspec limit = {.it_value = {.tv_nsec = MAX_MS * 1000000L}}, off = {0};
    made.len = 0;
    int how = sigsetjmp(made.give_up, 1);
    bool ok = false;
    if (!how) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGVTALRM);
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
        armed = 1;
        timer_settime(timer, 0, &limit, NULL);
        ok = __gcclibcxx_demangle_callback(symbol, put, &made) == 0;
    }
    armed = 0;
    timer_settime(timer, 0, &off, NULL);
    given_up += how == 2;
    made.buf[made.len] = '\0';
    return ok && made.len;
}

static bool demangle(const char *symbol)
{
    /* It stays: a signal that comes late must not end the process. */
    struct sigaction ours = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
    sigset_t mask;
    timer_t timer;
    if (given_up >= MAX_GIVEN_UP || !make_timer(&timer))
        return false;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGVTALRM, &ours, NULL);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    bool ok = demangle_within(symbol, timer);
    timer_delete(timer);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return ok;
}

/* ---- text to plain name ---- */

/* Behind the bracket that closes the one at `p`, or the end. '>' of an arrow closes nothing. */
static const char *behind(const char *p)
{
    size_t depth = 0;
    for (; *p; p++) {
        if (strchr("<({[", *p))
            depth++;
        else if (strchr(")}]", *p) || (*p == '>' && p[-1] != '-'))
            depth--;
        if (!depth)
            return p + 1;
    }
    return p;
}

static bool starts(const char *p, const char *word)
{
    return !strncmp(p, word, strlen(word));
}

/* Length of the symbol of an operator function behind the word "operator"; 0: a conversion. */
static size_t operator_symbol(const char *p)
{
    static const char *const symbols[] = {
        "()", "[]", "<=>", "<<=", ">>=", "->*", "->", "<<", ">>", "<=", ">=", "==", "!=",
        "&&", "||", "++",  "--",  "+=",  "-=",  "*=", "/=", "%=", "^=", "&=", "|=", "+",
        "-",  "*",  "/",   "%",   "^",   "&",   "|",  "~",  "!",  "=",  "<",  ">",  ",",
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        size_t n = strlen(symbols[i]);
        if (!starts(p, symbols[i]))
            continue;
        /* "operator<<int>" is operator< of int */
        bool args = n > 1 && symbols[i][0] == '<' && (isalnum((unsigned char)p[n]) || p[n] == '_');
        return args ? 1 : n;
    }
    return 0;
}

static bool ends_with_word(const struct hd_buf *b, const char *word)
{
    size_t n = strlen(word);
    return b->len >= n && !memcmp(b->data + b->len - n, word, n) &&
           (b->len == n ||
            !(isalnum((unsigned char)b->data[b->len - n - 1]) || b->data[b->len - n - 1] == '_'));
}

/* Copies what follows the word "operator". */
static const char *put_operator(struct hd_buf *b, const char *p)
{
    size_t n = operator_symbol(p);
    if (!n) /* " new", " delete[]", " int", "\"\" _s": up to the parameters */
        while (p[n] && p[n] != '(' && n < MAX_NAME)
            n++;
    hd_buf_put(b, p, n);
    p += n;
    return *p == ' ' && p[1] == '<' ? p + 1 : p;
}

/* Closures: "{lambda(int)#2}::operator()" becomes "lambda#2"; of clang's "$_1" the number counts
 * all of a file, and is left out. */
static const char *put_closure(struct hd_buf *b, const char *p)
{
    const char *end = *p == '{' ? behind(p) : p + 2 + strspn(p + 2, "0123456789"), *number = end;
    while (number > p && *number != '#')
        number--;
    hd_buf_str(b, "lambda");
    if (number > p)
        hd_buf_put(b, number, (size_t)(end - 1 - number));
    return starts(end, "::operator()") ? end + strlen("::operator()") : end;
}

/* Brackets that are no part of a plain name. Behind parameters come words of the function's type,
 * or the name of something local to it. */
static const char *skip_brackets(const char *p)
{
    const char *end = behind(p);
    if (*p != '(')
        return end;
    static const char *const words[] = {" const", " volatile", " &&", " &", "[abi:cxx11]"};
    for (size_t i = 0; i < sizeof words / sizeof *words;)
        if (starts(end, words[i]))
            end += strlen(words[i]), i = 0;
        else
            i++;
    return starts(end, " [clone") || starts(end, " (.") ? end + strlen(end) : end;
}

const char *hd_plain_function(struct hd_arena *a, const char *text)
{
    static const char nameless[] = "(anonymous namespace)::";
    struct hd_buf b = {0};
    for (const char *p = text; *p;) {
        if (starts(p, nameless)) {
            p += sizeof nameless - 1;
        } else if (starts(p, "{lambda") || starts(p, "$_")) {
            p = put_closure(&b, p);
        } else if (strchr("<([", *p)) {
            p = skip_brackets(p);
        } else if (*p == ' ') { /* what was before is the type of the result, or "vtable for" */
            b.len = 0;
            p++;
        } else {
            hd_buf_char(&b, *p++);
            if (!isalnum((unsigned char)*p) && *p != '_' && ends_with_word(&b, "operator"))
                p = put_operator(&b, p);
        }
    }
    const char *name = hd_arena_str(a, b.len ? hd_buf_cstr(&b) : text);
    hd_buf_free(&b);
    return name;
}

const char *hd_plain_part(struct hd_arena *a, const char *name)
{
    size_t n = strcspn(name, "<");
    if (starts(name, "operator") && !isalnum((unsigned char)name[8]) && name[8] != '_') {
        size_t k = operator_symbol(name + 8);
        n = k ? 8 + k : strlen(name);
    }
    return n && name[n] ? hd_arena_strn(a, name, n) : name;
}

/* ---- symbol to text ---- */

/* Text of library code: as it is, less the parameters, and cut. */
static const char *with_arguments(struct hd_arena *a, const char *text)
{
    const char *p = text;
    while (*p && *p != '(')
        p = *p == '<' ? behind(p) : p + 1;
    size_t n = (size_t)(p - text);
    return n <= MAX_NAME ? hd_arena_strn(a, text, n) : hd_arena_fmt(a, "%.*s…", MAX_NAME, text);
}

const char *hd_demangle(struct hd_arena *a, const char *symbol)
{
    if (!starts(symbol, "_Z") || strnlen(symbol, MAX_SYMBOL) == MAX_SYMBOL || !demangle(symbol))
        return NULL;
    return starts(made.buf, "std::") ? with_arguments(a, made.buf) : hd_plain_function(a, made.buf);
}
