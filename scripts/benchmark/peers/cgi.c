/* A plain CGI program that loads what the handlers load and answers at once: what starting costs without Swift.

   Built with -DWITH_CURL beside the programs that reach AWS, without it beside `health`. */
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
    /* One call into each library, so that none is left out by the linker. */
    XML_Parser parser = XML_ParserCreate(NULL);
    int complete = FCGX_IsCGI() && parser && EVP_sha256();
    XML_ParserFree(parser);
    if (!complete) return 1;
    fputs(RESPONSE, stdout);
    return fflush(stdout);
}
