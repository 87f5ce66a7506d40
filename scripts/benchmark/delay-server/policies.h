/* What users have and what roles hold: policies by name. */
#ifndef POLICIES_H
#define POLICIES_H

#include "answers.h"

/* A list of policies, the documents URL-encoded as IAM gives them; "" where only the name counts. */
struct policy {
    char *name, *document;
    struct policy *next;
};

void keep(struct policy **policies, const char *name, const char *document, size_t length);
const char *kept(const struct policy *policies, const char *name); /* the document; NULL: not there */
void leave(struct policy **policies, const char *name);            /* NULL: all of them */

/* The members of a list's answer. */
void append_kept_names(struct buffer *out, const struct policy *policies);
void append_kept_arns(struct buffer *out, const struct policy *policies);

/* Whom a group belongs to: users few… and full… are in groups of their own. Empty: to everyone. */
void owner_of_group(const char *group, char *user, size_t size);

/* A user's policies, or with a group those of the group; `changed` says whether they are as after a change. */
void append_groups(struct buffer *out, const char *user);
void append_inline_names(struct buffer *out, const char *user, const char *group);
void append_attached(struct buffer *out, const char *user, const char *group, int changed);
void append_user_boundary(struct buffer *out, const char *user);
void append_inline_document(struct buffer *out, const char *user, const char *group, const char *policy, int changed);
void append_managed_document(struct buffer *out, const char *policy);

#endif
