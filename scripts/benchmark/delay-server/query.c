/* IAM, STS and the console's sign-in: finds the operation of a call, changes what it changes, and fills in the answer. */
#include "answers.h"
#include "policies.h"
#include "world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAME_SIZE = 256 };
enum service { IAM, STS, SIGNIN };
enum effect {
    NONE, MAKES_POLICY, DELETES_POLICY, CREATES_ROLE,
    /* Those from here on are refused where there is no role. */
    NEEDS_ROLE, DELETES_ROLE, PUTS_POLICY, DELETES_ROLE_POLICY, ATTACHES_POLICY, DETACHES_POLICY, BOUNDS_ROLE,
    TAGS_ROLE, UNTAGS_ROLE,
};

struct operation {
    const char *name;
    enum service service;
    enum effect effect;
    const char *result; /* NULL: the answer has no result element */
};

#include "operations.h"

/* MARK: Reading a call */

static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    digit = (char)tolower((unsigned char)digit);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The value of the form's parameter `name`, still encoded, and its length; NULL: it isn't there. */
static const char *encoded_parameter(const char *form, const char *name, size_t *length) {
    size_t name_length = strlen(name);
    *length = 0;
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
static void parameter(const char *form, const char *name, char value[NAME_SIZE]) {
    size_t length, used = 0;
    const char *encoded = encoded_parameter(form, name, &length);
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

/* A copy of a policy document, URL-encoded as IAM answers it: without the plus signs that forms have for spaces. */
static char *document(const char *form, const char *name) {
    size_t length;
    const char *encoded = encoded_parameter(form, name, &length);
    char *made = strndup(encoded ? encoded : "", length);
    if (!made) abort();
    for (char *plus = made; (plus = strchr(plus, '+'));) *plus = ' ';
    return made;
}

static const char *last_segment(const char *text) {
    const char *slash = strrchr(text, '/');
    return slash ? slash + 1 : text;
}

/* The user whom a call is about, by the role, the group or the user that it names; empty: everybody. */
static void find_user(const char *form, char user[NAME_SIZE]) {
    char role[NAME_SIZE], group[NAME_SIZE];
    parameter(form, "RoleName", role);
    if (!*role) parameter(form, "RoleArn", role);
    parameter(form, "GroupName", group);
    const char *name = last_segment(role);
    if (*role) snprintf(user, NAME_SIZE, "%s", strncmp(name, "user_", 5) ? name : name + 5);
    else if (*group) owner_of_group(group, user, NAME_SIZE);
    else parameter(form, "UserName", user);
}

/* MARK: Changes */

/* The ARN of the policy that CreatePolicy makes. */
static const char *made_arn(const char *form, char *arn, size_t size) {
    char path[NAME_SIZE], policy[NAME_SIZE];
    parameter(form, "Path", path);
    parameter(form, "PolicyName", policy);
    snprintf(arn, size, "arn:aws:iam::" ACCOUNT ":policy%s%s", *path ? path : "/", policy);
    return arn;
}

static void bound_role(struct person *person, const char *form) {
    char boundary[NAME_SIZE];
    parameter(form, "PermissionsBoundary", boundary);
    free(person->boundary);
    if (!(person->boundary = strdup(boundary))) abort();
}

/* Keeps the tags of a call. */
static void tag_role(struct person *person, const char *form) {
    for (int i = 1;; i++) {
        char name[32], key[NAME_SIZE], value[NAME_SIZE];
        snprintf(name, sizeof name, "Tags.member.%d.Key", i);
        parameter(form, name, key);
        if (!*key) return;
        snprintf(name, sizeof name, "Tags.member.%d.Value", i);
        parameter(form, name, value);
        keep(&person->tags, key, value, strlen(value));
    }
}

static void untag_role(struct person *person, const char *form) {
    for (int i = 1;; i++) {
        char name[32], key[NAME_SIZE];
        snprintf(name, sizeof name, "TagKeys.member.%d", i);
        parameter(form, name, key);
        if (!*key) return;
        forget(&person->tags, key);
    }
}

static void create_role(struct person *person, const char *form) {
    free(person->trust_policy);
    person->trust_policy = document(form, "AssumeRolePolicyDocument");
    bound_role(person, form);
    tag_role(person, form);
    person->has_role = 1;
}

static void delete_role(struct person *person) {
    person->has_role = 0;
    forget(&person->inline_policies, NULL);
    forget(&person->attached, NULL);
    forget(&person->tags, NULL);
}

static void keep_document(struct entry **policies, const char *name, const char *form) {
    char *made = document(form, "PolicyDocument");
    keep(policies, name, made, strlen(made));
    free(made);
}

/* Changes what the operation changes. `person` has a role where the operation needs one. */
static void carry_out(enum effect effect, struct person *person, const char *form) {
    char name[NAME_SIZE], arn[NAME_SIZE], made[3 * NAME_SIZE];
    parameter(form, "PolicyName", name);
    parameter(form, "PolicyArn", arn);
    switch (effect) {
    case NONE: case NEEDS_ROLE: break;
    case CREATES_ROLE: create_role(person, form); break;
    case DELETES_ROLE: delete_role(person); break;
    case BOUNDS_ROLE: bound_role(person, form); break;
    case TAGS_ROLE: tag_role(person, form); break;
    case UNTAGS_ROLE: untag_role(person, form); break;
    case PUTS_POLICY: keep_document(&person->inline_policies, name, form); break;
    case DELETES_ROLE_POLICY: forget(&person->inline_policies, name); break;
    case ATTACHES_POLICY: keep(&person->attached, arn, "", 0); break;
    case DETACHES_POLICY: forget(&person->attached, arn); break;
    case MAKES_POLICY: keep_document(&made_policies, made_arn(form, made, sizeof made), form); break;
    case DELETES_POLICY: forget(&made_policies, arn); break;
    }
}

/* MARK: Answers */

static void append_escaped(struct buffer *out, const char *text) {
    for (; *text; text++) {
        switch (*text) {
        case '<': append_text(out, "&lt;"); break;
        case '>': append_text(out, "&gt;"); break;
        case '&': append_text(out, "&amp;"); break;
        case '"': append_text(out, "&quot;"); break;
        default:
            if ((unsigned char)*text >= ' ') append(out, text, 1);
        }
    }
}

static void append_time(struct buffer *out, int seconds_from_now) {
    time_t at = time(NULL) + seconds_from_now;
    struct tm utc;
    char text[32];
    gmtime_r(&at, &utc);
    append(out, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc));
}

/* Appends what `name` stands for, when that is something that the user has; 0: it isn't. */
static int fill_from_user(struct buffer *out, const char *name, const char *form, const char *user, int changed) {
    char group[NAME_SIZE], policy[NAME_SIZE], arn[NAME_SIZE], made[3 * NAME_SIZE];
    parameter(form, "GroupName", group);
    parameter(form, "PolicyName", policy);
    parameter(form, "PolicyArn", arn);
    if (!strcmp(name, "Groups")) append_groups(out, user);
    else if (!strcmp(name, "InlineNames")) append_inline_names(out, user, group);
    else if (!strcmp(name, "Attached")) append_attached(out, user, group, changed);
    else if (!strcmp(name, "UserBoundary")) append_user_boundary(out, user);
    else if (!strcmp(name, "InlineDocument")) append_inline_document(out, user, group, policy, changed);
    else if (!strcmp(name, "PolicyArn")) append_text(out, *arn ? arn : made_arn(form, made, sizeof made));
    else if (!strcmp(name, "ManagedDocument")) {
        const char *written = kept(made_policies, arn);
        if (written) append_text(out, written);
        else append_managed_document(out, last_segment(arn));
    } else return 0;
    return 1;
}

/* Appends what `name` stands for, when that is something that the role has; 0: it isn't. */
static int fill_from_role(struct buffer *out, const char *name, const char *form, const struct person *person) {
    char policy[NAME_SIZE];
    parameter(form, "PolicyName", policy);
    if (!strcmp(name, "TrustPolicy")) append_text(out, person->trust_policy ? person->trust_policy : TRUST_POLICY);
    else if (!strcmp(name, "HeldNames")) append_kept_names(out, person->inline_policies);
    else if (!strcmp(name, "HeldARNs")) append_kept_arns(out, person->attached);
    else if (!strcmp(name, "HeldDocument")) {
        const char *held = kept(person->inline_policies, policy);
        append_text(out, held ? held : "");
    } else if (!strcmp(name, "RoleTags")) {
        for (const struct entry *tag = person->tags; tag; tag = tag->next) {
            append_text(out, "<member><Key>");
            append_escaped(out, tag->name);
            append_text(out, "</Key><Value>");
            append_escaped(out, tag->text);
            append_text(out, "</Value></member>");
        }
    } else if (!strcmp(name, "RoleBoundary")) {
        if (!person->boundary || !*person->boundary) return 1;
        append_text(out, "<PermissionsBoundary><PermissionsBoundaryArn>");
        append_text(out, person->boundary);
        append_text(out, "</PermissionsBoundaryArn></PermissionsBoundary>");
    } else return 0;
    return 1;
}

/* What lists of the account say of one user, and of the policy made for their role. */
static void append_listed(struct buffer *out, const char *list, const struct person *person) {
    char text[4 * NAME_SIZE];
    const char *made = "<CreateDate>2024-01-01T00:00:00Z</CreateDate>", *name = person->name;
    if (!strcmp(list, "Users")) {
        snprintf(text, sizeof text, "<member><Path>/</Path><UserName>%s</UserName><UserId>" USER_ID "</UserId>"
                 "<Arn>arn:aws:iam::" ACCOUNT ":user/%s</Arn>%s</member>", name, name, made);
    } else if (!strcmp(list, "Policies")) {
        snprintf(text, sizeof text, "<member><PolicyName>latchkey-%s</PolicyName><PolicyId>ANPABENCHMARK000000001</PolicyId>"
                 "<Arn>arn:aws:iam::" ACCOUNT ":policy/user-role/latchkey-%s</Arn><Path>/user-role/</Path>"
                 "<DefaultVersionId>v1</DefaultVersionId><AttachmentCount>1</AttachmentCount>"
                 "<PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable>%s"
                 "<UpdateDate>2024-01-01T00:00:00Z</UpdateDate></member>", name, name, made);
    } else if (person->has_role) {
        snprintf(text, sizeof text, "<member><Path>/user-role/</Path><RoleName>user_%s</RoleName>"
                 "<RoleId>AROABENCHMARK000000001</RoleId><Arn>arn:aws:iam::" ACCOUNT ":role/user-role/user_%s</Arn>%s"
                 "<AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument></member>", name, name, made, TRUST_POLICY);
    } else *text = 0;
    append_text(out, text);
}

/* Appends a page of a list of the account; 0: it isn't one. */
static int fill_list(struct buffer *out, const char *list, const char *form) {
    char marker[NAME_SIZE], most[NAME_SIZE], tag[64];
    if (strcmp(list, "Users") && strcmp(list, "Roles") && strcmp(list, "Policies")) return 0;
    parameter(form, "Marker", marker);
    parameter(form, "MaxItems", most);
    long long at = atoll(marker), end = at + (*most ? atoll(most) : 100);
    snprintf(tag, sizeof tag, "<%s>", list);
    append_text(out, tag);
    for (; at < end && listed(at); at++) append_listed(out, list, listed(at));
    snprintf(tag, sizeof tag, "</%s>", list);
    append_text(out, tag);
    snprintf(tag, sizeof tag, "<IsTruncated>true</IsTruncated><Marker>%lld</Marker>", at);
    append_text(out, listed(at) ? tag : LAST);
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
        char name[32] = "", value[NAME_SIZE];
        int length = 0;
        if (sscanf(template, "{%31[A-Za-z]}%n", name, &length) != 1 || !length) {
            append(out, template++, 1);
            continue;
        }
        template += length;
        if (fill_list(out, name, form)) continue;
        if (fill_from_user(out, name, form, user, person && person->changed)) continue;
        if (person && fill_from_role(out, name, form, person)) continue;
        if (!strcmp(name, "Expiration")) {
            append_time(out, 3600);
            continue;
        }
        parameter(form, name, value);
        if (!*value && !strcmp(name, "UserName")) snprintf(value, sizeof value, "%s", user);
        if (!*value && !strcmp(name, "RoleName")) snprintf(value, sizeof value, "user_%s", user);
        append_escaped(out, value);
    }
}

static const char *namespace(enum service service) {
    return service == STS ? "https://sts.amazonaws.com/doc/2011-06-15/" : "https://iam.amazonaws.com/doc/2010-05-08/";
}

#define REQUEST_ID "01234567-89ab-cdef-0123-456789abcdef"

static struct answer refused(struct buffer *body, const struct operation *operation, int status, const char *code) {
    append_text(body, "<ErrorResponse xmlns=\"");
    append_text(body, namespace(operation ? operation->service : IAM));
    append_text(body, "\"><Error><Type>Sender</Type><Code>");
    append_text(body, code);
    append_text(body, "</Code><Message>The benchmark's stand-in for AWS refuses this.</Message></Error>"
                      "<RequestId>" REQUEST_ID "</RequestId></ErrorResponse>");
    return (struct answer){status, "text/xml", operation ? operation->name : "unknown"};
}

/* Appends a tag whose name begins with the operation's. */
static void append_tag(struct buffer *body, const char *slash, const struct operation *operation, const char *end) {
    append_text(body, slash);
    append_text(body, operation->name);
    append_text(body, end);
}

static const struct operation *find_operation(const char *name) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (!strcmp(operations[i].name, name)) return &operations[i];
    }
    return NULL;
}

struct answer answer_query(const struct call *call, struct buffer *body) {
    const char *form = call->parameters;
    char name[NAME_SIZE], user[NAME_SIZE];
    parameter(form, "Action", name);
    const struct operation *operation = find_operation(name);
    if (!operation) return refused(body, NULL, 400, "InvalidAction");

    find_user(form, user);
    struct person *person = find(user);
    if (operation->effect >= CREATES_ROLE && !person) return refused(body, operation, 400, "ValidationError");
    if (operation->effect >= NEEDS_ROLE && !person->has_role) {
        return operation->service == STS ? refused(body, operation, 403, "AccessDenied")
                                         : refused(body, operation, 404, "NoSuchEntity");
    }
    if (operation->effect == CREATES_ROLE && person->has_role) {
        return refused(body, operation, 409, "EntityAlreadyExists");
    }
    carry_out(operation->effect, person, form);

    if (operation->service == SIGNIN) {
        fill(body, operation->result, form, user, person);
        return (struct answer){200, "application/json", operation->name};
    }
    append_tag(body, "<", operation, "Response xmlns=\"");
    append_text(body, namespace(operation->service));
    append_text(body, "\">");
    if (operation->result) {
        append_tag(body, "<", operation, "Result>");
        fill(body, operation->result, form, user, person);
        append_tag(body, "</", operation, "Result>");
    }
    append_text(body, "<ResponseMetadata><RequestId>" REQUEST_ID "</RequestId></ResponseMetadata>");
    append_tag(body, "</", operation, "Response>");
    return (struct answer){200, "text/xml", operation->name};
}
