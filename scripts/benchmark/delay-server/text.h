/* Text that grows, and lists of named texts. Without memory the program ends. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

/* Bytes that grow as they are appended to, with a NUL behind the last one. */
struct buffer {
    char *bytes;
    size_t length, capacity;
};

void append(struct buffer *buffer, const char *bytes, size_t length);
void append_text(struct buffer *buffer, const char *text);

/* One text of a list, which is NULL when it is empty. */
struct entry {
    char *name, *text;
    struct entry *next;
};

/* Puts a text of `length` bytes in place of the one of that name. */
void keep(struct entry **entries, const char *name, const char *text, size_t length);

/* The text of that name; NULL: there is none. */
const char *kept(const struct entry *entries, const char *name);

/* Removes the text of that name; NULL: all of them. */
void forget(struct entry **entries, const char *name);

#endif
