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
]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "latchkey",
    // Exact versions, as Package.resolved isn't kept: every checkout builds from the same sources.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // The C libraries, each as a module map and a shim.
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),

        // Their owners, and what AWS says and is told.
        .target(name: "Reactor", dependencies: ["CLinux", system], swiftSettings: settings),
        .target(
            name: "FastCGI", dependencies: ["CFastCGI", "CLinux", "Reactor", httpTypes, system],
            exclude: ["README.md"], swiftSettings: settings),
        .target(name: "Secrets", swiftSettings: settings),
        .target(name: "Cryptography", dependencies: ["COpenSSL", "Secrets"], swiftSettings: settings),
        .target(name: "Formats", swiftSettings: settings),
        .target(name: "XML", dependencies: ["CExpat"], swiftSettings: settings),
        .target(name: "Transport", dependencies: [httpTypes], swiftSettings: settings),
        .target(
            name: "Curl", dependencies: ["CCurl", "Reactor", "Transport", httpTypes, system], swiftSettings: settings),
        .target(
            name: "AWS",
            dependencies: ["Cryptography", "Formats", "Secrets", "Transport", "XML", httpTypes, subprocess, system],
            swiftSettings: settings),

        // The decisions, and what the handlers share.
        .target(name: "Concurrency", swiftSettings: settings),
        .target(name: "AccessKeys", dependencies: ["AWS", "Concurrency", "Transport"], swiftSettings: settings),
        .target(
            name: "LatchkeyCore", dependencies: ["AWS", "Concurrency", "Cryptography", "Formats"],
            swiftSettings: settings),
        .target(
            name: "Portal",
            dependencies: [
                "AWS", "AccessKeys", "Cryptography", "FastCGI", "Formats", "LatchkeyCore", "Reactor", "Secrets",
                "Transport", httpTypes, logging, system,
            ],
            swiftSettings: settings),

        // One program a route, and the one for cron.
        .executableTarget(
            name: "keys",
            dependencies: [
                "AWS", "AccessKeys", "Cryptography", "Curl", "Formats", "Portal", "Secrets", httpTypes,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "console",
            dependencies: [
                "AWS", "Concurrency", "Cryptography", "Curl", "Formats", "LatchkeyCore", "Portal", "Secrets",
                "Transport",
                httpTypes, logging,
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "health", dependencies: ["Portal", httpTypes], swiftSettings: settings),
        .executableTarget(
            name: "ready",
            dependencies: ["AWS", "Concurrency", "Curl", "Formats", "LatchkeyCore", "Portal", httpTypes],
            swiftSettings: settings),
        .executableTarget(
            name: "clean-roles",
            dependencies: [
                "AWS", "Concurrency", "Curl", "Formats", "LatchkeyCore", "Portal", "Reactor", argumentParser,
            ],
            swiftSettings: settings),

        // For the tests: programs that need a process, a web server or a judge in another language, and an AWS account.
        .executableTarget(
            name: "fastcgi-echo", dependencies: ["FastCGI", "Reactor", httpTypes], path: "Tests/Support/FastCGIEcho",
            swiftSettings: settings),
        .executableTarget(
            name: "plan-role", dependencies: ["AWS", "Formats", "LatchkeyCore"], path: "Tests/Support/PlanRole",
            swiftSettings: settings),
        .target(
            name: "FakeAWS", dependencies: ["AWS", "Cryptography", "Formats", "Transport", httpTypes],
            path: "Tests/Support/FakeAWS",
            swiftSettings: settings),

        // What tests of several targets share.
        .target(name: "TestSupport", path: "Tests/Support/TestSupport", swiftSettings: settings),

        .testTarget(
            name: "FastCGITests",
            dependencies: ["CFastCGI", "FastCGI", "Reactor", "TestSupport", "fastcgi-echo", httpTypes, system],
            swiftSettings: settings),
        .testTarget(name: "ReactorTests", dependencies: ["Reactor", "TestSupport", system], swiftSettings: settings),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: settings),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "Secrets"], swiftSettings: settings),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: settings),
        .testTarget(
            name: "AWSPeerTests",
            dependencies: ["AWS", "Cryptography", "Curl", "Formats", "Secrets", "Transport", subprocess],
            swiftSettings: settings),
        .testTarget(
            name: "AWSTests",
            dependencies: [
                "AWS", "Cryptography", "FakeAWS", "Formats", "Secrets", "TestSupport", "Transport", "XML", httpTypes,
                subprocess,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CurlTests", dependencies: ["CCurl", "Curl", "Reactor", "TestSupport", "Transport", httpTypes],
            swiftSettings: settings),
        .testTarget(
            name: "AccessKeysTests", dependencies: ["AccessKeys", "AWS", "FakeAWS", "Formats"], swiftSettings: settings),
        .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency"], swiftSettings: settings),
        .testTarget(
            name: "LatchkeyCoreTests",
            dependencies: [
                "LatchkeyCore", "AWS", "Concurrency", "Cryptography", "FakeAWS", "Formats", "Secrets", "TestSupport",
                "Transport", httpTypes,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PortalTests",
            dependencies: [
                "Portal", "AWS", "Cryptography", "FastCGI", "Formats", "LatchkeyCore", "Secrets", "TestSupport",
                "Transport", httpTypes, logging, system,
            ],
            swiftSettings: settings),
    ]
)

// Fuzz targets need libFuzzer, which brings a main function of its own: only scripts/fuzz builds them.
if Context.environment["LATCHKEY_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["AWS", "FastCGI", "Formats", "LatchkeyCore", "Portal", "XML", httpTypes],
            path: "Tests/Fuzz",
            exclude: ["Corpus"], swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
