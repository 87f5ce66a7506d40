/* DynamoDB, as far as the benchmark's calls need it.

   Role records keep what an UpdateExpression writes. Of the conditions only the one of a login is judged, which wants a
   record that was synced of late and is in nobody's hands: no two processes are at work on one role here, so that
   every other condition holds. */
#include "answers.h"
#include "world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 256, EXPRESSION_SIZE = 1024 };

/* MARK: JSON */

/* The end of the value that begins at `at`; NULL: it doesn't end. */
static const char *value_end(const char *at) {
    int depth = 0;
    do {
        if (*at == '"') {
            while (*++at && *at != '"') {
                if (*at == '\\' && at[1]) at++;
            }
            if (!*at) return NULL;
            at++;
        } else if (*at == '{' || *at == '[') {
            depth++, at++;
        } else if (*at == '}' || *at == ']') {
            depth--, at++;
        } else if (depth) {
            at++;
        } else {
            at += strcspn(at, ",]} \t\r\n");
        }
    } while (depth > 0 && *at);
    return depth ? NULL : at;
}

/* The raw value of a member of the JSON object at `object`; NULL: it has no such member, or there is no object. */
static const char *member(const char *object, const char *name, size_t *length) {
    const char *separators = " \t\r\n,:";
    size_t wanted = strlen(name);
    *length = 0;
    if (!object || *object != '{') return NULL;
    for (const char *at = object + 1 + strspn(object + 1, separators); *at == '"';) {
        const char *name_end = value_end(at);
        if (!name_end) return NULL;
        const char *value = name_end + strspn(name_end, separators), *end = value_end(value);
        if (!end) return NULL;
        if ((size_t)(name_end - at) == wanted + 2 && !memcmp(at + 1, name, wanted)) {
            *length = (size_t)(end - value);
            return value;
        }
        at = end + strspn(end, separators);
    }
    return NULL;
}

/* The text inside a JSON string, or inside the one of an attribute value such as {"S":"…"}; cut at `size`, empty when it
   isn't there. */
static void copy_text(const char *value, size_t length, char *text, size_t size) {
    const char *type[] = {"S", "N", NULL};
    for (int i = 0; value && *value == '{' && type[i]; i++) {
        const char *inside = member(value, type[i], &length);
        if (inside) value = inside;
    }
    length = value && length >= 2 && *value == '"' ? length - 2 : 0;
    if (length >= size) length = size - 1;
    if (length) memcpy(text, value + 1, length);
    text[length] = 0;
}

static void copy_member(const char *object, const char *name, char *text, size_t size) {
    size_t length;
    const char *value = member(object, name, &length);
    copy_text(value, length, text, size);
}

static long long member_number(const char *object, const char *name, long long otherwise) {
    size_t length;
    const char *value = member(object, name, &length);
    return value ? atoll(value) : otherwise;
}

/* MARK: Role records */

static void append_record(struct buffer *out, const struct entry *record) {
    const char *before = "{\"";
    for (; record; record = record->next, before = ",\"") {
        append_text(out, before);
        append_text(out, record->name);
        append_text(out, "\":");
        append_text(out, record->text);
    }
    append_text(out, "}");
}

/* Whether the condition of the request holds. A login's is known by the value of which only logins have one. */
static int condition_holds(const char *request, const struct entry *record) {
    size_t length;
    char fresh_since[32], synced_at[32];
    const char *values = member(request, "ExpressionAttributeValues", &length);
    copy_member(values, ":fresh_since", fresh_since, sizeof fresh_since);
    if (!*fresh_since) return 1;
    const char *value = kept(record, "synced_at");
    copy_text(value, value ? strlen(value) : 0, synced_at, sizeof synced_at);
    return *synced_at && atoll(synced_at) > atoll(fresh_since) && !kept(record, "lease_owner");
}

/* Carries out "SET name = :value, … REMOVE name, …". A name written as #name is a name that DynamoDB has reserved. */
static void update(struct entry **record, const char *request) {
    char expression[EXPRESSION_SIZE], key[NAME_SIZE], *left = expression;
    size_t length;
    copy_member(request, "UpdateExpression", expression, sizeof expression);
    const char *values = member(request, "ExpressionAttributeValues", &length);
    const char *keys = member(request, "Key", &length);
    copy_member(keys, "username", key, sizeof key);
    const char *user = member(keys, "username", &length);
    if (user) keep(record, "username", user, length);
    int removes = 0;
    for (char *word; (word = strsep(&left, " ,="));) {
        if (!*word) continue;
        if (!strcmp(word, "SET")) removes = 0;
        else if (!strcmp(word, "REMOVE")) removes = 1;
        else if (removes) forget(record, word + (*word == '#'));
        else {
            char *value = NULL;
            while (left && (value = strsep(&left, " ,=")) && !*value) {}
            const char *json = value ? member(values, value, &length) : NULL;
            if (json) keep(record, word + (*word == '#'), json, length);
        }
    }
}

/* Whether a scan that wants those of before a date wants the record. */
static int is_wanted(const char *request, const struct entry *record) {
    size_t length;
    char date[32], expires_at[32];
    copy_member(member(request, "ExpressionAttributeValues", &length), ":date", date, sizeof date);
    const char *value = kept(record, "expires_at");
    copy_text(value, value ? strlen(value) : 0, expires_at, sizeof expires_at);
    return record && (!*date || atoll(expires_at) < atoll(date));
}

/* Appends a page of the listed users' records that belong to the scan's segment. The number of its last user stands for the
   key at which the next one begins. */
static void scan(const char *request, struct buffer *body) {
    long long segments = member_number(request, "TotalSegments", 1), at = member_number(request, "Segment", 0);
    long long most = member_number(request, "Limit", 1000), seen = 0, found = 0;
    size_t length;
    const char *start = member(request, "ExclusiveStartKey", &length);
    if (start && (start = strstr(start, "at-"))) at = atoll(start + 3) + segments;
    append_text(body, "{\"Items\":[");
    struct person *person;
    for (; (person = listed(at)) && seen < most; at += segments, seen++) {
        if (!is_wanted(request, person->record)) continue;
        if (found++) append_text(body, ",");
        append_record(body, person->record);
    }
    char end[128];
    snprintf(end, sizeof end, "],\"Count\":%lld,\"ScannedCount\":%lld", found, seen);
    append_text(body, end);
    if (person) {
        snprintf(end, sizeof end, ",\"LastEvaluatedKey\":{\"username\":{\"S\":\"at-%lld\"}}", at - segments);
        append_text(body, end);
    }
    append_text(body, "}");
}

/* MARK: Answers */

static const char *operations[] = {"GetItem", "UpdateItem", "DeleteItem", "Scan", "DescribeTable"};
enum { GET_ITEM, UPDATE_ITEM, DELETE_ITEM, SCAN, DESCRIBE_TABLE, OPERATIONS };

#define TABLE                                                                                                          \
    "{\"Table\":{\"TableName\":\"latchkey\",\"TableStatus\":\"ACTIVE\",\"ItemCount\":1,"                               \
    "\"TableArn\":\"arn:aws:dynamodb:us-east-1:" ACCOUNT ":table/latchkey\","                                          \
    "\"KeySchema\":[{\"AttributeName\":\"username\",\"KeyType\":\"HASH\"}],"                                           \
    "\"AttributeDefinitions\":[{\"AttributeName\":\"username\",\"AttributeType\":\"S\"}]}}"

static struct answer refused(struct buffer *body, const char *operation, const char *code) {
    append_text(body, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#");
    append_text(body, code);
    append_text(body, "\",\"message\":\"the benchmark's stand-in for AWS refuses this\"}");
    return (struct answer){400, "application/x-amz-json-1.0", operation};
}

static void append_member(struct buffer *body, const char *name, const struct entry *record) {
    append_text(body, "{");
    if (record) {
        append_text(body, "\"");
        append_text(body, name);
        append_text(body, "\":");
        append_record(body, record);
    }
    append_text(body, "}");
}

struct answer answer_dynamodb(const struct call *call, struct buffer *body) {
    const char *dot = strrchr(call->target, '.'), *request = call->parameters;
    int operation = 0;
    while (operation < OPERATIONS && strcmp(operations[operation], dot ? dot + 1 : call->target)) operation++;
    if (operation == OPERATIONS) return refused(body, "unknown", "UnknownOperationException");
    struct answer good = {200, "application/x-amz-json-1.0", operations[operation]};
    if (operation == SCAN || operation == DESCRIBE_TABLE) {
        if (operation == SCAN) scan(request, body);
        else append_text(body, TABLE);
        return good;
    }

    char user[NAME_SIZE], wanted[NAME_SIZE];
    size_t length;
    copy_member(member(request, "Key", &length), "username", user, sizeof user);
    /* The table of what is used once has another key. Its items are kept beside those of the users. */
    if (!*user) copy_member(member(request, "Key", &length), "id", user, sizeof user);
    struct person *person = find(user);
    if (!person) return refused(body, good.operation, "ValidationException");
    if (!condition_holds(request, person->record)) {
        return refused(body, good.operation, "ConditionalCheckFailedException");
    }
    switch (operation) {
    case GET_ITEM: append_member(body, "Item", person->record); break;
    case UPDATE_ITEM:
        copy_member(request, "ReturnValues", wanted, sizeof wanted);
        if (!strcmp(wanted, "ALL_OLD")) append_member(body, "Attributes", person->record);
        update(&person->record, request);
        if (!strcmp(wanted, "ALL_NEW")) append_member(body, "Attributes", person->record);
        if (!body->length) append_text(body, "{}");
        break;
    default:
        forget(&person->record, NULL);
        append_text(body, "{}");
    }
    return good;
}
