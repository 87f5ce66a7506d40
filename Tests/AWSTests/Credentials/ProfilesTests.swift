import Testing

@testable import AWS

struct ProfilesTests {
    private func profiles(_ config: String, environment: [String: String] = ["HOME": "/h"]) throws(AWSError) -> Profiles
    {
        let files = ["/h/.aws/config": config, "/h/elsewhere": "[profile b]\nregion = eu-west-1"]
        return try Profiles(
            environment: environment,
            files: FileReader { (path) throws(AWSError) in files[path].map { Array($0.utf8) } })
    }

    @Test(arguments: ["[sso-session company]", "[sso-session 'company']", "[ sso-session\tcompany ]"])
    func `a session of IAM Identity Center has a section of its own`(header: String) throws {
        let profiles = try profiles("\(header)\nsso_region = eu-west-1\n[profile company]\nregion = us-east-1")
        #expect(profiles.session("company") == ["sso_region": "eu-west-1"])
        #expect(profiles["company"]?["region"] == "us-east-1" && profiles["company"]?["sso_region"] == nil)
    }

    @Test(arguments: ["[company]", "[profile company]", "[sso-session]", "[sso-session a b]", "[sso_session company]"])
    func `another section is none`(header: String) throws {
        #expect(try profiles("\(header)\nsso_region = eu-west-1").session("company") == nil)
    }

    @Test func `the config file is where its variable says`() throws {
        let environment = ["HOME": "/h", "AWS_CONFIG_FILE": "~/elsewhere"]
        let profiles = try profiles("[profile a]\nregion = eu-west-1", environment: environment)
        #expect(profiles["b"]?["region"] == "eu-west-1" && profiles["a"] == nil)
    }
}
