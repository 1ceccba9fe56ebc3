/* See serve.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/serve.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/log.h"
#include "core/utf8.h"

enum {
    MAX_CONNECTIONS = 64,
    IDLE_SECONDS = 15,
    MAX_URL = 2048,
    CONNECTION_MEMORY = 64 << 10,
};

/* Answers --------------------------------------------------------------------------------------*/

/* A page names the script and style that it may run in a policy of its own, by nonce: both policies
 * apply. All else is data, which runs nothing. */
static const char page_policy[] = "object-src 'none'; connect-src 'self'; base-uri 'none'; "
                                  "form-action 'none'; frame-ancestors 'none'";
static const char data_policy[] = "default-src 'none'; frame-ancestors 'none'; sandbox";

static enum MHD_Result send_buf(struct MHD_Connection *c, unsigned status, const char *type,
                                const char *tag, struct hd_buf *b)
{
    static const struct {
        const char *name, *value;
    } header[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
    };
    bool page = strncmp(type, "text/html", strlen("text/html")) == 0;
    size_t n = b->len;
    struct MHD_Response *r =
        MHD_create_response_from_buffer(n, hd_buf_take(b), MHD_RESPMEM_MUST_FREE);
    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    for (size_t i = 0; i < sizeof header / sizeof *header; i++)
        MHD_add_response_header(r, header[i].name, header[i].value);
    MHD_add_response_header(r, "Content-Security-Policy", page ? page_policy : data_policy);
    if (tag)
        MHD_add_response_header(r, MHD_HTTP_HEADER_ETAG, tag);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result rc = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why)
{
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "%s\n", why);
    return send_buf(c, status, "text/plain; charset=utf-8", NULL, &b);
}

/* Does the request mean this server? A name without a port means port 80. */
static bool is_host(const struct hd_server *s, const char *host)
{
    static const char *const loopback[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *colon = strrchr(host, ':'), *bracket = strrchr(host, ']');
    bool has_port = colon && (!bracket || colon > bracket);
    size_t n = has_port ? (size_t)(colon - host) : strlen(host);
    if (strcmp(has_port ? colon + 1 : "80", s->port) != 0)
        return false;
    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
        if (n == strlen(loopback[i]) && strncasecmp(host, loopback[i], n) == 0)
            return true;
    for (size_t i = 0; i < s->o->nhosts; i++)
        if (n == strlen(s->o->host[i]) && strncasecmp(host, s->o->host[i], n) == 0)
            return true;
    size_t own = strlen(s->name);
    if (strchr(s->name, ':')) /* IPv6 stands in brackets there */
        return n == own + 2 && host[0] == '[' && strncasecmp(host + 1, s->name, own) == 0;
    return n == own && strncasecmp(host, s->name, own) == 0;
}

static void put_pair(struct hd_buf *b, const char *key, const char *value)
{
    hd_buf_fmt(b, "%s%s=%s", b->len ? "&" : "", key, value ? value : "");
}

static enum MHD_Result collect_query(void *arg, enum MHD_ValueKind kind, const char *key,
                                     const char *value)
{
    put_pair(arg, key, value);
    return MHD_YES;
}

static enum MHD_Result answer(void *arg, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    static int seen; /* its address says that the headers were looked at */
    const struct hd_server *s = arg;
    bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    if (!reads) {
        if (*upload_size) { /* read it away first */
            *upload_size = 0;
            return MHD_YES;
        }
        return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "this server answers GET and HEAD only");
    }
    const char *host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    if (!host || !is_host(s, host))
        return refuse(c, MHD_HTTP_FORBIDDEN,
                      "this server does not go by that name; --host NAME allows one");
    if (strlen(url) > MAX_URL)
        return refuse(c, MHD_HTTP_URI_TOO_LONG, "the address is too long");
    struct hd_buf query = {0}, out = {0};
    char text[HD_SERVE_TAG];
    const char *tag = hd_serve_tag(s->o->db, url, text) ? text : NULL;
    if (tag &&
        hd_serve_knows(
            MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH), tag))
        return send_buf(c, MHD_HTTP_NOT_MODIFIED, "application/json", tag, &out);
    const char *type = "text/plain; charset=utf-8";
    MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, collect_query, &query);
    int status = hd_serve_answer(s->o->db, url, hd_buf_cstr(&query), &out, &type);
    hd_buf_free(&query);
    return send_buf(c, (unsigned)status, type, status == MHD_HTTP_OK ? tag : NULL, &out);
}

/* Listening ------------------------------------------------------------------------------------*/

/* getaddrinfo takes numbers modulo 65536, and a sign. */
static bool is_port(const char *port)
{
    if (isalpha((unsigned char)port[0]))
        return true; /* the name of a service */
    unsigned n = 0;
    for (; isdigit((unsigned char)*port) && n <= UINT16_MAX; port++)
        n = n * 10 + (unsigned)(*port - '0');
    return !*port && n <= UINT16_MAX;
}

/* "127.0.0.1:7070", "[::1]:7070", "localhost:7070". */
static int open_socket(struct hd_server *s, struct hd_err *err)
{
    const char *listen_on = s->o->listen, *colon = strrchr(listen_on, ':');
    char host[NI_MAXHOST];
    if (!colon || (size_t)(colon - listen_on) >= sizeof host || !colon[1])
        return hd_fail(err, "--listen %s: ADDRESS:PORT is wanted", listen_on);
    if (!is_port(colon + 1))
        return hd_fail(err, "--listen %s: a port is a number from 0 to 65535", listen_on);
    bool bracket = listen_on[0] == '[' && colon > listen_on && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(colon - listen_on - 2 * bracket),
             listen_on + bracket);
    struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found;
    int rc = getaddrinfo(*host ? host : "127.0.0.1", colon + 1, &want, &found);
    if (rc != 0)
        return hd_fail(err, "--listen %s: %s", listen_on, gai_strerror(rc));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) < 0 ||
        listen(fd, MAX_CONNECTIONS) < 0 || getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
        hd_fail_errno(err, "cannot listen on %s", listen_on);
        if (fd >= 0)
            close(fd);
        fd = -1;
    } else {
        getnameinfo((struct sockaddr *)&at, len, s->name, sizeof s->name, s->port, sizeof s->port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
        bool v6 = strchr(s->name, ':') != NULL;
        snprintf(s->url, sizeof s->url, "http://%s%s%s:%s/", v6 ? "[" : "", s->name, v6 ? "]" : "",
                 s->port);
    }
    freeaddrinfo(found);
    return fd;
}

static bool is_loopback(const char *name)
{
    return strncmp(name, "127.", 4) == 0 || strcmp(name, "::1") == 0;
}

static void run(struct MHD_Daemon *daemon, int signals)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd fd[] = {{info ? info->epoll_fd : -1, POLLIN, 0}, {signals, POLLIN, 0}};
    while (!(fd[1].revents & POLLIN)) {
        MHD_UNSIGNED_LONG_LONG wait = 0;
        int ms = MHD_get_timeout(daemon, &wait) == MHD_YES && wait < 1000 ? (int)wait : 1000;
        if (poll(fd, 2, ms) < 0 && errno != EINTR)
            break;
        MHD_run(daemon);
    }
}

struct MHD_Daemon *hd_serve_daemon(struct hd_server *s, int fd)
{
    return MHD_start_daemon(
        fd < 0 ? MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET : MHD_USE_EPOLL, 0, NULL, NULL, answer, s,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        fd < 0 ? MHD_OPTION_END : MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_END);
}

int hd_serve(const struct hd_serve_options *o, struct hd_err *err)
{
    struct hd_server s = {.o = o};
    sigset_t ends;
    int fd = open_socket(&s, err);
    if (fd < 0)
        return -1;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    int signals = signalfd(-1, &ends, SFD_CLOEXEC);
    struct MHD_Daemon *daemon = hd_serve_daemon(&s, fd);
    if (!daemon || signals < 0) {
        hd_fail(err, "the server cannot be started");
        close(fd);
        return -1;
    }
    if (!is_loopback(s.name))
        hd_warn("%s can be reached from elsewhere, and asks nobody who they are", s.url);
    if (o->ready)
        o->ready(s.url, o->arg);
    run(daemon, signals);
    MHD_stop_daemon(daemon);
    close(signals);
    return 0;
}
