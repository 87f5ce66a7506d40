/// An error that knows which problem it is to the person or program that asked. The words stand beside the feature that
/// throws the error.
package protocol ProblemConvertible: Error {
    /// The problem that the caller is told.
    var problem: Problem { get }
}
