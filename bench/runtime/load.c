/* Closed-loop load for programs.sh, on the loopback interface only: CONNECTIONS sockets, one request at a
 * time on each, for SECONDS. Prints
 *   requests seconds p50_us p99_us errors
 *
 * load memcached|redis|http PORT CONNECTIONS SECONDS [PATH]
 * memcached, redis: nine gets and a set, 10,000 keys, 100 bytes. http: GET PATH, kept alive.
 * SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 256, BUFFER = 1 << 18, KEYS = 10000, VALUE = 100 };
/* Latencies: 64 steps per doubling of a microsecond's 64th part. */
enum { STEPS = 64, BINS = STEPS * 32 };

struct connection {
    int fd;
    double since;
    size_t have;
    long body; /* http: bytes still to come, -1 in the head */
    bool set;
    char in[BUFFER];
};
static struct connection conn[MAX_CONNECTIONS];
static uint64_t bin[BINS], requests, errors;
static const char *protocol, *path = "/";
static unsigned seed = 1;

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec * 1e-3;
}

static unsigned draw(void)
{
    seed = seed * 1103515245u + 12345u;
    return seed >> 8;
}

static unsigned bin_of(double us)
{
    uint64_t v = (uint64_t)(us * STEPS) + STEPS;
    unsigned log = 63 - (unsigned)__builtin_clzll(v);
    unsigned b = (log - 6) * STEPS + (unsigned)((v >> (log - 6)) - STEPS);

    return b < BINS ? b : BINS - 1;
}

static double percentile(double share)
{
    uint64_t seen = 0, want = (uint64_t)((double)requests * share);

    for (unsigned b = 0; b < BINS; b++) {
        seen += bin[b];
        if (seen > want)
            return ((double)((uint64_t)(b % STEPS + STEPS) << (b / STEPS)) - STEPS) / STEPS;
    }
    return 0;
}

static size_t write_request(struct connection *c, char *out, size_t room)
{
    unsigned key = draw() % KEYS;
    char value[VALUE + 1];

    memset(value, 'v', VALUE);
    value[VALUE] = 0;
    c->set = draw() % 10 == 0;
    c->body = -1;
    if (!strcmp(protocol, "http"))
        return (size_t)snprintf(out, room, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    if (!strcmp(protocol, "memcached"))
        return (size_t)(c->set ? snprintf(out, room, "set key:%05u 0 0 %d\r\n%s\r\n", key, VALUE, value)
                               : snprintf(out, room, "get key:%05u\r\n", key));
    return (size_t)(c->set ? snprintf(out, room,
                                      "*3\r\n$3\r\nSET\r\n$9\r\nkey:%05u\r\n$%d\r\n%s\r\n", key,
                                      VALUE, value)
                           : snprintf(out, room, "*2\r\n$3\r\nGET\r\n$9\r\nkey:%05u\r\n", key));
}

static void ask(struct connection *c)
{
    char out[1024];
    size_t n = write_request(c, out, sizeof out);

    c->have = 0;
    c->since = now();
    if (write(c->fd, out, n) != (ssize_t)n)
        errors++;
}

static bool ends(const struct connection *c, const char *with)
{
    size_t n = strlen(with);

    return c->have >= n && !memcmp(c->in + c->have - n, with, n);
}

/* Has the whole answer come? */
static bool complete(struct connection *c)
{
    char *body, *length;

    if (!strcmp(protocol, "memcached"))
        return ends(c, c->set ? "STORED\r\n" : "END\r\n");
    if (!strcmp(protocol, "redis"))
        return c->set ? ends(c, "\r\n")
                      : ends(c, "$-1\r\n") || (ends(c, "\r\n") && c->have > VALUE);
    if (c->body < 0) {
        c->in[c->have < BUFFER ? c->have : BUFFER - 1] = 0;
        body = strstr(c->in, "\r\n\r\n");
        length = body ? strcasestr(c->in, "content-length:") : NULL;
        if (!length)
            return false;
        c->body = strtol(length + 15, NULL, 10) - (long)(c->in + c->have - body - 4);
        errors += strncmp(c->in, "HTTP/1.1 200", 12) != 0;
    }
    return c->body <= 0;
}

static void answered(struct connection *c)
{
    bin[bin_of(now() - c->since)]++;
    requests++;
    ask(c);
}

static void receive(struct connection *c)
{
    bool head = c->body < 0;
    ssize_t n = read(c->fd, head ? c->in + c->have : c->in, head ? BUFFER - 1 - c->have : BUFFER);

    if (n <= 0) {
        fprintf(stderr, "load: the server closed a connection\n");
        exit(1);
    }
    if (head)
        c->have += (size_t)n;
    else
        c->body -= n;
    if (complete(c))
        answered(c);
}

static void open_connection(struct connection *c, int ep, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct epoll_event ev = {.events = EPOLLIN, .data = {.ptr = c}};
    int one = 1;

    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to)) {
        fprintf(stderr, "load: port %d: %s\n", port, strerror(errno));
        exit(1);
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
}

static double run_until(int ep, double end)
{
    struct epoll_event ev[64];

    while (now() < end) {
        int n = epoll_wait(ep, ev, 64, 1000);

        for (int i = 0; i < n; i++)
            receive(ev[i].data.ptr);
    }
    return now();
}

int main(int argc, char **argv)
{
    int ep = epoll_create1(0), n = argc > 3 ? atoi(argv[3]) : 0;
    double seconds = argc > 4 ? atof(argv[4]) : 0, began, ended;

    if (argc < 5 || n < 1 || n > MAX_CONNECTIONS || seconds <= 0 || seconds > 120) {
        fprintf(stderr, "usage: load memcached|redis|http PORT CONNECTIONS SECONDS [PATH]\n");
        return 2;
    }
    protocol = argv[1];
    path = argc > 5 ? argv[5] : path;
    for (int i = 0; i < n; i++)
        open_connection(&conn[i], ep, atoi(argv[2]));
    for (int i = 0; i < n; i++)
        ask(&conn[i]);
    run_until(ep, now() + seconds * 1e6 / 5); /* warm-up */
    memset(bin, 0, sizeof bin);
    requests = 0;
    began = now();
    ended = run_until(ep, began + seconds * 1e6);
    printf("%llu %.3f %.1f %.1f %llu\n", (unsigned long long)requests, (ended - began) * 1e-6,
           percentile(0.5), percentile(0.99), (unsigned long long)errors);
    return errors != 0;
}
