/* The smallest FastCGI program: one loop and one constant response.

       trivial SOCKET

   RESPONSE comes from response.h, which the benchmark writes. It is exactly the response of `health`. */
#include <fcgiapp.h>
#include <stdio.h>
#include <string.h>

#include "response.h"

int main(int count, char **arguments) {
    if (count != 2) return 2;
    FCGX_Init();
    FCGX_Request request;
    int listener = FCGX_OpenSocket(arguments[1], 1024);
    if (listener < 0 || FCGX_InitRequest(&request, listener, 0)) {
        perror("trivial");
        return 1;
    }
    while (!FCGX_Accept_r(&request)) {
        FCGX_PutStr(RESPONSE, (int)strlen(RESPONSE), request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
