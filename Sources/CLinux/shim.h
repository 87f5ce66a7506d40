#pragma once
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

// accept4, sendmmsg and `environ` are declared for _GNU_SOURCE only, which would give this module another fd_set than Swift's
// Glibc module has. So they are declared here, as in their manual pages.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};
extern int sendmmsg(int, struct mmsghdr *, unsigned int, int);
extern char **environ;

// Swift doesn't see accept4: its own Glibc module hides what _GNU_SOURCE declares.
static inline int latchkey_accept(int listener) {
    return accept4(listener, (struct sockaddr *)0, (socklen_t *)0, SOCK_CLOEXEC);
}

// Sends a message so many times, of which 64 at most count; returns how often there was room for it, or -1. Swift doesn't see
// sendmmsg either.
static inline int latchkey_send_copies(int socket, const void *bytes, size_t size, unsigned int copies) {
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = size};
    struct mmsghdr messages[64];
    if (copies > 64) copies = 64;
    for (unsigned int index = 0; index < copies; index++)
        messages[index] = (struct mmsghdr){.msg_hdr = {.msg_iov = &vector, .msg_iovlen = 1}};
    return sendmmsg(socket, messages, copies, MSG_NOSIGNAL);
}

// Swift 6 refuses the global variable `environ`, because any thread may change it. It is read once, at the start.
static inline char **latchkey_environment(void) {
    return environ;
}

// epoll_data is a union, and Swift's initializer of a union doesn't take one of its members.
static inline int latchkey_epoll_control(int epoll, int operation, int descriptor, unsigned int events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

// Swift can't call prctl, which takes any number of arguments.
static inline int latchkey_set_dumpable(unsigned long is_dumpable) {
    return prctl(PR_SET_DUMPABLE, is_dumpable, 0UL, 0UL, 0UL);
}
static inline int latchkey_get_dumpable(void) {
    return prctl(PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL);
}
