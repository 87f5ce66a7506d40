import AWS
import OAuthClient

/// The Region that AWS's config file gets for a profile which has none, as most of AWS's tools don't go without.
struct UsualRegion {
    /// What the person said on the command line; nil for nothing.
    let given: Region?
    let context: CommandContext
    /// What AWS's files say now.
    let profiles: Profiles

    /// - Returns: the Region to write; nil where the file has one already.
    func region(for profile: PersonalProfile) -> Region? {
        if let region = profile.region { return region }
        guard profiles[profile.name]?["region"] == nil else { return nil }
        let partition = Self.partition(of: profile)
        let known = [
            given, context.variable("AWS_REGION", "AWS_DEFAULT_REGION").flatMap { Region($0) },
            (profiles["default"]?["region"]).flatMap { Region($0) },
        ]
        // A role of China isn't reached in Ohio.
        return known.lazy.compactMap(\.self).first { partition == nil || $0.partition == partition }
            ?? (partition ?? .aws).iamSigningRegion
    }

    private static func partition(of profile: PersonalProfile) -> Partition? {
        guard case .direct(let role) = profile.role else { return nil }
        return Partition(rawValue: role.partition)
    }
}
