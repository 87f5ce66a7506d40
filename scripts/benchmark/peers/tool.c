/* A command that loads the libraries of the command line tool and prints one line, which shows what a start costs without
   Swift. */
#include <curl/curl.h>
#include <expat.h>
#include <openssl/evp.h>
#include <stdio.h>

int main(int count, char **arguments) {
    (void)arguments;
    /* Names a function of each library, so that the linker leaves none out; it is called without any argument, as no start
       is. */
    if (count == 0) return curl_global_init(CURL_GLOBAL_DEFAULT) || !XML_ParserCreate(NULL) || !EVP_sha256();
    puts("usage: tool");
    return fflush(stdout);
}
