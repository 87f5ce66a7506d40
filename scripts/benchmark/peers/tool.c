/* A command that loads the libraries of the command line tool and prints one line, which shows what a start costs without
   Swift. The tool itself loads libcurl only when it asks a server. */
#ifdef WITH_CURL
#include <curl/curl.h>
#endif
#include <expat.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <yaml.h>

int main(int count, char **arguments) {
    (void)arguments;
    /* Names a function of each library, so that the linker leaves none out; they are called without any argument, as no start
       is. */
    if (count == 0) {
#ifdef WITH_CURL
        curl_global_init(CURL_GLOBAL_DEFAULT);
#endif
        return !XML_ParserCreate(NULL) || !EVP_sha256() || !TLS_client_method() || !yaml_get_version_string();
    }
    puts("usage: tool");
    return fflush(stdout);
}
