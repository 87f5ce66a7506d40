#pragma once
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// accept4 and `environ` are declared for _GNU_SOURCE only, which would give this module another fd_set than Swift's
// Glibc module has. So they are declared here, as in their manual pages.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern char **environ;

// Swift doesn't see accept4: its own Glibc module hides what _GNU_SOURCE declares.
static inline int latchkey_accept(int listener) {
    return accept4(listener, (struct sockaddr *)0, (socklen_t *)0, SOCK_CLOEXEC);
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
