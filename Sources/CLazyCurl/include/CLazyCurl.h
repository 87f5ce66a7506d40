#pragma once
// Nothing to call. A program that links this target loads libcurl when it first calls one of its functions.
