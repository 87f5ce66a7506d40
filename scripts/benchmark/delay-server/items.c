/* Scans JSON in place, and reads expressions by descent: SET, REMOVE, comparisons, attribute_exists, AND, OR, NOT. */
#include "items.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAXIMUM_DEPTH = 64 };

/* A piece of a text. */
struct slice {
    const char *start;
    size_t length;
};

static const struct slice nothing = {NULL, 0};

/* MARK: JSON */

static const char *skip_space(const char *at) { return at + strspn(at, " \t\r\n"); }

/* The end of the string that begins at `at`; NULL: it doesn't end. */
static const char *string_end(const char *at) {
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && !*++at) return NULL;
    }
    return *at ? at + 1 : NULL;
}

/* The end of the value that begins at `at`; NULL: it doesn't end. */
static const char *value_end(const char *at) {
    if (*at == '"') return string_end(at);
    if (*at != '{' && *at != '[') {
        size_t length = strcspn(at, ",]} \t\r\n");
        return length ? at + length : NULL;
    }
    for (int depth = 0; *at; at++) {
        if (*at == '"') {
            if (!(at = string_end(at))) return NULL;
            at--;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if ((*at == '}' || *at == ']') && --depth == 0) {
            return at + 1;
        }
    }
    return NULL;
}

/* Takes the next member of an object from `*at`, which first points behind its brace; 0: no more. */
static int next_member(const char **at, struct slice *name, struct slice *value) {
    const char *start = skip_space(*at);
    if (*start == ',') start = skip_space(start + 1);
    if (*start != '"') return 0;
    const char *end = string_end(start);
    if (!end) return 0;
    *name = (struct slice){start + 1, (size_t)(end - start) - 2};
    start = skip_space(end);
    if (*start != ':') return 0;
    start = skip_space(start + 1);
    if (!(end = value_end(start))) return 0;
    *value = (struct slice){start, (size_t)(end - start)};
    *at = end;
    return 1;
}

static struct slice member(const char *object, struct slice wanted) {
    struct slice name, value;
    if (!object || *(object = skip_space(object)) != '{') return nothing;
    for (object++; next_member(&object, &name, &value);) {
        if (name.length == wanted.length && !memcmp(name.start, wanted.start, wanted.length)) return value;
    }
    return nothing;
}

static struct slice text(const char *words) { return (struct slice){words, strlen(words)}; }

const char *json_member(const char *object, const char *name, size_t *length) {
    struct slice value = member(object, text(name));
    *length = value.length;
    return value.start;
}

/* MARK: Expressions */

/* What an expression is read against. */
struct scope {
    const char *at; /* what is still to be read */
    const char *end;
    const char *names, *values, *item;
    int depth;
};

static struct scope scope_of(const char *request, const char *member_name, const char *item) {
    struct slice expression = member(request, text(member_name));
    struct scope scope = {.item = item};
    if (expression.start && *expression.start == '"') {
        scope.at = expression.start + 1;
        scope.end = expression.start + expression.length - 1;
    }
    scope.names = member(request, text("ExpressionAttributeNames")).start;
    scope.values = member(request, text("ExpressionAttributeValues")).start;
    return scope;
}

static int is_word(char byte) { return isalnum((unsigned char)byte) || strchr("_#:", byte); }

/* The next word, or sign; empty at the end. */
static struct slice peek(struct scope *scope) {
    while (scope->at < scope->end && isspace((unsigned char)*scope->at)) scope->at++;
    struct slice token = {scope->at, 0};
    const char *at = scope->at;
    if (at >= scope->end) return token;
    if (is_word(*at)) {
        while (at < scope->end && is_word(*at)) at++;
    } else {
        at++;
        if (at < scope->end && (*token.start == '<' || *token.start == '>') && (*at == '=' || *at == '>')) at++;
    }
    token.length = (size_t)(at - token.start);
    return token;
}

static struct slice take(struct scope *scope) {
    struct slice token = peek(scope);
    scope->at += token.length;
    return token;
}

static int is(struct slice token, const char *word) {
    return token.length == strlen(word) && !strncasecmp(token.start, word, token.length);
}

static int take_if(struct scope *scope, const char *word) {
    struct slice token = peek(scope);
    if (!is(token, word)) return 0;
    scope->at += token.length;
    return 1;
}

/* The attribute that a word names, #placeholders resolved. */
static struct slice attribute_name(const struct scope *scope, struct slice word) {
    if (!word.length || *word.start != '#') return word;
    struct slice name = member(scope->names, word);
    return name.length < 2 ? word : (struct slice){name.start + 1, name.length - 2};
}

/* The attribute value that a word stands for, as JSON. */
static struct slice operand(const struct scope *scope, struct slice word) {
    if (word.length && *word.start == ':') return member(scope->values, word);
    return member(scope->item, attribute_name(scope, word));
}

/* The text inside {"S": "…"} or {"N": "…"}, and which of them; 0: another type. */
static char scalar(struct slice value, struct slice *inside) {
    for (const char *type = "SN"; *type; type++) {
        *inside = value.start ? member(value.start, (struct slice){type, 1}) : nothing;
        if (inside->start) return *type;
    }
    return 0;
}

/* Compares as strcmp does; an escaped slash is a slash. */
static int compare_text(struct slice a, struct slice b) {
    size_t i = 0, j = 0;
    while (i < a.length && j < b.length) {
        if (a.start[i] == '\\' && i + 1 < a.length && a.start[i + 1] == '/') i++;
        if (b.start[j] == '\\' && j + 1 < b.length && b.start[j + 1] == '/') j++;
        int difference = (unsigned char)a.start[i++] - (unsigned char)b.start[j++];
        if (difference) return difference;
    }
    return (i < a.length) - (j < b.length);
}

static int compare(struct slice left, struct slice sign, struct slice right) {
    struct slice a, b;
    char type = scalar(left, &a);
    if (!type || scalar(right, &b) != type) return is(sign, "<>");
    int order = compare_text(a, b);
    if (type == 'N') {
        double x = strtod(a.start + 1, NULL), y = strtod(b.start + 1, NULL);
        order = (x > y) - (x < y);
    }
    if (is(sign, "=")) return order == 0;
    if (is(sign, "<>")) return order != 0;
    if (is(sign, "<")) return order < 0;
    if (is(sign, "<=")) return order <= 0;
    if (is(sign, ">")) return order > 0;
    return is(sign, ">=") && order >= 0;
}

static int any_of(struct scope *scope);

static int factor(struct scope *scope) {
    if (++scope->depth > MAXIMUM_DEPTH) return 0;
    int holds;
    if (take_if(scope, "NOT")) {
        holds = !factor(scope);
    } else if (take_if(scope, "(")) {
        holds = any_of(scope);
        take_if(scope, ")");
    } else {
        struct slice word = take(scope);
        int exists = is(word, "attribute_exists");
        if (exists || is(word, "attribute_not_exists")) {
            take_if(scope, "(");
            holds = (operand(scope, take(scope)).start != NULL) == exists;
            take_if(scope, ")");
        } else {
            struct slice sign = take(scope);
            holds = compare(operand(scope, word), sign, operand(scope, take(scope)));
        }
    }
    scope->depth--;
    return holds;
}

static int all_of(struct scope *scope) {
    int holds = factor(scope);
    while (take_if(scope, "AND")) holds &= factor(scope);
    return holds;
}

static int any_of(struct scope *scope) {
    int holds = all_of(scope);
    while (take_if(scope, "OR")) holds |= all_of(scope);
    return holds;
}

int condition_holds(const char *request, const char *item) {
    struct scope scope = scope_of(request, "ConditionExpression", item);
    return !scope.at || any_of(&scope);
}

/* MARK: Updates */

/* Appends the object `old` without member `name`, and with it at the end when there is a value. */
static char *with_member(const char *old, struct slice name, struct slice value) {
    struct buffer made = {0};
    struct slice its_name, its_value;
    append_text(&made, "{");
    if (*(old = skip_space(old)) == '{') {
        for (old++; next_member(&old, &its_name, &its_value);) {
            if (its_name.length == name.length && !memcmp(its_name.start, name.start, name.length)) continue;
            if (made.length > 1) append_text(&made, ",");
            append(&made, its_name.start - 1, its_name.length + 2);
            append_text(&made, ":");
            append(&made, its_value.start, its_value.length);
        }
    }
    if (value.start) {
        if (made.length > 1) append_text(&made, ",");
        append_text(&made, "\"");
        append(&made, name.start, name.length);
        append_text(&made, "\":");
        append(&made, value.start, value.length);
    }
    append_text(&made, "}");
    return made.bytes;
}

char *updated_item(const char *request, const char *item) {
    struct slice key = member(request, text("Key"));
    struct scope scope = scope_of(request, "UpdateExpression", item);
    struct slice whole = item ? text(item) : key.start ? key : text("{}");
    char *made = strndup(whole.start, whole.length);
    int removing = 0;
    while (made && scope.at && peek(&scope).length) {
        if (take_if(&scope, "SET")) removing = 0;
        else if (take_if(&scope, "REMOVE")) removing = 1;
        struct slice name = attribute_name(&scope, take(&scope)), value = nothing;
        if (!removing && take_if(&scope, "=")) value = operand(&scope, take(&scope));
        if (removing || value.start) {
            char *next = with_member(made, name, value);
            free(made);
            made = next;
        }
        take_if(&scope, ",");
    }
    return made;
}
