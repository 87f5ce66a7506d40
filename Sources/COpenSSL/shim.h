#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

// A sum of other macros, which Swift can't import.
static const int latchkey_public_key = EVP_PKEY_PUBLIC_KEY;
