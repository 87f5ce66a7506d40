/* Users few… have a few policies of every kind, and users full… have as many and as long ones as IAM allows. Users x1…, x10…
   and x100… have as many managed policies of their groups as their names say, and as many inline ones. Everyone else has
   those of the ten groups that are everyone's. */
#include "policies.h"

#include "world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* IAM's limits for inline policies are 5,120 characters a group and 2,048 a user. */
enum { GROUPS = 10, GROUP_INLINE = 5, FULL_USER_INLINE = 2, FULL_MANAGED = 10, FULL_DOCUMENT = 1024, TEXT = 512 };

/* MARK: Lists */

void append_kept_names(struct buffer *out, const struct entry *policies) {
    for (; policies; policies = policies->next) {
        append_text(out, "<member>");
        append_text(out, policies->name);
        append_text(out, "</member>");
    }
}

static void append_arn(struct buffer *out, const char *arn) {
    const char *slash = strrchr(arn, '/');
    append_text(out, "<member><PolicyName>");
    append_text(out, slash ? slash + 1 : arn);
    append_text(out, "</PolicyName><PolicyArn>");
    append_text(out, arn);
    append_text(out, "</PolicyArn></member>");
}

void append_kept_arns(struct buffer *out, const struct entry *policies) {
    for (; policies; policies = policies->next) append_arn(out, policies->name);
}

/* MARK: Users and groups */

static int is_full(const char *user) { return !strncmp(user, "full", 4); }
/* How many policies of each kind a user x… has through groups; 0: the name says nothing of it. */
static int times(const char *user) { return *user == 'x' ? atoi(user + 1) : 0; }
static int is_few(const char *user) { return !strncmp(user, "few", 3); }
static int is_own(const char *user) { return is_full(user) || is_few(user) || times(user); }

void owner_of_group(const char *group, char *user, size_t size) {
    const char *end = is_own(group) ? strstr(group, "-group-") : NULL;
    snprintf(user, size, "%.*s", end ? (int)(end - group) : 0, group);
}

void append_groups(struct buffer *out, const char *user) {
    int count = times(user) && times(user) < GROUPS ? times(user) : GROUPS;
    for (int i = 0; i < count; i++) {
        char text[TEXT], name[TEXT / 4];
        snprintf(name, sizeof name, "%s%sgroup-%02d", is_own(user) ? user : "", is_own(user) ? "-" : "", i);
        snprintf(text, sizeof text,
                 "<member><Path>/</Path><GroupName>%s</GroupName><GroupId>AGPABENCHMARK00000%02d</GroupId>"
                 "<Arn>arn:aws:iam::" ACCOUNT ":group/%s</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate></member>",
                 name, i, name);
        append_text(out, text);
    }
}

/* How many policies of each kind a group of a user x… has. */
static int in_group(const char *user) { return times(user) < GROUPS ? 1 : times(user) / GROUPS; }

void append_inline_names(struct buffer *out, const char *user, const char *group) {
    int count = *group ? GROUP_INLINE : is_full(user) ? FULL_USER_INLINE : is_few(user);
    if (*group && times(user)) count = in_group(user);
    for (int i = 1; i <= count; i++) {
        char text[TEXT];
        snprintf(text, sizeof text, "<member>%s-%d</member>", *group ? "inline" : "own", i);
        append_text(out, text);
    }
}

/* A change puts another policy in place of the first group's first one. */
void append_attached(struct buffer *out, const char *user, const char *group, int changed) {
    int count = is_full(user) ? FULL_MANAGED : *group ? 2 : is_few(user);
    if (*group && times(user)) count = in_group(user);
    for (int i = 1; i <= count; i++) {
        char arn[TEXT];
        int is_other = changed && i == 1 && *group && !strcmp(group + strlen(group) - 2, "00");
        snprintf(arn, sizeof arn, "arn:aws:iam::" ACCOUNT ":policy/%s-%s-%d", *group ? group : user,
                 is_other ? "other" : "managed", i);
        append_arn(out, arn);
    }
    if (*group && !is_full(user) && !times(user)) append_arn(out, "arn:aws:iam::" ACCOUNT ":policy/shared");
}

void append_user_boundary(struct buffer *out, const char *user) {
    if (!is_full(user)) return;
    append_text(out, "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
                     "<PermissionsBoundaryArn>arn:aws:iam::" ACCOUNT ":policy/boundary</PermissionsBoundaryArn>"
                     "</PermissionsBoundary>");
}

/* MARK: Documents */

static void append_encoded(struct buffer *out, const struct buffer *text) {
    for (size_t i = 0; i < text->length; i++) {
        unsigned char byte = (unsigned char)text->bytes[i];
        char code[4];
        if (isalnum(byte)) append(out, text->bytes + i, 1);
        else append(out, code, (size_t)snprintf(code, sizeof code, "%%%02X", byte));
    }
}

static void append_statement(struct buffer *text, const char *effect, const char *action, const char *title, int number,
                             size_t padding) {
    char statement[TEXT];
    append(text, statement, (size_t)snprintf(statement, sizeof statement,
        "%s{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"arn:aws:s3:::%s-%d", text->length > 40 ? "," : "",
        effect, action, title, number));
    while (padding--) append_text(text, "x");
    append_text(text, "/*\"}");
}

/* Allows something on buckets called after `title`, and denies something there where `denies`; padded to `size`. */
static void append_document(struct buffer *out, const char *title, int denies, size_t size) {
    struct buffer text = {0};
    append_text(&text, "{\"Version\":\"2012-10-17\",\"Statement\":[");
    int allows = size ? 3 : 1;
    for (int i = 0; i < allows; i++) append_statement(&text, "Allow", "s3:GetObject", title, i, size / 8);
    if (denies) {
        size_t rest = 2 + 3 + strlen("{\"Effect\":\"Deny\",\"Action\":\"s3:DeleteObject\",\"Resource\":\"arn:aws:s3:::-0,") +
                      strlen(title) + text.length;
        append_statement(&text, "Deny", "s3:DeleteObject", title, 0, size > rest ? size - rest : 0);
    }
    append_text(&text, "]}");
    append_encoded(out, &text);
    free(text.bytes);
}

void append_inline_document(struct buffer *out, const char *user, const char *group, const char *policy, int changed) {
    char title[TEXT];
    int is_first = strchr("1", policy[strlen(policy) - 1]) && (!*group || !strcmp(group + strlen(group) - 2, "00"));
    snprintf(title, sizeof title, "%s-%s%s", *group ? group : user, policy, changed && is_first ? "-changed" : "");
    append_document(out, title, is_full(user) || is_few(user), is_full(user) ? FULL_DOCUMENT : 0);
}

void append_managed_document(struct buffer *out, const char *policy) {
    if (!strcmp(policy, "boundary")) {
        append_text(out, "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"
                         "%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D");
        return;
    }
    /* The second policy of a group has a Deny too. */
    append_document(out, policy, (is_full(policy) || is_few(policy)) && policy[strlen(policy) - 1] == '2', 0);
}
