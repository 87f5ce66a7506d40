/* What the stand-in for AWS answers: no sockets and no time of its own here. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <stddef.h>

/* Bytes that grow as they are appended to. */
struct buffer {
    char *bytes;
    size_t length, capacity;
};

void append(struct buffer *buffer, const char *bytes, size_t length);
void append_text(struct buffer *buffer, const char *text);

/* One call. All texts are NUL-terminated; `target` is the X-Amz-Target field or "", `parameters` is the query or
   the form body, still URL-encoded, or the JSON body. */
struct call {
    const char *target;
    const char *parameters;
};

struct answer {
    int status;
    const char *content_type;
    const char *operation; /* a static text, for the record */
};

/* Appends the answer's body to `body`. */
struct answer answer(const struct call *call, struct buffer *body);

/* Makes `count` expired users, if that isn't 0; returns how many there are that were not removed. */
int users_left(int count);

/* Makes a user's role record one of some time ago. */
void age(const char *user);

/* Gives a user few… or full… other policies than before. */
void change(const char *user);

/* Gives back all that was remembered. */
void forget_everything(void);

#endif
