// Nothing to call: arguments.c is for Swift's runtime.
#pragma once
