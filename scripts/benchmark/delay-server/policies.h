/* The policies of users: their own and those of their groups. */
#ifndef POLICIES_H
#define POLICIES_H

#include "text.h"

/* The members of a list's answer. */
void append_kept_names(struct buffer *out, const struct entry *policies);
void append_kept_arns(struct buffer *out, const struct entry *policies);

/* The user to whom a group belongs, as users few… and full… have groups of their own; empty: it is everyone's. */
void owner_of_group(const char *group, char *user, size_t size);

/* A user's policies, or those of a group unless its name is empty; `changed` tells whether the user got others by now. */
void append_groups(struct buffer *out, const char *user);
void append_inline_names(struct buffer *out, const char *user, const char *group);
void append_attached(struct buffer *out, const char *user, const char *group, int changed);
void append_user_boundary(struct buffer *out, const char *user);
void append_inline_document(struct buffer *out, const char *user, const char *group, const char *policy, int changed);
void append_managed_document(struct buffer *out, const char *policy);

#endif
