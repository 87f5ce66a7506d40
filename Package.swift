// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6, memory safety spelled out, no warning let through.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// For programs that call libcurl. `latchkey` has it loaded when it is needed.
let curl: [LinkerSetting] = [.linkedLibrary("curl")]

let package = Package(
    name: "latchkey",
    // Exact versions, as Package.resolved isn't kept: every checkout builds from the same sources.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // The C libraries, each as a module map and a shim.
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CGPGME", providers: [.apt(["libgpgme-dev"])]),

        // Hands a program's arguments to Swift's runtime, which would search for them.
        .target(name: "CArguments"),
        // Has libcurl loaded when it is first needed, in a program that often doesn't need it.
        .target(name: "CLazyCurl"),

        // Their owners, and what needs nothing of ours.
        .target(name: "Concurrency", swiftSettings: settings),
        .target(name: "Reactor", dependencies: ["CLinux", "Concurrency", system], swiftSettings: settings),
        .target(name: "Formats", swiftSettings: settings),
        .target(
            name: "FastCGI",
            dependencies: ["CFastCGI", "CLinux", "Concurrency", "Formats", "Reactor", httpTypes, system],
            exclude: ["README.md"], swiftSettings: settings),
        .target(name: "Secrets", swiftSettings: settings),
        .target(name: "Cryptography", dependencies: ["COpenSSL", "Secrets"], swiftSettings: settings),
        .target(name: "XML", dependencies: ["CExpat"], swiftSettings: settings),
        .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: settings),
        .target(name: "QRCode", dependencies: ["CQREncode"], swiftSettings: settings),
        .target(name: "Transport", dependencies: ["Concurrency", "Formats", httpTypes], swiftSettings: settings),
        .target(
            name: "Curl", dependencies: ["CCurl", "Concurrency", "Formats", "Reactor", "Transport", httpTypes, system],
            swiftSettings: settings),
        .target(name: "TLS", dependencies: ["CLibSSL"], swiftSettings: settings),
        // It links nothing: libsecret is looked for when it is needed.
        .target(name: "SecretService", dependencies: ["Secrets"], swiftSettings: settings),
        // It links nothing either: libgpgme is looked for when it is needed.
        .target(name: "PGP", dependencies: ["CGPGME", "Formats", "Secrets"], swiftSettings: settings),
        // What listens on a person's machine. Nothing that stands behind the web server uses SwiftNIO.
        .target(name: "HTTP1", dependencies: ["Formats", nioCore, nioPosix], swiftSettings: settings),
        .target(name: "Loopback", dependencies: ["HTTP1", nioCore, nioPosix, system], swiftSettings: settings),
        .target(
            name: "LocalProxy",
            dependencies: [
                "Concurrency", "Formats", "HTTP1", "Reactor", "Secrets", "TLS", logging, nioCore, nioPosix, system,
            ],
            exclude: ["README.md"], swiftSettings: settings),

        // How settings are declared, and problems told.
        .target(name: "Settings", dependencies: ["Formats", "Reactor", "Secrets", system], swiftSettings: settings),
        .target(name: "Problems", dependencies: ["Formats", httpTypes], swiftSettings: settings),

        // AWS: its operations, and what Latchkey decides about it. No target here does input or output of its own.
        .target(
            name: "AWS",
            dependencies: [
                "Concurrency", "Cryptography", "Formats", "Problems", "Reactor", "Secrets", "Settings", "Transport",
                "XML", httpTypes, subprocess, system,
            ],
            swiftSettings: settings),
        .target(
            name: "AccessKeys",
            dependencies: ["AWS", "Concurrency", "Formats", "Problems", "Transport", httpTypes], swiftSettings: settings
        ),
        .target(
            name: "MFADevices",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "Problems", "Secrets", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .target(name: "IAMPolicy", dependencies: ["AWS", "Formats"], swiftSettings: settings),
        .target(name: "TrustPolicies", dependencies: ["AWS", "Formats"], swiftSettings: settings),
        .target(
            name: "RoleRecords", dependencies: ["AWS", "Concurrency", "Cryptography", "Formats", "Secrets"],
            swiftSettings: settings),
        .target(
            name: "RoleMirror",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "IAMPolicy", "Problems", "RoleRecords", "Settings",
                httpTypes,
            ],
            exclude: ["README.md"], swiftSettings: settings),
        .target(
            name: "RoleCleanup", dependencies: ["AWS", "Concurrency", "RoleMirror", "RoleRecords"],
            swiftSettings: settings),
        .target(
            name: "ConsoleSessions",
            dependencies: ["AWS", "Concurrency", "IAMPolicy", "Problems", "RoleMirror", "RoleRecords", httpTypes],
            swiftSettings: settings),

        // Who somebody proves to be in AWS.
        .target(
            name: "IdentityProofs", dependencies: ["AWS", "Concurrency", "Formats", "Secrets"],
            swiftSettings: settings),
        .target(
            name: "AccessRules", dependencies: ["AWS", "Formats", "IdentityProofs", "YAML"], swiftSettings: settings),

        .target(
            name: "Preflight", dependencies: ["AWS", "Concurrency", "RoleMirror", "Settings"], swiftSettings: settings),

        .target(
            name: "Tokens",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "Secrets", "Settings", "Transport", httpTypes,
            ],
            exclude: ["README.md"], swiftSettings: settings),

        // Signing in on a person's own machine.
        .target(
            name: "OAuthClient",
            dependencies: [
                "Concurrency", "Cryptography", "Formats", "Loopback", "Secrets", "Tokens", "Transport", httpTypes,
            ],
            exclude: ["README.md"], swiftSettings: settings),

        // What an account should have, in one file.
        .target(
            name: "Baseline",
            dependencies: [
                "AWS", "Concurrency", "Formats", "IAMPolicy", "RoleMirror", "Secrets", "TrustPolicies", "YAML",
            ],
            exclude: ["README.md", "Offboarding/README.md", "policies/self-service.md"],
            resources: [.embedInCode("policies")],
            swiftSettings: settings),

        // What applications get for their users.
        .target(
            name: "Grants",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "Problems", "Secrets", "Tokens", "Transport",
                httpTypes,
            ],
            exclude: ["README.md"], swiftSettings: settings),

        // Applications that are given sessions of a role for their users.
        .target(
            name: "Applications",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "Grants", "IdentityProofs", "Problems", "Secrets",
                "Tokens", "Transport", httpTypes,
            ],
            swiftSettings: settings),

        // Machines on which people are signed in.
        .target(
            name: "Machines",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "Problems", "Secrets", "Settings", "Tokens",
                "Transport", httpTypes,
            ],
            swiftSettings: settings),

        // What programs share: to be a program, to answer HTTP, to show pages, to know who nginx says is asking.
        .target(
            name: "Program",
            dependencies: [
                "CArguments", "Concurrency", "Formats", "Problems", "Reactor", "Settings", httpTypes, logging, system,
            ],
            swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "Concurrency", "FastCGI", "Formats", "Problems", "Program", "Settings", "Transport", httpTypes, logging,
            ],
            swiftSettings: settings),
        .target(
            name: "Pages",
            dependencies: [
                "Concurrency", "Cryptography", "Formats", "Problems", "Secrets", "Settings", "Web", httpTypes,
            ],
            swiftSettings: settings),
        .target(
            name: "SignOn",
            dependencies: [
                "AWS", "Cryptography", "FastCGI", "Formats", "Problems", "Secrets", "Settings", "Web", httpTypes,
            ],
            swiftSettings: settings),

        // One program a route, and the one for cron.
        .executableTarget(
            name: "keys",
            dependencies: [
                "AWS", "AccessKeys", "Curl", "Formats", "Pages", "Problems", "Program", "Reactor", "Secrets",
                "Settings", "SignOn", "Web", httpTypes,
            ],
            swiftSettings: settings, linkerSettings: curl),
        .executableTarget(
            name: "console",
            dependencies: [
                "AWS", "Concurrency", "ConsoleSessions", "Curl", "Formats", "IAMPolicy", "Machines", "Pages",
                "Preflight",
                "Problems", "Program", "Reactor", "RoleMirror", "RoleRecords", "Secrets", "Settings", "SignOn",
                "Tokens", "Transport", "Web", httpTypes, logging,
            ],
            swiftSettings: settings, linkerSettings: curl),
        .executableTarget(
            name: "health", dependencies: ["Formats", "Program", "Reactor", "Web", httpTypes], swiftSettings: settings),
        .executableTarget(
            name: "ready",
            dependencies: [
                "AWS", "Concurrency", "Curl", "Formats", "Preflight", "Problems", "Program", "Reactor", "RoleMirror",
                "Tokens", "Web", httpTypes,
            ],
            swiftSettings: settings, linkerSettings: curl),
        .executableTarget(
            name: "clean-roles",
            dependencies: [
                "AWS", "Concurrency", "ConsoleSessions", "Curl", "Formats", "Problems", "Program", "Reactor",
                "Machines", "RoleCleanup", "RoleMirror", "RoleRecords", "Settings", "Tokens", "Transport",
                argumentParser,
                system,
            ],
            swiftSettings: settings, linkerSettings: curl),
        .executableTarget(
            name: "latchkey",
            dependencies: [
                "AWS", "Baseline", "CLazyCurl", "Concurrency", "Cryptography", "Curl", "Formats", "IAMPolicy",
                "IdentityProofs",
                "LocalProxy", "Loopback", "Machines", "OAuthClient", "PGP", "Program", "Reactor", "RoleMirror",
                "SecretService", "Secrets", "Tokens", "Transport", "TrustPolicies", "YAML", argumentParser, httpTypes,
                logging, subprocess, system,
            ],
            exclude: ["README.md", "baseline.md", "configuration.md"],
            swiftSettings: settings),

        .executableTarget(
            name: "iam-auth",
            dependencies: [
                "AWS", "AccessRules", "Concurrency", "Cryptography", "Curl", "FastCGI", "Formats", "IdentityProofs",
                "Pages", "Problems", "Program", "Reactor", "Secrets", "Settings", "Tokens", "Web", "YAML", httpTypes,
                logging, system,
            ],
            swiftSettings: settings, linkerSettings: curl),

        .executableTarget(
            name: "broker",
            dependencies: [
                "AWS", "Applications", "Concurrency", "Cryptography", "Curl", "FastCGI", "Formats", "Grants",
                "IdentityProofs", "Problems", "Program", "Reactor", "Secrets", "Settings", "SignOn", "Tokens",
                "Transport", "Web", httpTypes,
            ],
            exclude: ["README.md", "clients.md"],
            swiftSettings: settings, linkerSettings: curl),

        .executableTarget(
            name: "oauth",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Curl", "FastCGI", "Formats", "Machines", "Pages", "Problems",
                "Program", "Reactor",
                "Secrets", "Settings", "SignOn", "Tokens", "Web", httpTypes, logging,
            ],
            exclude: ["README.md"],
            swiftSettings: settings, linkerSettings: curl),

        .executableTarget(
            name: "mfa",
            dependencies: [
                "AWS", "Concurrency", "Curl", "Formats", "MFADevices", "Pages", "Problems", "Program", "QRCode",
                "Reactor", "Secrets",
                "Settings", "SignOn", "Tokens", "Transport", "Web", httpTypes,
            ],
            exclude: ["README.md"],
            swiftSettings: settings, linkerSettings: curl),

        // For the tests: programs that need a process, a web server or a judge in another language, and an AWS account.
        .executableTarget(
            name: "fastcgi-echo", dependencies: ["FastCGI", "Reactor", httpTypes], path: "Tests/Support/FastCGIEcho",
            swiftSettings: settings),
        .executableTarget(
            name: "plan-role", dependencies: ["AWS", "ConsoleSessions", "Formats", "IAMPolicy", "RoleMirror"],
            path: "Tests/Support/PlanRole",
            swiftSettings: settings),
        .executableTarget(
            name: "read-account", dependencies: ["AWS", "Baseline", "Formats"], path: "Tests/Support/ReadAccount",
            swiftSettings: settings),
        .executableTarget(
            name: "narrow-policy", dependencies: ["Baseline", "Formats", "IAMPolicy"],
            path: "Tests/Support/NarrowPolicy", swiftSettings: settings),
        .executableTarget(
            name: "verify-tokens", dependencies: ["Concurrency", "Tokens"], path: "Tests/Support/VerifyTokens",
            swiftSettings: settings),
        .executableTarget(
            name: "local-proxy", dependencies: ["LocalProxy", "Secrets", logging, system],
            path: "Tests/Support/LocalProxyProgram", swiftSettings: settings),
        .target(
            name: "FakeAWS",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Formats", "RoleRecords", "Secrets", "Transport", httpTypes,
            ],
            path: "Tests/Support/FakeAWS",
            swiftSettings: settings),

        // What tests of several targets share.
        .target(
            name: "TestSupport", dependencies: [subprocess], path: "Tests/Support/TestSupport", swiftSettings: settings),
        .target(
            name: "HTTP1TestSupport", dependencies: ["HTTP1", nioCore, nioPosix],
            path: "Tests/Support/HTTP1TestSupport",
            swiftSettings: settings),
        .target(
            name: "WebTestSupport", dependencies: ["Concurrency", "FastCGI", "Program", httpTypes, logging],
            path: "Tests/Support/WebTestSupport", swiftSettings: settings),
        .target(
            name: "TokensTestSupport", dependencies: ["COpenSSL", "Cryptography", "Formats"],
            path: "Tests/Support/TokensTestSupport", swiftSettings: settings),
        .target(
            name: "MirrorTestSupport", dependencies: ["AWS", "RoleMirror"], path: "Tests/Support/MirrorTestSupport",
            swiftSettings: settings),

        .testTarget(
            name: "FastCGITests",
            dependencies: ["CFastCGI", "FastCGI", "Reactor", "TestSupport", "fastcgi-echo", httpTypes, system],
            swiftSettings: settings),
        .testTarget(
            name: "ReactorTests", dependencies: ["Concurrency", "Reactor", "TestSupport", system],
            swiftSettings: settings),
        .testTarget(
            name: "SecretServiceTests", dependencies: ["SecretService", "Secrets", "TestSupport", subprocess],
            swiftSettings: settings),
        .testTarget(
            name: "PGPTests", dependencies: ["PGP", "Formats", "Secrets", "TestSupport", subprocess],
            swiftSettings: settings),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: settings),
        .testTarget(
            name: "CryptographyTests", dependencies: ["Cryptography", "Formats", "Secrets"], swiftSettings: settings),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: settings),
        .testTarget(name: "TransportTests", dependencies: ["Transport", httpTypes], swiftSettings: settings),
        .testTarget(name: "QRCodeTests", dependencies: ["QRCode", "TestSupport", subprocess], swiftSettings: settings),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
        .testTarget(
            name: "AWSPeerTests",
            dependencies: [
                "AWS", "Baseline", "Concurrency", "Cryptography", "Curl", "Formats", "IAMPolicy", "Reactor",
                "RoleMirror",
                "Secrets", "Tokens", "Transport", httpTypes, subprocess,
            ],
            swiftSettings: settings, linkerSettings: curl),
        .testTarget(
            name: "AWSTests",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "FakeAWS", "Formats", "Problems", "Secrets", "TestSupport",
                "Transport", "XML", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CurlTests", dependencies: ["CCurl", "Curl", "Reactor", "TestSupport", "Transport", httpTypes],
            swiftSettings: settings, linkerSettings: curl),
        .testTarget(
            name: "AccessKeysTests",
            dependencies: [
                "AccessKeys", "AWS", "FakeAWS", "Formats", "Problems", "TestSupport", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MFADevicesTests",
            dependencies: ["MFADevices", "AWS", "FakeAWS", "Formats", "Problems", "Secrets", httpTypes],
            swiftSettings: settings),
        .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "IAMPolicyTests", dependencies: ["IAMPolicy", "AWS", "FakeAWS", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "TrustPoliciesTests", dependencies: ["TrustPolicies", "AWS", "Formats"], swiftSettings: settings),
        .testTarget(
            name: "RoleRecordsTests",
            dependencies: ["RoleRecords", "AWS", "Concurrency", "FakeAWS", "Secrets", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "RoleMirrorTests",
            dependencies: [
                "RoleMirror", "AWS", "Concurrency", "FakeAWS", "Formats", "IAMPolicy", "MirrorTestSupport",
                "RoleRecords", "Secrets", "TestSupport", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "IdentityProofsTests",
            dependencies: [
                "IdentityProofs", "AWS", "Concurrency", "Formats", "Secrets", "TestSupport", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AccessRulesTests", dependencies: ["AccessRules", "AWS", "IdentityProofs", "YAML"],
            swiftSettings: settings),
        .testTarget(
            name: "PreflightTests", dependencies: ["Preflight", "AWS", "FakeAWS", "RoleMirror"], swiftSettings: settings
        ),
        .testTarget(
            name: "BaselineTests",
            dependencies: [
                "Baseline", "AWS", "Concurrency", "Formats", "IAMPolicy", "RoleMirror", "Secrets", "TestSupport",
                "Transport",
                "TrustPolicies", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OAuthClientTests",
            dependencies: [
                "Concurrency", "Cryptography", "Formats", "HTTP1", "HTTP1TestSupport", "Loopback", "OAuthClient",
                "Secrets",
                "TestSupport", "Tokens", "TokensTestSupport", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TokensTests",
            dependencies: [
                "Tokens", "AWS", "Concurrency", "Cryptography", "FakeAWS", "Formats", "Secrets", "Settings",
                "TestSupport",
                "TokensTestSupport", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GrantsTests",
            dependencies: [
                "Grants", "AWS", "Concurrency", "FakeAWS", "Formats", "Problems", "Secrets", "TestSupport", "Tokens",
                "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ApplicationsTests",
            dependencies: [
                "Applications", "AWS", "Concurrency", "Cryptography", "FakeAWS", "Formats", "Grants", "IdentityProofs",
                "Problems", "Secrets", "TestSupport", "Tokens", "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "IamAuthTests",
            dependencies: [
                "iam-auth", "AWS", "Concurrency", "FakeAWS", "FastCGI", "Formats", "IdentityProofs", "Pages",
                "Problems",
                "Program", "Secrets", "Settings", "TestSupport", "Tokens", "Transport", "Web", "WebTestSupport",
                httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "BrokerTests",
            dependencies: [
                "broker", "AWS", "Applications", "Concurrency", "Cryptography", "FakeAWS", "FastCGI", "Formats",
                "Grants",
                "IdentityProofs", "Problems", "Program", "Secrets", "Settings", "SignOn", "TestSupport", "Tokens",
                "TokensTestSupport", "Transport", "Web", "WebTestSupport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MachinesTests",
            dependencies: [
                "Machines", "AWS", "Concurrency", "FakeAWS", "Secrets", "Settings", "Tokens", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OauthTests",
            dependencies: [
                "oauth", "AWS", "Concurrency", "FakeAWS", "FastCGI", "Formats", "Machines", "Pages", "Program",
                "Secrets", "Settings", "SignOn", "TestSupport", "Tokens", "Web", "WebTestSupport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ReadyTests",
            dependencies: ["ready", "AWS", "FakeAWS", "MirrorTestSupport", "Preflight", "RoleMirror"],
            swiftSettings: settings),
        .testTarget(
            name: "RoleCleanupTests",
            dependencies: [
                "RoleCleanup", "AWS", "Concurrency", "FakeAWS", "MirrorTestSupport", "RoleMirror", "RoleRecords",
                "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CleanRolesTests",
            dependencies: [
                "clean-roles", "AWS", "Concurrency", "ConsoleSessions", "FakeAWS", "Machines", "MirrorTestSupport",
                "Program", "RoleCleanup", "RoleMirror", "RoleRecords", "TestSupport", "Transport", argumentParser,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "LatchkeyTests",
            dependencies: [
                "latchkey", "AWS", "Baseline", "Concurrency", "Formats", "HTTP1", "HTTP1TestSupport", "IdentityProofs",
                "LocalProxy", "Loopback", "OAuthClient",
                "Program", "Reactor", "Secrets", "TestSupport", "Tokens", "TokensTestSupport", "Transport",
                argumentParser, httpTypes, logging, system,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ConsoleSessionsTests",
            dependencies: [
                "ConsoleSessions", "AWS", "Concurrency", "FakeAWS", "Formats", "IAMPolicy", "MirrorTestSupport",
                "RoleMirror", "RoleRecords",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "console", "AWS", "ConsoleSessions", "FakeAWS", "FastCGI", "Formats", "Machines", "Pages", "Problems",
                "Program",
                "MirrorTestSupport", "RoleMirror", "RoleRecords", "Secrets", "Settings", "SignOn", "TestSupport", "Web",
                "WebTestSupport",
                httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "KeysTests",
            dependencies: [
                "keys", "AWS", "AccessKeys", "FakeAWS", "FastCGI", "Pages", "Program", "Secrets", "Settings", "SignOn",
                "TestSupport", "Web", "WebTestSupport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MfaTests",
            dependencies: [
                "mfa", "AWS", "FakeAWS", "FastCGI", "MFADevices", "Pages", "Program", "Reactor", "Secrets", "Settings",
                "SignOn", "TestSupport", "Web", "WebTestSupport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ProblemsTests", dependencies: ["Formats", "Problems", httpTypes], swiftSettings: settings),
        .testTarget(
            name: "SettingsTests",
            dependencies: [
                "AWS", "ConsoleSessions", "FastCGI", "Pages", "Preflight", "Program", "RoleMirror", "Secrets",
                "Settings", "SignOn", "Machines", "Tokens", "Web", "broker", "console", "iam-auth", "keys", "mfa",
                "oauth", logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ProgramTests",
            dependencies: ["Concurrency", "Formats", "Program", "WebTestSupport", httpTypes, logging, system],
            swiftSettings: settings),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "AWS", "FastCGI", "Formats", "Pages", "Problems", "Program", "Secrets", "Settings", "SignOn",
                "TestSupport", "Transport", "Web", "WebTestSupport", httpTypes, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "HTTP1Tests",
            dependencies: ["HTTP1", "HTTP1TestSupport", "TestSupport", nioCore, nioPosix], swiftSettings: settings),
        .testTarget(
            name: "LoopbackTests",
            dependencies: ["HTTP1", "HTTP1TestSupport", "Loopback", "TestSupport", nioCore], swiftSettings: settings),
        .testTarget(
            name: "LocalProxyTests",
            dependencies: [
                "Concurrency", "Formats", "HTTP1", "HTTP1TestSupport", "LocalProxy", "Reactor", "Secrets", "TLS",
                "TestSupport", logging, nioCore,
                nioPosix, subprocess, system,
            ],
            swiftSettings: settings),
        .testTarget(name: "TLSTests", dependencies: ["TLS", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "Concurrency", "FastCGI", "Pages", "Problems", "Secrets", "Settings", "Web", "WebTestSupport",
                httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SignOnTests", dependencies: ["AWS", "FastCGI", "Problems", "Secrets", "SignOn", httpTypes],
            swiftSettings: settings),
    ]
)

// Fuzz targets need libFuzzer, which brings a main function of its own: only scripts/fuzz builds them.
if Context.environment["LATCHKEY_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "AWS", "AccessRules", "Applications", "Baseline", "ConsoleSessions", "Cryptography", "FastCGI",
                "Formats",
                "HTTP1", "IAMPolicy",
                "IdentityProofs", "LocalProxy", "Machines", "OAuthClient", "PGP", "Problems", "RoleRecords", "Secrets",
                "Settings", "SignOn", "Tokens",
                "Web", "XML", "YAML", httpTypes, nioCore,
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus"], swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
