import AWS
import ConsoleSessions
import Formats
import FoundationEssentials
import Problems
import Secrets

/// What `console` answers to programs.
enum ConsoleAnswers {
    /// `GET /`: where a login leads.
    static func start(userName: String, destination: String) -> JSONValue {
        ["Destination": .string(destination), "UserName": .string(userName)]
    }

    /// `POST /console`: the URL is a secret, and good for 15 minutes.
    static func login(url: String, expiration: Date?) -> JSONValue {
        JSONValue(present: [
            "url": .string(url), "expiration": expiration.map { .string(Timestamp.format($0)) },
        ])
    }

    /// Credentials as himeko and Mairu give them, and as `credential_process` reads them.
    static func credentials(_ credentials: Credentials) throws(Problem) -> JSONValue {
        guard let sessionToken = credentials.sessionToken, let expiration = credentials.expiration else {
            throw .unexpected("AssumeRole answered no session token or expiration")
        }
        return [
            "AccessKeyId": .string(credentials.accessKeyID), "Expiration": .string(Timestamp.format(expiration)),
            "SecretAccessKey": .string(credentials.secretAccessKey.reveal()),
            "SessionToken": .string(sessionToken.reveal()), "Version": 1,
        ]
    }

    /// `POST /console/revoke`: sessions that began before `RevokedBefore` are ended; it is absent if there was no role.
    /// `SyncProblem` is what kept the role from being brought up to date afterwards.
    static func revocation(userName: String, _ revocation: RoleSessions.Revocation?) -> JSONValue {
        JSONValue(present: [
            "RevokedBefore": (revocation?.date).map { .string(Timestamp.format($0)) },
            "SyncProblem": (revocation?.syncFailure?.problem.kind).map { .string($0) }, "UserName": .string(userName),
        ])
    }

    /// `GET /roles`, Mairu's list of roles: the caller's own role.
    static func roles(_ name: String) -> JSONValue {
        ["Roles": [["Name": .string(name)]]]
    }
}
