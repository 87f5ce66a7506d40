/* The facts that change during a benchmark: roles, role records, and the policies made for them. */
#ifndef WORLD_H
#define WORLD_H

#include "text.h"

#define ACCOUNT "123456789012"
/* The unique ID of every user. */
#define USER_ID "AIDABENCHMARK000000001"

/* What is remembered about one user. */
struct person {
    char *name;
    int has_role;
    char *trust_policy; /* the role's, URL-encoded */
    char *boundary;     /* the role's; NULL: none */
    struct entry *inline_policies, *attached; /* the role's: documents, URL-encoded, by name; and ARNs */
    struct entry *tags; /* the role's: values by key */
    struct entry *record; /* the role record in DynamoDB: attribute values as JSON, by name; NULL: there is none */
    int changed;          /* whether the user has other policies by now */
};

/* The policies that CreatePolicy made: documents, URL-encoded, by ARN. */
extern struct entry *made_policies;

/* The person of that name, made on first sight; NULL: no name, or no room left. */
struct person *find(const char *user);

/* Changes a user's role record as if the role was last synced long ago. */
void age(const char *user);

/* Gives a user few… or full… other policies than before. */
void change(const char *user);

/* Makes `count` users old-0, old-1, … whose roles have expired; 0: makes none. Returns how many users of such a name have
   a record. */
int expired_users_left(int count);

/* How many users expired_users_left() has made. */
int expired_users_made(void);

/* Makes `count` users kept-0, kept-1, … each with a role and a policy made for it, in place of those of before. Their records
   are written by who wants them. */
void make_members(int count);

/* The users whom the account's lists have: those that were made, the expired ones first. `at` counts from 0; NULL: the end. */
struct person *listed(long long at);

/* Gives back all that was remembered. */
void forget_everything(void);

#endif
