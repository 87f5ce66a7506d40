/* Stands in for AWS: answers every call after the same delay, so that the caller is measured and not AWS.

       delay-server PORT DELAY-MILLISECONDS        listens on 127.0.0.1; 0 is no delay

   One thread, epoll, HTTP/1.1 with keep-alive. The answers are in query.c and dynamodb.c. As the delay is the same for
   all calls, they are answered in the order in which they came, and one list serves as the timer.

       GET /__depth/reset      forgets the recorded calls
       GET /__depth/report     {"calls": n, "depth": n, "operations": [["GetUser", arrived, answered], …]}, in ms
       GET /__expired?N        makes N users whose roles have expired (0: none), and answers how many have a record
       GET /__account?N        makes the account one of N users besides, each with a role and a policy made for it
       GET /__age?USER         changes USER's role record as if the role was last synced long ago
       GET /__change?USER      changes the policies of USER, who is called few… or full…
       GET /…                  answers "waited" after the delay

   The depth is the length of the longest chain of calls in which each came after the one before it had been answered. */
#include "answers.h"
#include "world.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MAXIMUM_REQUEST = 1 << 20, RECORDED = 4096, EVENTS = 256 };

struct connection {
    int descriptor;
    struct buffer in, out;
    size_t written;
    int waiting, wants_write;
    int64_t due; /* when to answer, ns */
    int64_t arrived;
    const char *operation;                /* NULL: not an AWS call */
    struct connection *previous, *next;   /* among those waiting, oldest first */
    struct connection *older, *younger;   /* among all */
};

struct record {
    const char *operation;
    int64_t arrived, answered;
};

static int64_t delay;
static int poller, timer;
static struct connection *first_waiting, *last_waiting, *youngest;
static struct record records[RECORDED];
static int64_t call_count;
static volatile sig_atomic_t stopping;

static void stop(int number) {
    (void)number;
    stopping = 1;
}

static int64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static void wait_for(struct connection *connection, int32_t events) {
    struct epoll_event event = {.events = (uint32_t)events, .data.ptr = connection};
    epoll_ctl(poller, EPOLL_CTL_MOD, connection->descriptor, &event);
}

static void unqueue(struct connection *connection) {
    if (!connection->waiting) return;
    connection->waiting = 0;
    if (connection->previous) connection->previous->next = connection->next;
    else first_waiting = connection->next;
    if (connection->next) connection->next->previous = connection->previous;
    else last_waiting = connection->previous;
    connection->previous = connection->next = NULL;
}

static void drop(struct connection *connection) {
    unqueue(connection);
    if (connection->older) connection->older->younger = connection->younger;
    if (connection->younger) connection->younger->older = connection->older;
    else youngest = connection->older;
    close(connection->descriptor);
    free(connection->in.bytes);
    free(connection->out.bytes);
    free(connection);
}

/* MARK: Depth */

static void append_report(struct buffer *body) {
    int count = call_count < RECORDED ? (int)call_count : RECORDED, depth = 0;
    int64_t end = INT64_MIN, start = count ? records[0].arrived : 0;
    struct buffer list = {0};
    for (int i = 0; i < count; i++) { /* ordered by answer, so that taking the first that fits gives the longest chain */
        if (records[i].arrived >= end) {
            depth++;
            end = records[i].answered;
        }
        char line[160];
        append(&list, line, (size_t)snprintf(line, sizeof line, "%s[\"%s\",%.3f,%.3f]", i ? "," : "",
            records[i].operation, (double)(records[i].arrived - start) / 1e6,
            (double)(records[i].answered - start) / 1e6));
    }
    char head[96];
    snprintf(head, sizeof head, "{\"calls\":%lld,\"depth\":%d,\"operations\":[", (long long)call_count, depth);
    append_text(body, head);
    if (list.bytes) append_text(body, list.bytes);
    append_text(body, "]}\n");
    free(list.bytes);
}

static void record(const struct connection *connection) {
    if (!connection->operation) return;
    if (call_count < RECORDED) records[call_count] = (struct record){connection->operation, connection->arrived, now()};
    call_count++;
}

/* MARK: HTTP */

static const char *reason(int status) {
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    default: return "Conflict";
    }
}

static void append_response(struct buffer *out, int status, const char *content_type, const struct buffer *body) {
    static char date[40];
    static time_t date_of;
    time_t second = time(NULL);
    if (second != date_of) {
        struct tm utc;
        gmtime_r(&second, &utc);
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        date_of = second;
    }
    char head[256];
    append(out, head, (size_t)snprintf(head, sizeof head,
        "HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status, reason(status), date,
        content_type, body->length));
    if (body->length) append(out, body->bytes, body->length);
}

/* Sends as much as the socket takes; 0: the connection is gone. */
static int flush(struct connection *connection) {
    while (connection->written < connection->out.length) {
        ssize_t count = send(connection->descriptor, connection->out.bytes + connection->written,
                             connection->out.length - connection->written, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (!connection->wants_write) wait_for(connection, EPOLLIN | EPOLLOUT);
            connection->wants_write = 1;
            return 1;
        }
        if (count < 0) {
            drop(connection);
            return 0;
        }
        connection->written += (size_t)count;
    }
    connection->out.length = connection->written = 0;
    if (connection->wants_write) wait_for(connection, EPOLLIN);
    connection->wants_write = 0;
    return 1;
}

/* The value of a header field inside [head, end), without regard to the name's case; NULL: not there. */
static char *field(char *head, const char *end, const char *name) {
    size_t length = strlen(name);
    for (char *line = head; line < end; line++) {
        if (!strncasecmp(line, name, length) && line[length] == ':') {
            return line + length + 1 + strspn(line + length + 1, " \t");
        }
        if (!(line = memchr(line, '\n', (size_t)(end - line)))) break;
    }
    return NULL;
}

static void respond(struct connection *connection, const char *method, char *path, const char *target, char *body) {
    struct buffer content = {0};
    int status = 200;
    const char *content_type = "text/plain";
    int64_t wait = delay;
    char *query = strchr(path, '?');
    if (query) *query++ = 0;

    connection->operation = NULL;
    if (!strcmp(path, "/__depth/reset")) {
        call_count = 0;
        wait = 0;
    } else if (!strcmp(path, "/__depth/report")) {
        append_report(&content);
        content_type = "application/json";
        wait = 0;
    } else if (!strcmp(path, "/__expired")) {
        char count[16];
        append(&content, count, (size_t)snprintf(count, sizeof count, "%d\n", expired_users_left(query ? atoi(query) : 0)));
        wait = 0;
    } else if (!strcmp(path, "/__account")) {
        make_members(query ? atoi(query) : 0);
        wait = 0;
    } else if (!strcmp(path, "/__age") || !strcmp(path, "/__change")) {
        if (query) (!strcmp(path, "/__age") ? age : change)(query);
        wait = 0;
    } else if (strcmp(method, "POST") && !query) {
        append_text(&content, "waited\n");
    } else {
        struct call call = {target, strcmp(method, "POST") ? query : body};
        struct answer given = *target ? answer_dynamodb(&call, &content) : answer_query(&call, &content);
        connection->operation = given.operation;
        status = given.status;
        content_type = given.content_type;
    }
    append_response(&connection->out, status, content_type, &content);
    free(content.bytes);

    connection->arrived = now();
    if (!wait) {
        record(connection);
        return; /* the caller flushes */
    }
    connection->due = connection->arrived + wait;
    connection->waiting = 1;
    connection->previous = last_waiting;
    if (last_waiting) last_waiting->next = connection;
    else first_waiting = connection;
    last_waiting = connection;
}

/* Takes one whole request out of the input; 1: done, 0: more bytes are needed, -1: it isn't HTTP. */
static int take_request(struct connection *connection) {
    struct buffer *in = &connection->in;
    if (!in->bytes) return 0;
    char *head = in->bytes, *head_end = memmem(head, in->length, "\r\n\r\n", 4);
    if (!head_end) return in->length < MAXIMUM_REQUEST ? 0 : -1;
    if (memchr(head, 0, (size_t)(head_end - head))) return -1;

    size_t body_length = 0;
    char *content_length = field(head, head_end, "Content-Length");
    if (content_length) {
        char *end;
        body_length = strtoul(content_length, &end, 10);
        if (end == content_length || *content_length == '-' || body_length > MAXIMUM_REQUEST) return -1;
    } else if (field(head, head_end, "Transfer-Encoding")) {
        return -1;
    }
    char *body = head_end + 4;
    size_t total = (size_t)(body - head) + body_length;
    if (in->length < total) return 0;

    char *target = field(head, head_end, "X-Amz-Target");
    char *method_end = memchr(head, ' ', (size_t)(head_end - head));
    char *path_end = method_end ? memchr(method_end + 1, ' ', (size_t)(head_end - method_end - 1)) : NULL;
    if (!path_end) return -1;
    *method_end = *path_end = *head_end = 0;
    if (target) target[strcspn(target, "\r\n")] = 0;
    char after = body[body_length]; /* of the next request, or the NUL that append() puts behind the last byte */
    body[body_length] = 0;
    respond(connection, head, method_end + 1, target ? target : "", body);
    body[body_length] = after;

    memmove(in->bytes, in->bytes + total, in->length - total);
    in->length -= total;
    return 1;
}

/* Answers the requests that have come whole, one after the other; 0: the connection is gone. */
static int serve(struct connection *connection) {
    while (!connection->waiting && !connection->wants_write) {
        int taken = take_request(connection);
        if (taken < 0) {
            drop(connection);
            return 0;
        }
        if (!taken) return 1;
        if (!connection->waiting && !flush(connection)) return 0;
    }
    return 1;
}

static void receive(struct connection *connection) {
    char bytes[16384];
    ssize_t count = recv(connection->descriptor, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0 || connection->in.length > 2 * MAXIMUM_REQUEST) {
        drop(connection);
        return;
    }
    append(&connection->in, bytes, (size_t)count);
    serve(connection);
}

static void answer_due(void) {
    while (first_waiting && first_waiting->due <= now()) {
        struct connection *connection = first_waiting;
        unqueue(connection);
        record(connection); /* before it is sent, so that a call which the answer leads to comes later */
        if (flush(connection)) serve(connection);
    }
}

/* MARK: Sockets */

static void accept_all(int listener) {
    for (;;) {
        int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) return;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) abort();
        connection->descriptor = descriptor;
        connection->older = youngest;
        if (youngest) youngest->younger = connection;
        youngest = connection;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
    }
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
        perror("delay-server");
        exit(1);
    }
    return listener;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: delay-server PORT DELAY-MILLISECONDS\n");
        return 2;
    }
    delay = (int64_t)(strtod(arguments[2], NULL) * 1e6);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);

    int listener = listen_on(atoi(arguments[1]));
    poller = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &listener});
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &timer});

    int64_t armed = 0;
    while (!stopping) {
        answer_due();
        if (first_waiting && first_waiting->due != armed) {
            armed = first_waiting->due;
            struct itimerspec at = {.it_value = {armed / 1000000000, armed % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        }
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            void *source = events[i].data.ptr;
            if (source == &listener) {
                accept_all(listener);
            } else if (source == &timer) {
                uint64_t expirations;
                if (read(timer, &expirations, sizeof expirations) > 0) armed = 0;
            } else {
                struct connection *connection = source;
                if (events[i].events & EPOLLOUT) {
                    if (!flush(connection) || !serve(connection)) continue;
                }
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(connection);
            }
        }
    }
    while (youngest) drop(youngest);
    forget_everything();
    close(timer);
    close(listener);
    close(poller);
    return 0;
}
