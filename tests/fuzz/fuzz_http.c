// links: hd_report hd_graph hd_store hd_core
/* Requests from anywhere, as bytes that arrive on a connection: the server answers or closes, what
 * it answers is a whole response with its guarding headers, and nothing of the database is told to
 * a request that means another host.
 *
 * The connection is one end of a pair of sockets: there is no network. A byte 0x00 at the start
 * says that the request comes in two pieces; the next byte says where it is cut.
 * SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "core/buf.h"
#include "report/serve.h"
#include "tests/fuzz/sample_db.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 16 << 10, ROUNDS = 64 };

static char db[128];
static struct hd_serve_options options = {.db = db, .listen = "127.0.0.1:7070"};
static struct hd_server server = {.o = &options, .name = "127.0.0.1", .port = "7070"};
static struct MHD_Daemon *daemon_;

static void stop(void)
{
    MHD_stop_daemon(daemon_);
}

static void set_up(void)
{
    scratch_make();
    snprintf(db, sizeof db, "%s/h.db", scratch);
    sample_db_make(db);
    daemon_ = hd_serve_daemon(&server, -1);
    if (!daemon_)
        abort();
    atexit(stop);
}

/* What the server says until it has nothing more to say; the other end closes its side first when
 * `done`. */
static void answer(int fd, struct hd_buf *said)
{
    for (int idle = 0, round = 0; idle < 3 && round < ROUNDS; round++) {
        char part[16384];
        MHD_run(daemon_);
        ssize_t n = recv(fd, part, sizeof part, MSG_DONTWAIT);
        if (n == 0)
            return;
        idle = n > 0 ? 0 : idle + 1;
        if (n > 0)
            hd_buf_put(said, part, (size_t)n);
    }
}

static bool has(const char *head, const char *line)
{
    return strcasestr(head, line) != NULL;
}

/* A name by which it may be called stands somewhere in the request. */
static bool names_us(const char *request, size_t size)
{
    static const char *const ours[] = {"127.0.0.1:7070", "localhost:7070", "[::1]:7070"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        for (size_t at = 0; at + strlen(ours[i]) <= size; at++)
            if (strncasecmp(request + at, ours[i], strlen(ours[i])) == 0)
                return true;
    return false;
}

static void look_at(struct hd_buf *said, const uint8_t *request, size_t size)
{
    if (!said->len)
        return;
    const char *text = hd_buf_cstr(said);
    int status = 0;
    hd_assert(sscanf(text, "HTTP/1.%*1[01] %3d ", &status) == 1);
    const char *end = strstr(text, "\r\n\r\n");
    hd_assert(end != NULL);
    char *head = strndup(text, (size_t)(end - text));
    bool ours = status == 200 || status == 403 || status == 404 || has(head, "X-Frame-Options");
    if (ours) {
        hd_assert(has(head, "X-Content-Type-Options: nosniff"));
        hd_assert(has(head, "Content-Security-Policy: "));
        hd_assert(has(head, "Cache-Control: no-store"));
        hd_assert(!has(head, "Access-Control-Allow"));
    }
    hd_assert(status != 200 || names_us((const char *)request, size));
    free(head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct hd_buf said = {0};
    size_t cut = 0;
    int pair[2];
    if (size > MOST)
        return 0;
    if (!daemon_)
        set_up();
    if (size > 2 && data[0] == 0) {
        cut = data[1];
        data += 2;
        size -= 2;
        cut = cut < size ? cut : size;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
        abort();
    if (MHD_add_connection(daemon_, pair[0], (struct sockaddr *)&from, sizeof from) != MHD_YES)
        abort();
    if (cut) {
        send(pair[1], data, cut, MSG_NOSIGNAL);
        answer(pair[1], &said);
    }
    send(pair[1], data + cut, size - cut, MSG_NOSIGNAL);
    answer(pair[1], &said);
    shutdown(pair[1], SHUT_WR);
    answer(pair[1], &said);
    close(pair[1]);
    for (int i = 0; i < 3; i++) /* it sees that nobody is there any more */
        MHD_run(daemon_);
    look_at(&said, data, size);
    hd_buf_free(&said);
    return 0;
}
