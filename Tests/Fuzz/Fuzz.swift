import Formats
import Glibc
import XML

/// What a fuzzer feeds, by the names that `scripts/fuzz` takes. Each finds out whether a parser stands any bytes, and
/// whether what it says of them is consistent; for inputs that it is to remember, see `Corpus`.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "Accept": fuzzAccept,
    "AccessRules": fuzzAccessRules,
    "AccountFile": fuzzAccountFile,
    "AuthorizationAnswer": fuzzAuthorizationAnswer,
    "ChunkedDecoder": fuzzChunkedDecoder,
    "ClaimPointer": fuzzClaimPointer,
    "CommandLineWords": fuzzCommandLineWords,
    "ConsoleDestination": fuzzConsoleDestination,
    "CredentialsDocument": fuzzCredentialsDocument,
    "DiscoveryDocument": fuzzDiscoveryDocument,
    "EncryptionContext": fuzzEncryptionContext,
    "EndpointURL": fuzzEndpointURL,
    "Form": fuzzForm,
    "HandedCredentials": fuzzHandedCredentials,
    "HeadParser": fuzzHeadParser,
    "HostPort": fuzzHostPort,
    "HTTPDate": fuzzHTTPDate,
    "IdentityChallenge": fuzzIdentityChallenge,
    "INIDocument": fuzzINIDocument,
    "INIEditor": fuzzINIEditor,
    "JSONBody": fuzzJSONBody,
    "JSONReader": fuzzJSONReader,
    "KeySet": fuzzKeySet,
    "LoopbackRedirect": fuzzLoopbackRedirect,
    "MachineToken": fuzzMachineToken,
    "PersonRevocations": fuzzPersonRevocations,
    "PolicyDocument": fuzzPolicyDocument,
    "PolicyText": fuzzPolicyText,
    "PublicKeyText": fuzzPublicKeyText,
    "RecordDecoder": fuzzRecordDecoder,
    "Registration": fuzzRegistration,
    "RequestHead": fuzzRequestHead,
    "RequestPath": fuzzRequestPath,
    "RoleRecord": fuzzRoleRecord,
    "RequestedPath": fuzzRequestedPath,
    "SealedValue": fuzzSealedValue,
    "ServerAddress": fuzzServerAddress,
    "ServerMetadata": fuzzServerMetadata,
    "ServerTerms": fuzzServerTerms,
    "SettingsFile": fuzzSettingsFile,
    "SignedIdentity": fuzzSignedIdentity,
    "Timestamp": fuzzTimestamp,
    "TokenAnswer": fuzzTokenAnswer,
    "TrustRecognition": fuzzTrustRecognition,
    "UnverifiedToken": fuzzUnverifiedToken,
    "XMLParser": fuzzXMLParser,
    "YAMLWriter": fuzzYAMLWriter,
]

private let target: @Sendable ([UInt8]) -> Void = {
    let name = unsafe getenv("LATCHKEY_FUZZ").map { unsafe String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        print(targets.keys.sorted().joined(separator: "\n"))
        exit(2)
    }
    return target
}()

/// libFuzzer's way in, called for each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe target(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// Ends the process, which libFuzzer tells of together with the input, unless the condition holds.
func require(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { fatalError(words()) }
}

/// The input as a text; nil where it isn't UTF-8.
func text(_ bytes: [UInt8]) -> String? {
    String(validating: bytes, as: UTF8.self)
}
