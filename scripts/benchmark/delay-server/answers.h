/* What the stand-in for AWS answers: no sockets and no waiting here. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "text.h"

/* One call. Its texts are NUL-terminated. */
struct call {
    const char *target;     /* the X-Amz-Target field of a call to DynamoDB; else "" */
    const char *parameters; /* the query or the form's body, still URL-encoded; DynamoDB's JSON */
};

struct answer {
    int status;
    const char *content_type;
    const char *operation; /* a text that lasts, for the report */
};

/* These append the answer's body to `body`. */
struct answer answer_dynamodb(const struct call *call, struct buffer *body);
struct answer answer_query(const struct call *call, struct buffer *body);

#endif
