/* A warm console login in C, with libcurl and OpenSSL. Its calls, audit line and answer are the same as Latchkey's.

       login SOCKET        answers FastCGI on the Unix socket; the environment has Latchkey's settings

   One thread does everything by epoll, except for writing the audit file. It reads and writes FastCGI's records itself,
   because libfcgi needs a thread for every waiting request, and 256 requests wait at once here. It retries, syncs and
   logs nothing, and searches answers instead of parsing them. */
#include <curl/curl.h>
#include <errno.h>
#include <fastcgi.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 65, TEXT = 4096, REQUEST = 8192, DESCRIPTORS = 1 << 14, EVENTS = 256 };
enum kind { GET_USER, UPDATE_ITEM, ASSUME_ROLE, GET_SIGNIN_TOKEN, CALLS };
#define FORM "application/x-www-form-urlencoded"

static struct service {
    const char *name, *content_type, *target;
    char day[9];      /* the day of `key` */
    EVP_MAC_CTX *key; /* has the signing key, which is derived once a day */
} services[CALLS] = {
    {.name = "iam", .content_type = FORM "; charset=utf-8"},
    {.name = "dynamodb", .content_type = "application/x-amz-json-1.0", .target = "DynamoDB_20120810.UpdateItem"},
    {.name = "sts", .content_type = FORM "; charset=utf-8"},
    {.content_type = FORM},
};

struct text {
    size_t length;
    char bytes[TEXT];
};

/* A call, and its libcurl handle, which is used for one transfer after the other. */
struct call {
    struct login *login;
    struct service *service;
    CURL *easy;
    struct curl_slist fields[5];
    char content_type[80], target[64], date[40], authorization[512];
    struct text body, answer;
};

struct login {
    int socket, request, under_way, failed, exchanging;
    size_t in_length;
    unsigned char in[REQUEST];
    char user[NAME], host[256], id[33], role[160], key_id[128], secret[128], expiration[32];
    struct call calls[CALLS];
    struct login *next; /* in the list of which it is part */
};

static const char *endpoint, *host, *signin_endpoint, *region, *table, *key_id, *secret_key, *audit_path, *authorities;
static long sync_interval;
static char account[13];
static int poller, listener, wake;
static CURLM *multi;
static int64_t timer_due = -1; /* when to call libcurl, in ms; -1: never */
static struct login *idle, *readers[DESCRIPTORS];
/* The events of libcurl's sockets: those that epoll watches, and those that libcurl wants. */
static uint32_t watched[DESCRIPTORS], wanted[DESCRIPTORS];
static EVP_MD *sha256;
static EVP_MD_CTX *digest;

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* MARK: Text */

/* Text that doesn't fit is cut off, and AWS refuses the call. */
__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
    va_list values;
    va_start(values, format);
    size_t room = TEXT - text->length, count = (size_t)vsnprintf(text->bytes + text->length, room, format, values);
    va_end(values);
    text->length += count < room ? count : room - 1;
}

static void add_encoded(struct text *text, const char *plain) {
    for (; *plain && text->length < TEXT - 4; plain++) {
        unsigned char byte = (unsigned char)*plain, letter = byte | 32;
        if ((byte >= '0' && byte <= '9') || (letter >= 'a' && letter <= 'z') || strchr("-._~", byte)) {
            text->bytes[text->length++] = (char)byte;
        } else {
            text->bytes[text->length++] = '%';
            text->bytes[text->length++] = "0123456789ABCDEF"[byte >> 4];
            text->bytes[text->length++] = "0123456789ABCDEF"[byte & 15];
        }
    }
    text->bytes[text->length] = 0;
}

static void hexadecimal(char text[65], const unsigned char bytes[32]) {
    for (int i = 0; i < 32; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    text[64] = 0;
}

/* Copies the text between `before` and `end` to `value`; 0: it isn't there, or doesn't fit. */
static int find(const struct text *text, const char *before, char end, char *value, size_t size) {
    const char *start = strstr(text->bytes, before), *stop = start ? strchr(start += strlen(before), end) : NULL;
    if (!stop || stop == start || (size_t)(stop - start) >= size) return 0;
    memcpy(value, start, (size_t)(stop - start));
    value[stop - start] = 0;
    return 1;
}

/* MARK: Signature Version 4 */

static void hash(const struct text *text, char hex[65]) {
    unsigned char bytes[32];
    EVP_DigestInit_ex2(digest, sha256, NULL);
    EVP_DigestUpdate(digest, text->bytes, text->length);
    EVP_DigestFinal_ex(digest, bytes, NULL);
    hexadecimal(hex, bytes);
}

/* Computes the HMAC of `text` with `key`, which the context keeps; NULL: with the key that it kept. */
static void authenticate(EVP_MAC_CTX *context, const void *key, size_t size, const char *text, unsigned char code[32]) {
    EVP_MAC_init(context, key, size, NULL);
    EVP_MAC_update(context, (const unsigned char *)text, strlen(text));
    EVP_MAC_final(context, code, NULL, 32);
}

static void derive_key(struct service *service, const char *day) {
    OSSL_PARAM parameters[] = {OSSL_PARAM_utf8_string("digest", "SHA256", 6), OSSL_PARAM_END};
    if (!service->key) service->key = EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, "HMAC", NULL));
    if (!service->key || !EVP_MAC_CTX_set_params(service->key, parameters)) die("HMAC");
    unsigned char key[256];
    size_t size = (size_t)snprintf((char *)key, sizeof key, "AWS4%s", secret_key);
    const char *steps[] = {day, region, service->name, "aws4_request"};
    for (int i = 0; i < 4; i++, size = 32) authenticate(service->key, key, size, steps[i], key);
    EVP_MAC_init(service->key, key, size, NULL);
    snprintf(service->day, sizeof service->day, "%s", day);
}

static void sign(struct call *call) {
    struct service *service = call->service;
    time_t now = time(NULL);
    struct tm utc;
    char date[17], day[9], scope[96], hex[65];
    unsigned char signature[32];
    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    snprintf(day, sizeof day, "%.8s", date);
    snprintf(scope, sizeof scope, "%s/%s/%s/aws4_request", day, region, service->name);
    if (strcmp(service->day, day)) derive_key(service, day);

    const char *names = service->target ? "content-type;host;x-amz-date;x-amz-target" : "content-type;host;x-amz-date";
    struct text text;
    text.length = 0;
    hash(&call->body, hex);
    add(&text, "POST\n/\n\ncontent-type:%s\nhost:%s\nx-amz-date:%s\n", service->content_type, host, date);
    if (service->target) add(&text, "x-amz-target:%s\n", service->target);
    add(&text, "\n%s\n%s", names, hex);
    hash(&text, hex);
    text.length = 0;
    add(&text, "AWS4-HMAC-SHA256\n%s\n%s\n%s", date, scope, hex);
    authenticate(service->key, NULL, 0, text.bytes, signature);
    hexadecimal(hex, signature);
    snprintf(call->date, sizeof call->date, "X-Amz-Date: %s", date);
    snprintf(call->authorization, sizeof call->authorization,
             "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", key_id, scope, names,
             hex);
}

/* MARK: Calls */

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    struct text *answer = context;
    if (answer->length + size * count >= TEXT) return 0;
    memcpy(answer->bytes + answer->length, bytes, size * count);
    answer->length += size * count;
    answer->bytes[answer->length] = 0;
    return size * count;
}

/* At the end of a transfer libcurl has the socket of a kept connection removed, and added again for the next transfer. It
   stays in epoll all the same, which saves two system calls for each transfer. */
static int watch(CURL *easy, curl_socket_t socket, int what, void *context, void *own) {
    (void)easy, (void)context, (void)own;
    uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    wanted[socket] = events;
    if (events == watched[socket] || (!events && watched[socket] == EPOLLIN)) return 0;
    struct epoll_event event = {.events = events, .data.fd = socket};
    int operation = !events ? EPOLL_CTL_DEL : watched[socket] ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(poller, operation, socket, &event)) die("epoll_ctl");
    watched[socket] = events;
    return 0;
}

static int close_socket(void *context, curl_socket_t socket) {
    (void)context;
    watched[socket] = wanted[socket] = 0;
    return close(socket);
}

static int64_t milliseconds(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000) + at.tv_nsec / 1000000;
}

static int set_timer(CURLM *handle, long timeout, void *context) {
    (void)handle, (void)context;
    timer_due = timeout < 0 ? -1 : milliseconds() + timeout;
    return 0;
}

static void prepare(struct login *login, enum kind kind) {
    struct service *service = &services[kind];
    struct call *call = &login->calls[kind];
    call->login = login;
    call->service = service;
    snprintf(call->content_type, sizeof call->content_type, "Content-Type: %s", service->content_type);
    if (service->target) snprintf(call->target, sizeof call->target, "X-Amz-Target: %s", service->target);
    char *fields[] = {call->content_type, "Accept:", call->date, call->authorization, call->target};
    int count = service->target ? 5 : service->name ? 4 : 2;
    for (int i = 0; i < count; i++) {
        call->fields[i] = (struct curl_slist){fields[i], i + 1 < count ? &call->fields[i + 1] : NULL};
    }
    if (!(call->easy = curl_easy_init())) die("curl_easy_init");
    curl_easy_setopt(call->easy, CURLOPT_URL, service->name ? endpoint : signin_endpoint);
    curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->fields);
    curl_easy_setopt(call->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(call->easy, CURLOPT_USERAGENT, "login.c/0.1.0");
    curl_easy_setopt(call->easy, CURLOPT_PROXY, "");
    if (authorities) curl_easy_setopt(call->easy, CURLOPT_CAINFO, authorities);
    curl_easy_setopt(call->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(call->easy, CURLOPT_BUFFERSIZE, (long)TEXT);
    curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, &call->answer);
    curl_easy_setopt(call->easy, CURLOPT_PRIVATE, call);
    curl_easy_setopt(call->easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, call->body.bytes);
}

/* The body of the call, emptied for a new request. */
static struct text *body(struct login *login, enum kind kind) {
    login->calls[kind].body.length = login->calls[kind].answer.length = 0;
    return &login->calls[kind].body;
}

static CURL *load(struct call *call) {
    if (call->service->name) sign(call);
    curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE, (long)call->body.length);
    return call->easy;
}

static void start(struct login *login, enum kind kind) {
    login->under_way++;
    if (curl_multi_add_handle(multi, load(&login->calls[kind]))) die("curl_multi_add_handle");
}

static int is_good(CURL *easy, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return code == CURLE_OK && status == 200;
}

/* MARK: Audit */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t lines_came = PTHREAD_COND_INITIALIZER;
static struct lines {
    char *bytes;
    size_t length, capacity;
} lines; /* of the logins in `unwritten` */
static struct login *unwritten, *written;

static void audit(struct login *login) {
    struct text line;
    char time[24];
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now.tv_sec, &utc));
    line.length = 0;
    add(&line,
        "{\"record\":\"audit\",\"time\":\"%s.%03ldZ\",\"id\":\"%s\",\"caller\":\"%s\",\"action\":\"console-login\","
        "\"subject\":\"%s\",\"result\":\"done\",\"facts\":{\"access_key_id\":\"%s\"}}\n",
        time, now.tv_nsec / 1000000, login->id, login->user, login->role, login->key_id);
    pthread_mutex_lock(&lock);
    if (lines.length + line.length > lines.capacity) {
        lines.capacity = 2 * (lines.length + line.length);
        if (!(lines.bytes = realloc(lines.bytes, lines.capacity))) die("realloc");
    }
    login->under_way++;
    memcpy(lines.bytes + lines.length, line.bytes, line.length);
    lines.length += line.length;
    login->next = unwritten;
    unwritten = login;
    pthread_cond_signal(&lines_came);
    pthread_mutex_unlock(&lock);
}

/* Lines that come during one write are written together by the next one. */
static void *write_audit(void *context) {
    for (struct lines ours = {0};;) {
        pthread_mutex_lock(&lock);
        while (!unwritten) pthread_cond_wait(&lines_came, &lock);
        struct login *batch = unwritten, *last = batch;
        unwritten = NULL;
        struct lines taken = lines;
        lines = ours, lines.length = 0, ours = taken;
        pthread_mutex_unlock(&lock);

        int file = open(audit_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_DSYNC, 0640);
        if (file < 0 || write(file, ours.bytes, ours.length) != (ssize_t)ours.length) die(audit_path);
        close(file);

        while (last->next) last = last->next;
        pthread_mutex_lock(&lock);
        last->next = written;
        written = batch;
        pthread_mutex_unlock(&lock);
        eventfd_write(wake, 1);
    }
    return context;
}

/* MARK: The login */

static void give_back(struct login *login) {
    close(login->socket);
    login->next = idle;
    idle = login;
}

static void answer(struct login *login, const char *status, const char *content) {
    unsigned char high = (unsigned char)(login->request >> 8), low = (unsigned char)login->request;
    FCGI_Header head = {FCGI_VERSION_1, FCGI_STDOUT, high, low, 0, 0, 0, 0}, last = head;
    FCGI_EndRequestRecord end = {.header = {FCGI_VERSION_1, FCGI_END_REQUEST, high, low, 0, sizeof end.body, 0, 0}};
    char out[2 * TEXT];
    size_t length = (size_t)snprintf(
        out + sizeof head, sizeof out - 64,
        "Status: %s\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\nX-Frame-Options: DENY\r\n"
        "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"
        "Cache-Control: private, no-cache, no-store, max-age=0\r\nVary: Accept\r\nX-Request-Id: %s\r\n"
        "Content-Length: %zu\r\n\r\n%s", status, login->id, strlen(content), content);
    head.contentLengthB1 = (unsigned char)(length >> 8), head.contentLengthB0 = (unsigned char)length;
    memcpy(out, &head, sizeof head);
    memcpy(out + sizeof head + length, &last, sizeof last);
    memcpy(out + sizeof head + length + sizeof last, &end, sizeof end);
    /* The answer fits the socket's buffer, and a client that has hung up needs none. */
    send(login->socket, out, sizeof head + length + sizeof last + sizeof end, MSG_NOSIGNAL);
    give_back(login);
}

static void fail(struct login *login, const char *status) { answer(login, status, "{\"status\":\"failed\"}\n"); }

/* Starts the calls for the user, the role record and a session at once. */
static void begin(struct login *login) {
    static unsigned long long prefix, number;
    if (!prefix && getrandom(&prefix, sizeof prefix, 0) < 0) die("getrandom");
    snprintf(login->id, sizeof login->id, "%016llx%016llx", prefix, ++number);
    snprintf(login->role, sizeof login->role, "arn:aws:iam::%s:role/user-role/user_%s", account, login->user);
    login->failed = login->exchanging = 0;

    struct text *user = body(login, GET_USER), *item = body(login, UPDATE_ITEM), *role = body(login, ASSUME_ROLE);
    add(user, "Action=GetUser&Version=2010-05-08&UserName=");
    add_encoded(user, login->user);

    long long now = time(NULL);
    add(item,
        "{\"TableName\":\"%s\",\"Key\":{\"username\":{\"S\":\"%s\"}},"
        "\"ConditionExpression\":\"role_arn = :role_arn AND synced_at > :fresh_since AND synced_at < :later AND "
        "expires_at > :now AND attribute_not_exists(lease_owner)\","
        "\"UpdateExpression\":\"SET expires_at = :expires_at\","
        "\"ExpressionAttributeValues\":{\":role_arn\":{\"S\":\"%s\"},\":fresh_since\":{\"N\":\"%lld\"},"
        "\":expires_at\":{\"N\":\"%lld\"},\":now\":{\"N\":\"%lld\"},"
        "\":later\":{\"N\":\"%lld\"}},\"ReturnValues\":\"ALL_NEW\"}",
        table, login->user, login->role, now - sync_interval, now + 86400, now, now + 5);

    add(role, "Action=AssumeRole&Version=2011-06-15&RoleArn=");
    add_encoded(role, login->role);
    add(role, "&RoleSessionName=");
    add_encoded(role, login->user);
    add(role, "&DurationSeconds=3600&SourceIdentity=");
    add_encoded(role, login->user);
    for (enum kind kind = GET_USER; kind <= ASSUME_ROLE; kind++) start(login, kind);
}

/* Starts the exchange of the session for a sign-in token, and has the audit line written meanwhile. */
static void exchange(struct login *login) {
    const struct text *assumed = &login->calls[ASSUME_ROLE].answer;
    char user[NAME], recorded[NAME], token[TEXT];
    if (!find(&login->calls[GET_USER].answer, "<UserName>", '<', user, sizeof user) || strcmp(user, login->user)
        || !find(&login->calls[UPDATE_ITEM].answer, "\"username\":{\"S\":\"", '"', recorded, sizeof recorded)
        || strcmp(recorded, login->user)
        || !find(assumed, "<AccessKeyId>", '<', login->key_id, sizeof login->key_id)
        || !find(assumed, "<SecretAccessKey>", '<', login->secret, sizeof login->secret)
        || !find(assumed, "<SessionToken>", '<', token, sizeof token)
        || !find(assumed, "<Expiration>", '<', login->expiration, sizeof login->expiration)) {
        return fail(login, "502 Bad Gateway");
    }
    struct text session, *form = body(login, GET_SIGNIN_TOKEN);
    session.length = 0;
    add(&session, "{\"sessionId\":\"%s\",\"sessionKey\":\"%s\",\"sessionToken\":\"%s\"}", login->key_id, login->secret,
        token);
    add(form, "Action=getSigninToken&Session=");
    add_encoded(form, session.bytes);
    login->exchanging = 1;
    start(login, GET_SIGNIN_TOKEN);
    audit(login);
}

/* Answers, once the sign-in token is there and the audit line is on the disk. */
static void complete(struct login *login) {
    char token[TEXT];
    if (!find(&login->calls[GET_SIGNIN_TOKEN].answer, "\"SigninToken\":\"", '"', token, sizeof token)) {
        return fail(login, "502 Bad Gateway");
    }
    struct text content;
    content.length = 0;
    add(&content, "{\"url\":\"%s?Action=login&Issuer=http%%3A%%2F%%2F", signin_endpoint);
    add_encoded(&content, login->host);
    add(&content, "&Destination=");
    add_encoded(&content, "https://console.aws.amazon.com/console/home");
    add(&content, "&SigninToken=");
    add_encoded(&content, token);
    add(&content, "\",\"expiration\":\"%s\"}\n", login->expiration);
    answer(login, "200 OK", content.bytes);
}

/* Counts one call or write of a login as done. After the last one the login goes on. */
static void settle(struct login *login) {
    if (--login->under_way) return;
    if (login->failed) fail(login, "502 Bad Gateway");
    else if (login->exchanging) complete(login);
    else exchange(login);
}

static void settle_written(void) {
    eventfd_t count;
    eventfd_read(wake, &count);
    pthread_mutex_lock(&lock);
    struct login *login = written;
    written = NULL;
    pthread_mutex_unlock(&lock);
    for (struct login *next; login; login = next) {
        next = login->next;
        settle(login);
    }
}

static void settle_answered(void) {
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
        CURL *easy = message->easy_handle;
        struct call *call;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&call);
        struct login *login = call->login;
        if (!is_good(easy, message->data.result)) login->failed = 1;
        curl_multi_remove_handle(multi, easy);
        settle(login);
    }
}

/* MARK: FastCGI */

/* Reads the length of a name or value at `*at`, and moves `*at` behind it. */
static size_t take_length(const unsigned char **at, const unsigned char *end) {
    const unsigned char *from = *at;
    if (from < end && *from < 0x80) return *(*at)++;
    if (end - from < 4) return SIZE_MAX;
    *at += 4;
    return (size_t)(from[0] & 0x7f) << 24 | (size_t)from[1] << 16 | (size_t)from[2] << 8 | from[3];
}

/* Copies the value at `at + size` to `to`, if the name at `at` is `name`. */
static void keep(const unsigned char *at, size_t size, size_t length, const char *name, char *to, size_t capacity) {
    if (size != strlen(name) || memcmp(at, name, size) || length >= capacity) return;
    memcpy(to, at + size, length);
    to[length] = 0;
}

/* Reads the request once it is complete; 1: it has been read, 0: more is to come, -1: it can't be answered. */
static int parse(struct login *login) {
    unsigned char parameters[REQUEST];
    size_t length = 0, at = 0;
    for (int ended = 0; !ended;) {
        FCGI_Header record;
        if (login->in_length - at < sizeof record) return login->in_length < REQUEST ? 0 : -1;
        memcpy(&record, login->in + at, sizeof record);
        size_t count = (size_t)record.contentLengthB1 << 8 | record.contentLengthB0;
        size_t whole = sizeof record + count + record.paddingLength;
        if (login->in_length - at < whole) return login->in_length < REQUEST ? 0 : -1;
        if (record.type == FCGI_PARAMS) {
            memcpy(parameters + length, login->in + at + sizeof record, count);
            length += count;
        }
        login->request = record.requestIdB1 << 8 | record.requestIdB0;
        ended = record.type == FCGI_STDIN && !count;
        at += whole;
    }
    login->user[0] = login->host[0] = 0;
    for (const unsigned char *next = parameters, *end = parameters + length; next < end;) {
        size_t size = take_length(&next, end), count = take_length(&next, end), left = (size_t)(end - next);
        if (size > left || count > left - size) return -1;
        keep(next, size, count, "REMOTE_USER", login->user, sizeof login->user);
        keep(next, size, count, "HTTP_HOST", login->host, sizeof login->host);
        next += size + count;
    }
    return 1;
}

static void read_request(struct login *login) {
    int state = 0, socket = login->socket;
    while (!state) {
        ssize_t count = recv(socket, login->in + login->in_length, REQUEST - login->in_length, 0);
        if (count < 0 && errno == EAGAIN) {
            struct epoll_event event = {.events = EPOLLIN, .data.fd = socket};
            if (!readers[socket] && epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event)) die("epoll_ctl");
            readers[socket] = login;
            return;
        }
        if (count > 0) login->in_length += (size_t)count;
        state = count > 0 ? parse(login) : -1;
    }
    if (readers[socket]) epoll_ctl(poller, EPOLL_CTL_DEL, socket, NULL);
    readers[socket] = NULL;
    if (state < 0) return give_back(login);
    /* The characters that IAM allows in a name, none of which has to be escaped in JSON. */
    size_t good = strspn(login->user, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-");
    if (!good || login->user[good]) fail(login, "403 Forbidden");
    else begin(login);
}

static void accept_all(void) {
    for (int descriptor; (descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        struct login *login = idle;
        if (login) {
            idle = login->next;
        } else {
            if (!(login = calloc(1, sizeof *login))) die("calloc");
            for (enum kind kind = 0; kind < CALLS; kind++) prepare(login, kind);
        }
        login->socket = descriptor;
        login->in_length = 0;
        read_request(login);
    }
}

/* MARK: The program */

static void happened(int descriptor, uint32_t events) {
    int running;
    if (descriptor == listener) accept_all();
    else if (descriptor == wake) settle_written();
    else if (readers[descriptor]) read_request(readers[descriptor]);
    else if (wanted[descriptor]) {
        int bits = (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
                   | (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(multi, descriptor, bits, &running);
    } else if (watched[descriptor]) { /* the server has closed an unused connection */
        epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL);
        watched[descriptor] = 0;
    }
}

static const char *setting(const char *name) {
    const char *value = getenv(name);
    if (!value) die(name);
    return value;
}

/* Asks AWS whose credentials these are, to know the account of the roles. */
static void find_account(void) {
    struct login *login = calloc(1, sizeof *login);
    if (!login) die("calloc");
    prepare(login, ASSUME_ROLE);
    add(body(login, ASSUME_ROLE), "Action=GetCallerIdentity&Version=2011-06-15");
    CURL *easy = load(&login->calls[ASSUME_ROLE]);
    if (!is_good(easy, curl_easy_perform(easy))
        || !find(&login->calls[ASSUME_ROLE].answer, "<Account>", '<', account, sizeof account)) {
        die("GetCallerIdentity");
    }
    curl_easy_cleanup(easy);
    free(login);
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "usage: login SOCKET\n"), 2;
    endpoint = setting("AWS_ENDPOINT_URL"), signin_endpoint = setting("LATCHKEY_SIGNIN_ENDPOINT");
    key_id = setting("AWS_ACCESS_KEY_ID"), secret_key = setting("AWS_SECRET_ACCESS_KEY");
    region = setting("AWS_REGION"), table = setting("LATCHKEY_TABLE"), audit_path = setting("LATCHKEY_AUDIT_FILE");
    authorities = getenv("LATCHKEY_CA_FILE");
    sync_interval = atol(setting("LATCHKEY_SYNC_INTERVAL"));
    host = strstr(endpoint, "://") ? strstr(endpoint, "://") + 3 : endpoint;
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    digest = EVP_MD_CTX_new();
    if (!sha256 || !digest || curl_global_init(CURL_GLOBAL_DEFAULT)) die("login");
    find_account();

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", arguments[1]);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) die(arguments[1]);

    pthread_t thread;
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1024L);
    poller = epoll_create1(EPOLL_CLOEXEC);
    wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener})
        || epoll_ctl(poller, EPOLL_CTL_ADD, wake, &(struct epoll_event){.events = EPOLLIN, .data.fd = wake})
        || pthread_create(&thread, NULL, write_audit, NULL)) die("login");
    for (;;) {
        struct epoll_event events[EVENTS];
        int64_t left = timer_due < 0 ? -1 : timer_due - milliseconds();
        int ready = epoll_wait(poller, events, EVENTS, timer_due >= 0 && left < 0 ? 0 : (int)left), running;
        for (int i = 0; i < ready; i++) happened(events[i].data.fd, events[i].events);
        if (timer_due >= 0 && timer_due <= milliseconds()) {
            timer_due = -1;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        settle_answered();
    }
}
