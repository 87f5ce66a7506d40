extension CleanRoles {
    /// What the program exits with; `sysexits.h`'s numbers where it has one.
    enum Status: Int32 {
        case success = 0
        /// Some roles or policies could not be removed, or sessions not be ended.
        case someFailed = 1
        /// `EX_NOUSER`: there is no such user, and no role that one left behind.
        case noSuchUser = 67
        /// `EX_UNAVAILABLE`: AWS could not be reached, or the table or a list not be read to its end.
        case unavailable = 69
        /// `EX_CANTCREAT`: the metrics file could not be written.
        case cannotCreate = 73
        /// `EX_TEMPFAIL`: another run is under way, or this one was told to stop.
        case tryAgain = 75
    }
}
