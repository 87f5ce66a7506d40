#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PERSONS = 1 << 15 };

static struct person persons[PERSONS];
static int person_count, expired_count, member_count;

struct entry *made_policies;

struct person *find(const char *user) {
    if (!*user) return NULL;
    unsigned hash = 2166136261u;
    for (const char *at = user; *at; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
    unsigned slot = hash % PERSONS;
    while (persons[slot].name && strcmp(persons[slot].name, user)) slot = (slot + 1) % PERSONS;
    struct person *person = &persons[slot];
    if (person->name) return person;
    if (person_count >= PERSONS / 2) return NULL;
    person_count++;
    if (!(person->name = strdup(user))) abort();
    return person;
}

static void set(struct person *person, const char *name, char type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets an attribute of the role record; `type` is S or N. */
static void set(struct person *person, const char *name, char type, const char *format, ...) {
    char value[256], json[300];
    va_list values;
    va_start(values, format);
    vsnprintf(value, sizeof value, format, values);
    va_end(values);
    int length = snprintf(json, sizeof json, "{\"%c\":\"%s\"}", type, value);
    keep(&person->record, name, json, (size_t)length);
}

/* Puts a new role record, as of a sync long ago, in place of the one that there is. */
static void set_record(struct person *person, time_t expires_at) {
    forget(&person->record, NULL);
    set(person, "username", 'S', "%s", person->name);
    set(person, "role_arn", 'S', "arn:aws:iam::" ACCOUNT ":role/user-role/user_%s", person->name);
    set(person, "expires_at", 'N', "%lld", (long long)expires_at);
    for (const char **name = (const char *[]){"synced_at", "leased_at", "changed_at", NULL}; *name; name++) {
        set(person, *name, 'N', "1700000000");
    }
    set(person, "plan", 'S', "0123456789abcdef");
}

void age(const char *user) {
    struct person *person = find(user);
    if (person) set_record(person, time(NULL) + 86400);
}

void change(const char *user) {
    struct person *person = find(user);
    if (person) person->changed = 1;
}

/* A user who has a role; NULL: no room left. */
static struct person *make(const char *kind, int number) {
    char name[32], mark[64];
    snprintf(name, sizeof name, "%s-%d", kind, number);
    struct person *person = find(name);
    if (!person) return NULL;
    person->has_role = 1;
    int length = snprintf(mark, sizeof mark, USER_ID "/%s", name);
    keep(&person->tags, "latchkey:mirror", mark, (size_t)length);
    return person;
}

int expired_users_left(int count) {
    if (count) expired_count = 0;
    for (; expired_count < count; expired_count++) {
        struct person *person = make("old", expired_count);
        if (!person) break;
        set_record(person, 1700000000);
    }
    int left = 0;
    for (int i = 0; i < PERSONS; i++) left += persons[i].record && !strncmp(persons[i].name, "old-", 4);
    return left;
}

int expired_users_made(void) { return expired_count; }

void make_members(int count) {
    for (member_count = 0; member_count < count && make("kept", member_count); member_count++) {}
}

struct person *listed(long long at) {
    char name[32];
    if (at < 0 || at >= (long long)expired_count + member_count) return NULL;
    if (at < expired_count) snprintf(name, sizeof name, "old-%lld", at);
    else snprintf(name, sizeof name, "kept-%lld", at - expired_count);
    return find(name);
}

void forget_everything(void) {
    for (int i = 0; i < PERSONS; i++) {
        free(persons[i].name);
        free(persons[i].trust_policy);
        free(persons[i].boundary);
        forget(&persons[i].inline_policies, NULL);
        forget(&persons[i].attached, NULL);
        forget(&persons[i].tags, NULL);
        forget(&persons[i].record, NULL);
    }
    forget(&made_policies, NULL);
    memset(persons, 0, sizeof persons);
    person_count = expired_count = member_count = 0;
}
