/* Finds the operation of a call, keeps the few facts that change (roles and role records), fills in the answer. */
#include "answers.h"
#include "items.h"
#include "policies.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum service { IAM, STS, SIGNIN, DYNAMODB };
enum role {
    NONE, READS_ITEM, PUTS_ITEM, UPDATES_ITEM, DELETES_ITEM, SCANS_ITEMS, MAKES_POLICY, DELETES_POLICY, CREATES_ROLE,
    /* These need a role: */
    NEEDS_ROLE, DELETES_ROLE, PUTS_POLICY, DELETES_ROLE_POLICY, ATTACHES_POLICY, DETACHES_POLICY, BINDS_ROLE,
};

struct operation {
    const char *name;
    enum service service;
    enum role role;
    const char *result; /* NULL: the answer has no result element */
};

#include "operations.h"

enum { NAME_SIZE = 256, PERSONS = 1 << 15 };

/* What is remembered about one user. */
struct person {
    char *name;
    int has_role;
    char *trust_policy; /* URL-encoded; NULL: the canned one */
    char *item;         /* the role record as JSON; NULL: none */
    struct policy *inline_policies, *attached; /* the role's */
    char *boundary;                            /* the role's */
    int changed;                               /* the user's policies are others now */
};

static struct person persons[PERSONS];
static int person_count;

/* The policies that CreatePolicy made, by ARN. */
static struct policy *made_policies;

/* For a cleanup: old-0, old-1, … have a role and a record whose time has passed, until they are removed. */
static int expired_users;

/* MARK: Buffers */

void append(struct buffer *buffer, const char *bytes, size_t length) {
    if (buffer->length + length + 1 > buffer->capacity) {
        size_t capacity = (buffer->length + length + 1) * 2;
        char *grown = realloc(buffer->bytes, capacity);
        if (!grown) abort();
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = 0;
}

void append_text(struct buffer *buffer, const char *text) { append(buffer, text, strlen(text)); }

static void append_escaped(struct buffer *buffer, const char *text) {
    for (; *text; text++) {
        switch (*text) {
        case '<': append_text(buffer, "&lt;"); break;
        case '>': append_text(buffer, "&gt;"); break;
        case '&': append_text(buffer, "&amp;"); break;
        case '"': append_text(buffer, "&quot;"); break;
        default:
            if ((unsigned char)*text >= ' ') append(buffer, text, 1);
        }
    }
}

static char *copy(const char *text) {
    char *made = strdup(text);
    if (!made) abort();
    return made;
}

/* MARK: Reading a call */

static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    digit = (char)tolower((unsigned char)digit);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The value of form parameter `name`, still encoded, and its length; NULL: not there. */
static const char *encoded_parameter(const char *form, const char *name, size_t name_length, size_t *length) {
    while (*form) {
        size_t pair = strcspn(form, "&");
        if (pair > name_length && form[name_length] == '=' && !memcmp(form, name, name_length)) {
            *length = pair - name_length - 1;
            return form + name_length + 1;
        }
        form += pair;
        if (*form) form++;
    }
    return NULL;
}

/* The decoded value, cut at NAME_SIZE; empty when it isn't there. */
static void parameter(const char *form, const char *name, size_t name_length, char value[NAME_SIZE]) {
    size_t length = 0, used = 0;
    const char *encoded = encoded_parameter(form, name, name_length, &length);
    for (size_t i = 0; encoded && i < length && used < NAME_SIZE - 1; i++) {
        int high, low;
        if (encoded[i] == '%' && i + 2 < length && (high = hexadecimal(encoded[i + 1])) >= 0
            && (low = hexadecimal(encoded[i + 2])) >= 0) {
            value[used++] = (char)(high << 4 | low);
            i += 2;
        } else {
            value[used++] = encoded[i] == '+' ? ' ' : encoded[i];
        }
    }
    value[used] = 0;
}

static const char *last_segment(const char *text) {
    const char *slash = strrchr(text, '/');
    return slash ? slash + 1 : text;
}

/* The user name in the Key or Item of a DynamoDB request, or the one string among a query's values. */
static void item_user(const char *request, char name[NAME_SIZE]) {
    size_t length;
    const char *at = json_member(request, "Key", &length);
    if (!at) at = json_member(request, "Item", &length);
    at = at ? json_member(at, "username", &length) : strstr(request, "{\"S\"");
    if (at) at = json_member(at, "S", &length);
    name[0] = 0;
    if (!at || length < 2 || length - 2 >= NAME_SIZE) return;
    memcpy(name, at + 1, length - 2);
    name[length - 2] = 0;
}

/* MARK: What is remembered */

static void fill(struct buffer *out, const char *template, const char *form, const char *user,
                 const struct person *person);

static int is_warm(const char *user) { return !strncmp(user, "warm", 4); }

/* The person of that name, made on first sight; NULL: no name, or no room left. */
static struct person *find(const char *user) {
    if (!*user) return NULL;
    unsigned hash = 2166136261u;
    for (const char *at = user; *at; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
    unsigned slot = hash % PERSONS;
    while (persons[slot].name && strcmp(persons[slot].name, user)) slot = (slot + 1) % PERSONS;
    struct person *person = &persons[slot];
    if (person->name) return person;
    if (person_count >= PERSONS / 2) return NULL;
    person_count++;
    person->name = copy(user);
    if (is_warm(user)) {
        struct buffer item = {0};
        fill(&item, WARM_ITEM, "", user, NULL);
        person->item = item.bytes;
        person->has_role = 1;
    }
    return person;
}

void forget_everything(void) {
    for (int i = 0; i < PERSONS; i++) {
        free(persons[i].name);
        free(persons[i].trust_policy);
        free(persons[i].item);
        free(persons[i].boundary);
        leave(&persons[i].inline_policies, NULL);
        leave(&persons[i].attached, NULL);
    }
    leave(&made_policies, NULL);
    memset(persons, 0, sizeof persons);
    person_count = 0;
    expired_users = 0;
}

/* MARK: Writing an answer */

static void append_time(struct buffer *out, int seconds_from_now) {
    time_t at = time(NULL) + seconds_from_now;
    struct tm utc;
    char text[32];
    gmtime_r(&at, &utc);
    append(out, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc));
}

/* The ARN of the policy that CreatePolicy is to make. */
static const char *made_arn(const char *form, char *arn, size_t size) {
    char path[NAME_SIZE], policy[NAME_SIZE];
    parameter(form, "Path", 4, path);
    parameter(form, "PolicyName", 10, policy);
    snprintf(arn, size, "arn:aws:iam::" ACCOUNT ":policy%s%s", *path ? path : "/", policy);
    return arn;
}

/* What a user has or a role holds, if `name` asks for that; 0: it doesn't. */
static int fill_policies(struct buffer *out, const char *name, const char *form, const char *user,
                         const struct person *person) {
    char group[NAME_SIZE], policy[NAME_SIZE], arn[3 * NAME_SIZE];
    parameter(form, "GroupName", 9, group);
    parameter(form, "PolicyName", 10, policy);
    parameter(form, "PolicyArn", 9, arn);
    int changed = person && person->changed;
    const char *document;
    if (!strncmp(name, "PolicyArn}", 10)) append_text(out, *arn ? arn : made_arn(form, arn, sizeof arn));
    else if (!strncmp(name, "Groups}", 7)) append_groups(out, user);
    else if (!strncmp(name, "InlineNames}", 12)) append_inline_names(out, user, group);
    else if (!strncmp(name, "Attached}", 9)) append_attached(out, user, group, changed);
    else if (!strncmp(name, "UserBoundary}", 13)) append_user_boundary(out, user);
    else if (!strncmp(name, "InlineDocument}", 15)) append_inline_document(out, user, group, policy, changed);
    else if (!strncmp(name, "ManagedDocument}", 16)) {
        if ((document = kept(made_policies, arn))) append_text(out, document);
        else append_managed_document(out, last_segment(arn));
    } else if (!strncmp(name, "HeldNames}", 10)) append_kept_names(out, person->inline_policies);
    else if (!strncmp(name, "HeldARNs}", 9)) append_kept_arns(out, person->attached);
    else if (!strncmp(name, "HeldDocument}", 13)) {
        if ((document = kept(person->inline_policies, policy))) append_text(out, document);
    } else if (!strncmp(name, "RoleBoundary}", 13)) {
        if (!person->boundary) return 1;
        append_text(out, "<PermissionsBoundary><PermissionsBoundaryArn>");
        append_text(out, person->boundary);
        append_text(out, "</PermissionsBoundaryArn></PermissionsBoundary>");
    } else return 0;
    return 1;
}

/* Appends the template with its {Names} filled in. A brace that holds no name stays as it is: JSON has many. */
static void fill(struct buffer *out, const char *template, const char *form, const char *user,
                 const struct person *person) {
    while (*template) {
        size_t plain = strcspn(template, "{");
        append(out, template, plain);
        template += plain;
        if (!*template) break;
        size_t length = 0;
        while (isalpha((unsigned char)template[1 + length])) length++;
        if (!length || template[1 + length] != '}') {
            append(out, template++, 1);
            continue;
        }
        const char *name = template + 1;
        template += length + 2;
        char value[NAME_SIZE];
        if (!strncmp(name, "Item}", 5)) {
            append_text(out, person && person->item ? person->item : "{}");
        } else if (!strncmp(name, "Tomorrow}", 9)) {
            snprintf(value, sizeof value, "%lld", (long long)time(NULL) + 86400);
            append_text(out, value);
        } else if (!strncmp(name, "Expiration}", 11)) {
            append_time(out, 3600);
        } else if (!strncmp(name, "TrustPolicy}", 12)) {
            append_text(out, person && person->trust_policy ? person->trust_policy : TRUST_POLICY);
        } else if (!fill_policies(out, name, form, user, person)) {
            parameter(form, name, length, value);
            if (!*value && !strncmp(name, "UserName}", 9)) snprintf(value, sizeof value, "%s", user);
            if (!*value && !strncmp(name, "RoleName}", 9)) {
                parameter(form, "RoleArn", 7, value);
                memmove(value, last_segment(value), strlen(last_segment(value)) + 1);
            }
            append_escaped(out, value);
        }
    }
}

static const char *namespace(enum service service) {
    return service == STS ? "https://sts.amazonaws.com/doc/2011-06-15/" : "https://iam.amazonaws.com/doc/2010-05-08/";
}

#define REQUEST_ID "01234567-89ab-cdef-0123-456789abcdef"

static struct answer query_error(struct buffer *body, const struct operation *operation, int status, const char *code,
                                 const char *message) {
    append_text(body, "<ErrorResponse xmlns=\"");
    append_text(body, namespace(operation ? operation->service : IAM));
    append_text(body, "\"><Error><Type>Sender</Type><Code>");
    append_text(body, code);
    append_text(body, "</Code><Message>");
    append_text(body, message);
    append_text(body, "</Message></Error><RequestId>" REQUEST_ID "</RequestId></ErrorResponse>");
    return (struct answer){status, "text/xml", operation ? operation->name : "unknown"};
}

static struct answer json_error(struct buffer *body, const char *name, const char *code, const char *message) {
    append_text(body, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#");
    append_text(body, code);
    append_text(body, "\",\"message\":\"");
    append_text(body, message);
    append_text(body, "\"}");
    return (struct answer){400, "application/x-amz-json-1.0", name};
}

static const struct operation *find_operation(const char *name, int json) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if ((operations[i].service == DYNAMODB) == json && !strcmp(operations[i].name, name)) return &operations[i];
    }
    return NULL;
}

/* Puts `template` in place of a user's role record. */
static struct person *set_item(const char *user, const char *template) {
    struct person *person = find(user);
    if (!person) return NULL;
    struct buffer item = {0};
    fill(&item, template, "", user, NULL);
    free(person->item);
    person->item = item.bytes;
    return person;
}

void age(const char *user) { set_item(user, AGED_ITEM); }

void change(const char *user) {
    struct person *person = find(user);
    if (person) person->changed = 1;
}

static void make_expired_users(int count) {
    for (expired_users = 0; expired_users < count; expired_users++) {
        char name[32];
        snprintf(name, sizeof name, "old-%d", expired_users);
        struct person *person = set_item(name, EXPIRED_ITEM);
        if (!person) return;
        person->has_role = 1;
    }
}

int users_left(int count) {
    int left = 0;
    if (count) make_expired_users(count);
    for (int i = 0; i < PERSONS; i++) left += persons[i].name && !strncmp(persons[i].name, "old-", 4) && persons[i].item;
    return left;
}

/* A page of the expired users that belong to the scan's segment. */
static void scan(const char *request, struct buffer *body) {
    size_t length;
    const char *number = json_member(request, "Segment", &length), *total = json_member(request, "TotalSegments", &length);
    const char *limit = json_member(request, "Limit", &length), *start = json_member(request, "ExclusiveStartKey", &length);
    int segment = number ? atoi(number) : 0, segments = total ? atoi(total) : 1, most = limit ? atoi(limit) : 1000;
    int at = segment, seen = 0, found = 0;
    if (start && (start = strstr(start, "old-"))) at = atoi(start + 4) + segments;
    append_text(body, "{\"Items\":[");
    for (; at < expired_users && seen < most; at += segments, seen++) {
        char name[32];
        snprintf(name, sizeof name, "old-%d", at);
        struct person *person = find(name);
        if (!person || !person->item) continue;
        if (found++) append_text(body, ",");
        append_text(body, person->item);
    }
    char end[128];
    snprintf(end, sizeof end, "],\"Count\":%d,\"ScannedCount\":%d", found, seen);
    append_text(body, end);
    if (at < expired_users) {
        snprintf(end, sizeof end, ",\"LastEvaluatedKey\":{\"username\":{\"S\":\"old-%d\"}}", at - segments);
        append_text(body, end);
    }
    append_text(body, "}");
}

static struct answer answer_dynamodb(const struct call *call, struct buffer *body) {
    const char *dot = strrchr(call->target, '.');
    const struct operation *operation = find_operation(dot ? dot + 1 : call->target, 1);
    if (!operation) return json_error(body, "unknown", "UnknownOperationException", "not in the canned world");
    struct answer good = {200, "application/x-amz-json-1.0", operation->name};

    if (operation->role == SCANS_ITEMS) {
        scan(call->parameters, body);
        return good;
    }
    char user[NAME_SIZE];
    item_user(call->parameters, user);
    struct person *person = find(user);
    if (operation->role != NONE && !person) {
        return json_error(body, operation->name, "ValidationException", "no key attribute username");
    }
    if (person && !condition_holds(call->parameters, person->item)) {
        return json_error(body, operation->name, "ConditionalCheckFailedException", "The conditional request failed");
    }
    size_t length;
    switch (operation->role) {
    case READS_ITEM:
        if (!person->item) {
            append_text(body, strcmp(operation->name, "Query") ? "{}" : "{\"Items\":[],\"Count\":0}");
            return good;
        }
        break;
    case PUTS_ITEM: {
        const char *item = json_member(call->parameters, "Item", &length);
        if (!item) return json_error(body, operation->name, "ValidationException", "no Item");
        free(person->item);
        person->item = strndup(item, length);
        break;
    }
    case UPDATES_ITEM: {
        const char *wanted = json_member(call->parameters, "ReturnValues", &length);
        char *before = person->item;
        int wants_old = wanted && !strncmp(wanted, "\"ALL_OLD", 8), wants_new = wanted && strstr(wanted, "_NEW\"");
        person->item = updated_item(call->parameters, before);
        if (wants_old && before) {
            append_text(body, "{\"Attributes\":");
            append_text(body, before);
            append_text(body, "}");
        } else if (wants_old || !wants_new) {
            append_text(body, "{}");
        } else {
            fill(body, operation->result, "", user, person);
        }
        free(before);
        return good;
    }
    case DELETES_ITEM:
        free(person->item);
        person->item = NULL;
        break;
    default: break;
    }
    fill(body, operation->result, "", user, person);
    return good;
}

static struct answer answer_query(const struct call *call, struct buffer *body) {
    const char *form = call->parameters;
    char name[NAME_SIZE], role[NAME_SIZE];
    parameter(form, "Action", 6, name);
    const struct operation *operation = find_operation(name, 0);
    if (!operation) return query_error(body, NULL, 400, "InvalidAction", "not in the canned world");

    parameter(form, "RoleName", 8, role);
    if (!*role) parameter(form, "RoleArn", 7, role);
    char name_of_user[NAME_SIZE], policy[NAME_SIZE], boundary[NAME_SIZE];
    const char *user = last_segment(role);
    if (!strncmp(user, "user_", 5)) user += 5;
    if (!*role) {
        parameter(form, "GroupName", 9, role);
        owner_of_group(role, name_of_user, sizeof name_of_user);
        if (!*role) parameter(form, "UserName", 8, name_of_user);
        user = name_of_user;
    }
    struct person *person = find(user);
    if (operation->role >= NEEDS_ROLE && (!person || !person->has_role)) {
        return operation->service == STS
                   ? query_error(body, operation, 403, "AccessDenied", "not authorized to perform: sts:AssumeRole")
                   : query_error(body, operation, 404, "NoSuchEntity", "The role cannot be found.");
    }
    size_t document_length = 0;
    const char *document = encoded_parameter(form, "PolicyDocument", 14, &document_length);
    parameter(form, "PolicyName", 10, policy);
    parameter(form, "PermissionsBoundary", 19, boundary);
    if (!*policy) parameter(form, "PolicyArn", 9, policy);

    switch (operation->role) {
    case DELETES_ROLE:
        person->has_role = 0;
        leave(&person->inline_policies, NULL);
        leave(&person->attached, NULL);
        break;
    case PUTS_POLICY: keep(&person->inline_policies, policy, document ? document : "", document_length); break;
    case DELETES_ROLE_POLICY: leave(&person->inline_policies, policy); break;
    case ATTACHES_POLICY: keep(&person->attached, policy, "", 0); break;
    case DETACHES_POLICY: leave(&person->attached, policy); break;
    case MAKES_POLICY: {
        char arn[3 * NAME_SIZE];
        keep(&made_policies, made_arn(form, arn, sizeof arn), document ? document : "", document_length);
        break;
    }
    case DELETES_POLICY: leave(&made_policies, policy); break;
    case BINDS_ROLE:
        free(person->boundary);
        person->boundary = *boundary ? copy(boundary) : NULL;
        break;
    case CREATES_ROLE: {
        if (!person) return query_error(body, operation, 400, "ValidationError", "RoleName");
        if (person->has_role) {
            return query_error(body, operation, 409, "EntityAlreadyExists", "Role with that name already exists.");
        }
        size_t length;
        const char *trust = encoded_parameter(form, "AssumeRolePolicyDocument", 24, &length);
        free(person->trust_policy);
        person->trust_policy = trust ? strndup(trust, length) : NULL;
        for (char *plus = person->trust_policy; plus && (plus = strchr(plus, '+'));) *plus = ' ';
        free(person->boundary);
        person->boundary = *boundary ? copy(boundary) : NULL;
        person->has_role = 1;
        break;
    }
    default: break;
    }

    if (operation->service == SIGNIN) {
        fill(body, operation->result, form, user, person);
        return (struct answer){200, "application/json", operation->name};
    }
    append_text(body, "<");
    append_text(body, operation->name);
    append_text(body, "Response xmlns=\"");
    append_text(body, namespace(operation->service));
    append_text(body, "\">");
    if (operation->result) {
        append_text(body, "<");
        append_text(body, operation->name);
        append_text(body, "Result>");
        fill(body, operation->result, form, user, person);
        append_text(body, "</");
        append_text(body, operation->name);
        append_text(body, "Result>");
    }
    append_text(body, "<ResponseMetadata><RequestId>" REQUEST_ID "</RequestId></ResponseMetadata></");
    append_text(body, operation->name);
    append_text(body, "Response>");
    return (struct answer){200, "text/xml", operation->name};
}

struct answer answer(const struct call *call, struct buffer *body) {
    return *call->target ? answer_dynamodb(call, body) : answer_query(call, body);
}
