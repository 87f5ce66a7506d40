#pragma once
#include <curl/curl.h>
#include <stddef.h>

// libcurl's option functions are variadic, and Swift can't call such functions. Each wrapper below fixes the type of the
// last argument for one family of options. The parentheses keep libcurl's type-checking macros of the same names away.

/// For options that take a `long`: numbers, switches, sizes, milliseconds.
static inline CURLcode latchkey_curl_easy_setopt_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

/// For options that take an object: a text (which libcurl copies, except for `CURLOPT_POSTFIELDS`), a list, user data.
static inline CURLcode latchkey_curl_easy_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

/// For `CURLOPT_WRITEFUNCTION` and `CURLOPT_HEADERFUNCTION`: Swift needs the callback's type to pass a closure as one.
static inline CURLcode latchkey_curl_easy_setopt_data_callback(
    CURL *handle, CURLoption option, size_t (*callback)(char *bytes, size_t size, size_t count, void *context)) {
    return (curl_easy_setopt)(handle, option, callback);
}

/// For `CURLOPT_PREREQFUNCTION`; typed for the same reason.
static inline CURLcode latchkey_curl_easy_setopt_prerequest(CURL *handle, curl_prereq_callback callback) {
    return (curl_easy_setopt)(handle, CURLOPT_PREREQFUNCTION, callback);
}

/// For `CURLOPT_OPENSOCKETFUNCTION`; typed for the same reason.
static inline CURLcode latchkey_curl_easy_setopt_open_socket(CURL *handle, curl_opensocket_callback callback) {
    return (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

/// For `CURLOPT_CLOSESOCKETFUNCTION`; typed for the same reason.
static inline CURLcode latchkey_curl_easy_setopt_close_socket(CURL *handle, curl_closesocket_callback callback) {
    return (curl_easy_setopt)(handle, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

/// For the `CURLINFO_…` that fill in a `long`.
static inline CURLcode latchkey_curl_easy_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

/// For the `CURLINFO_…` that fill in a pointer.
static inline CURLcode latchkey_curl_easy_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(handle, info, value);
}

/// For multi options that take a `long`.
static inline CURLMcode latchkey_curl_multi_setopt_long(CURLM *handle, CURLMoption option, long value) {
    return (curl_multi_setopt)(handle, option, value);
}

/// For multi options that take user data.
static inline CURLMcode latchkey_curl_multi_setopt_pointer(CURLM *handle, CURLMoption option, void *value) {
    return (curl_multi_setopt)(handle, option, value);
}

/// For `CURLMOPT_SOCKETFUNCTION`; typed so that Swift can pass a closure.
static inline CURLMcode latchkey_curl_multi_setopt_socket(CURLM *handle, curl_socket_callback callback) {
    return (curl_multi_setopt)(handle, CURLMOPT_SOCKETFUNCTION, callback);
}

/// For `CURLMOPT_TIMERFUNCTION`; typed so that Swift can pass a closure.
static inline CURLMcode latchkey_curl_multi_setopt_timer(CURLM *handle, curl_multi_timer_callback callback) {
    return (curl_multi_setopt)(handle, CURLMOPT_TIMERFUNCTION, callback);
}

/// For `CURLSHOPT_SHARE`, the only share option used.
static inline CURLSHcode latchkey_curl_share_data(CURLSH *share, curl_lock_data data) {
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, data);
}

/// `CURL_GLOBAL_ALL` is a macro of macros, which Swift doesn't import.
static inline CURLcode latchkey_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_ALL);
}
