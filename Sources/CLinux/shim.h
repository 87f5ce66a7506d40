#pragma once
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// These two and `environ` are declared for _GNU_SOURCE only, which would give this module another fd_set than Swift's
// Glibc module has. So they are declared here as their manual pages have them.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int memfd_create(const char *, unsigned int);
extern char **environ;

// Swift doesn't see accept4: its own Glibc module hides what _GNU_SOURCE declares.
static inline int latchkey_accept(int listener) {
    return accept4(listener, (struct sockaddr *)0, (socklen_t *)0, SOCK_CLOEXEC);
}

// Swift doesn't see memfd_create, as above; 1 is MFD_CLOEXEC of <linux/memfd.h>.
static inline int latchkey_memory_file(void) {
    return memfd_create("fastcgi-request", 1);
}

// Swift 6 refuses the global `environ`, since anyone may change it at any time; it is read once, at the start.
static inline char **latchkey_environment(void) {
    return environ;
}

// epoll_data is a union, which Swift can't fill by one of its members in an initializer.
static inline int latchkey_epoll_control(int queue, int operation, int descriptor, unsigned int events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    return epoll_ctl(queue, operation, descriptor, &event);
}
