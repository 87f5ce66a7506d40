/// What a record of the audit log outlives once it is written.
package enum AuditDurability: Sendable {
    /// The program's end, however it comes: the record is in the file.
    case process
    /// The machine's as well: the record is on the disk, which takes milliseconds.
    case machine
}
