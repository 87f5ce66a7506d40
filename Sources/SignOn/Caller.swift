package import AWS
import Web

/// A person whom the web server's sign-on has authenticated, and the IAM user that stands for them.
package struct Caller: Principal, Equatable {
    /// The authenticated name (``AuthenticatedName``).
    package let name: String
    /// The IAM user that follows from it by the operator's mapping.
    package let userName: UserName

    package init(name: String, userName: UserName) {
        self.name = name
        self.userName = userName
    }
}
