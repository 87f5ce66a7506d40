/* As much of DynamoDB's expressions as role records need, on items kept as JSON. */
#ifndef ITEMS_H
#define ITEMS_H

#include "answers.h"

/* The raw value of member `name` of a JSON object, its length in `length`; NULL: not there, or no JSON. */
const char *json_member(const char *object, const char *name, size_t *length);

/* Whether the request's ConditionExpression holds for `item`; NULL is no item. Without an expression it holds. */
int condition_holds(const char *request, const char *item);

/* `item` (NULL: the request's Key alone) after the request's UpdateExpression; the caller frees it. */
char *updated_item(const char *request, const char *item);

#endif
