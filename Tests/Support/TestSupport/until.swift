/// Waits until the condition holds. It asks every millisecond, and gives up when the task is cancelled, as a test's time
/// limit does; so that what never comes fails a test instead of holding up all that follow.
package func until(_ condition: () -> Bool) async {
    while !Task.isCancelled, !condition() { try? await Task.sleep(for: .milliseconds(1)) }
}
