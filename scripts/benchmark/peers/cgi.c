/* A plain CGI program that loads the libraries of the handlers and answers at once, which shows what a start costs without
   Swift.

   With -DWITH_CURL it is compared with the programs that call AWS, without it with `health`. */
#include <expat.h>
#include <fcgiapp.h>
#include <openssl/evp.h>
#include <stdio.h>
#ifdef WITH_CURL
#include <curl/curl.h>
#endif

#include "response.h"

int main(void) {
#ifdef WITH_CURL
    if (curl_global_init(CURL_GLOBAL_DEFAULT)) return 1;
#endif
    /* Calls each library, so that the linker leaves none out. */
    XML_Parser parser = XML_ParserCreate(NULL);
    int complete = FCGX_IsCGI() && parser && EVP_sha256();
    XML_ParserFree(parser);
    if (!complete) return 1;
    fputs(RESPONSE, stdout);
    return fflush(stdout);
}
