#include "text.h"

#include <stdlib.h>
#include <string.h>

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

void keep(struct entry **entries, const char *name, const char *text, size_t length) {
    forget(entries, name);
    struct entry *made = malloc(sizeof *made);
    if (!made) abort();
    *made = (struct entry){strdup(name), strndup(text, length), *entries};
    if (!made->name || !made->text) abort();
    *entries = made;
}

const char *kept(const struct entry *entries, const char *name) {
    for (; entries; entries = entries->next) {
        if (!strcmp(entries->name, name)) return entries->text;
    }
    return NULL;
}

void forget(struct entry **entries, const char *name) {
    while (*entries) {
        struct entry *entry = *entries;
        if (name && strcmp(entry->name, name)) {
            entries = &entry->next;
            continue;
        }
        *entries = entry->next;
        free(entry->name);
        free(entry->text);
        free(entry);
    }
}
