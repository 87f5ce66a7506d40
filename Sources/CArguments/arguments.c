/* Hands the arguments of the program to Swift's runtime.

   The runtime can't see them in main, and so it searches for them as soon as it is loaded: on Linux it reads every line of
   /proc/self/maps, of which a program with libcurl has two hundred. That is a twentieth of the time that such a program takes
   to start, and a plain CGI program starts for each request. The C library tells every constructor the arguments.

   In a program with Swift's libraries linked in, as scripts/build makes it, these two functions take the place of the
   runtime's own (stdlib/public/CommandLineSupport/CommandLine.cpp), and the linker leaves that file out. They are hidden, so
   that they mean nothing to a runtime in a library of its own. */

static char **arguments;
static int count;

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    arguments = argv;
    count = argc;
}

__attribute__((visibility("hidden"))) char **_swift_stdlib_getUnsafeArgvArgc(int *length) {
    *length = count;
    return arguments;
}

__attribute__((visibility("hidden"))) void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) {
    arguments = argv;
    count = argc;
}
