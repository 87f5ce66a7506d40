/// Which addresses a request may be connected to. The rule is kept for the address of the connection itself, whatever the
/// server is called and however often its name changes its address.
package enum AddressRule: Sendable, Hashable {
    /// All of them: for servers that the configuration names.
    case any
    /// Only those that are reachable from everywhere: for servers that somebody else names, who could otherwise have
    /// Latchkey ask this machine, its network, or the metadata service of a cloud. No connection is used again for such a
    /// request, and it isn't sent by a proxy, whose connections nobody here can check.
    case publicOnly
}
