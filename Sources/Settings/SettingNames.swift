/// The names of all settings of all programs.
///
/// The programs share one environment or settings file, and each reads its own groups alone. So that a misspelt name is
/// reported rather than silently left out, every program compares the names it finds with this list. Each group declares
/// its settings where they are used; a test holds this list to what the programs' `--help` says.
package enum SettingNames {
    /// The secret between the web server and the handlers. Under plain CGI the web server's own parameter of this name
    /// stands in the environment.
    package static let gatewaySecret = "LATCHKEY_GATEWAY_SECRET"

    package static let all: Set<String> = [
        "LATCHKEY_API_SESSION_DURATION",
        "LATCHKEY_AUDIT_FILE",
        "LATCHKEY_BROKER_ARN",
        "LATCHKEY_CA_FILE",
        "LATCHKEY_CONSOLE_SESSION_DURATION",
        "LATCHKEY_FORMER_SECRETS",
        "LATCHKEY_FORMER_SECRETS_FILE",
        gatewaySecret,
        gatewaySecret + "_FILE",
        "LATCHKEY_HTML_INDEX_FILE",
        "LATCHKEY_HTML_LIMIT_FILE",
        "LATCHKEY_HTML_NEW_KEY_FILE",
        "LATCHKEY_HTML_NO_USER_FILE",
        "LATCHKEY_IAM_AUTH_ACCOUNT",
        "LATCHKEY_IAM_AUTH_ALLOW",
        "LATCHKEY_IAM_AUTH_HTTP_SERVERS",
        "LATCHKEY_IAM_AUTH_ISSUER",
        "LATCHKEY_IAM_AUTH_KMS_KEY",
        "LATCHKEY_IAM_AUTH_MAPPING",
        "LATCHKEY_IAM_AUTH_MAX_AGE",
        "LATCHKEY_IAM_AUTH_PROOFS",
        "LATCHKEY_IAM_AUTH_REGIONS",
        "LATCHKEY_IAM_AUTH_RULES_FILE",
        "LATCHKEY_IAM_AUTH_SERVERS",
        "LATCHKEY_IAM_AUTH_SESSION_DURATION",
        "LATCHKEY_IAM_RATE",
        "LATCHKEY_LISTEN",
        "LATCHKEY_LOG_LEVEL",
        "LATCHKEY_MAX_BODY",
        "LATCHKEY_MAX_REQUESTS",
        "LATCHKEY_MAX_REQUESTS_PER_CALLER",
        "LATCHKEY_NAVIGATION",
        "LATCHKEY_PREPARE_ROLES",
        "LATCHKEY_PROXY",
        "LATCHKEY_REGION",
        "LATCHKEY_REQUEST_TIMEOUT",
        "LATCHKEY_ROLE_BOUNDARY",
        "LATCHKEY_ROLE_PATH",
        "LATCHKEY_ROLE_PREFIX",
        "LATCHKEY_ROLE_TTL",
        "LATCHKEY_SECRET",
        "LATCHKEY_SECRET_FILE",
        "LATCHKEY_SESSION_DURATION",
        "LATCHKEY_SETTINGS_FILE",
        "LATCHKEY_SIGNIN_ENDPOINT",
        "LATCHKEY_SSO_MFA",
        "LATCHKEY_SYNC_INTERVAL",
        "LATCHKEY_TABLE",
        "LATCHKEY_TOKENS_TABLE",
        "LATCHKEY_TRANSITIVE_TAG_KEYS",
        "LATCHKEY_USER_DOMAINS",
        "LATCHKEY_USER_MAPPING",
        "LATCHKEY_USER_PATH",
        "LATCHKEY_USER_PREFIX",
    ]
}
