// libcurl's functions, each of which finds its namesake in libcurl.so.4 when it is first called. libcurl brings some thirty
// libraries along, and to load them takes most of the time that a command needs which asks no server.
//
// They are hidden, so that libcurl's own calls don't end here, and the linker takes libcurl off the list of what is needed. All
// arguments are integers of at most 64 bits and pointers, which one register each carries. So what the variadic functions are
// given is passed on as a pointer, whatever it is.

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#pragma GCC visibility push(hidden)

// CURLE_FAILED_INIT, CURLM_INTERNAL_ERROR, CURLSHE_NOMEM and CURLUE_OUT_OF_MEMORY.
enum { EASY_FAILURE = 2, MULTI_FAILURE = 4, SHARE_FAILURE = 4, URL_FAILURE = 7 };

static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// It stays loaded until the process ends.
static void load(void) { library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL); }

static void *find(const char *name) {
    pthread_once(&once, load);
    return library ? dlsym(library, name) : NULL;
}

// Defines a function that passes its arguments on, and what it returns where there is no libcurl.
#define FORWARD(result, name, parameters, arguments, otherwise)                                                        \
    result name parameters;                                                                                            \
    result name parameters {                                                                                           \
        result(*function) parameters = (result(*) parameters)find(#name);                                              \
        return function ? function arguments : otherwise;                                                              \
    }

// The same for a function whose third argument may be anything.
#define FORWARD_OPTION(name, kind, otherwise)                                                                          \
    int name(void *handle, kind option, ...);                                                                          \
    int name(void *handle, kind option, ...) {                                                                         \
        int (*function)(void *, kind, ...) = (int (*)(void *, kind, ...))find(#name);                                  \
        va_list rest;                                                                                                  \
        va_start(rest, option);                                                                                        \
        void *value = va_arg(rest, void *);                                                                            \
        va_end(rest);                                                                                                  \
        return function ? function(handle, option, value) : otherwise;                                                 \
    }

FORWARD(int, curl_global_init, (long flags), (flags), EASY_FAILURE)
FORWARD(void *, curl_easy_init, (void), (), NULL)
FORWARD_OPTION(curl_easy_setopt, int, EASY_FAILURE)
FORWARD_OPTION(curl_easy_getinfo, int, EASY_FAILURE)
FORWARD(const char *, curl_easy_strerror, (int code), (code), "there is no libcurl.so.4")
FORWARD(void *, curl_multi_init, (void), (), NULL)
FORWARD_OPTION(curl_multi_setopt, int, MULTI_FAILURE)
FORWARD(int, curl_multi_add_handle, (void *multi, void *easy), (multi, easy), MULTI_FAILURE)
FORWARD(int, curl_multi_remove_handle, (void *multi, void *easy), (multi, easy), MULTI_FAILURE)
FORWARD(void *, curl_multi_info_read, (void *multi, int *left), (multi, left), NULL)
FORWARD(int, curl_multi_socket_action, (void *multi, int socket, int events, int *running),
        (multi, socket, events, running), MULTI_FAILURE)
FORWARD(int, curl_multi_cleanup, (void *multi), (multi), MULTI_FAILURE)
FORWARD(void *, curl_share_init, (void), (), NULL)
FORWARD_OPTION(curl_share_setopt, int, SHARE_FAILURE)
FORWARD(int, curl_share_cleanup, (void *share), (share), SHARE_FAILURE)
FORWARD(void *, curl_url, (void), (), NULL)
FORWARD(int, curl_url_set, (void *url, int part, const char *text, unsigned flags), (url, part, text, flags), URL_FAILURE)

// The same for a function that frees something and returns nothing.
#define FORWARD_CLEANUP(name)                                                                                          \
    void name(void *handle);                                                                                           \
    void name(void *handle) {                                                                                          \
        void (*function)(void *) = (void (*)(void *))find(#name);                                                      \
        if (function) function(handle);                                                                                \
    }

FORWARD_CLEANUP(curl_easy_cleanup)
FORWARD_CLEANUP(curl_url_cleanup)
