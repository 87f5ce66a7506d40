import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct IAMOpenIDConnectProvidersTests {
    private let arn = "arn:aws:iam::123456789012:oidc-provider/id.example"

    @Test func `a provider is made from its URL, who it serves, and its thumbprints`() async throws {
        let transport = ScriptedTransport([
            .ok(
                IAMResponses.wrap(
                    "CreateOpenIDConnectProvider", "<OpenIDConnectProviderArn>\(arn)</OpenIDConnectProviderArn>"))
        ])
        let made = try await IAM(Client.make(transport)).createOpenIDConnectProvider(
            url: "https://id.example", clientIDList: ["a", "b"], thumbprintList: ["00"],
            tags: [Tag(key: "k", value: "v")])
        #expect(made.rawValue == arn)
        let form = try #require(transport.requests.first).form
        #expect(form["Url"] == "https://id.example" && form["ClientIDList.member.2"] == "b")
        #expect(form["ThumbprintList.member.1"] == "00" && form["Tags.member.1.Value"] == "v")
    }

    @Test func `a provider and the list of providers are read`() async throws {
        let provider = """
            <Url>id.example</Url><ClientIDList><member>a</member></ClientIDList><ThumbprintList/>\
            <Tags><member><Key>k</Key><Value/></member></Tags>
            """
        let list = "<OpenIDConnectProviderList><member><Arn>\(arn)</Arn></member></OpenIDConnectProviderList>"
        let iam = IAM(
            try Client.make(
                ScriptedTransport([
                    .ok(IAMResponses.wrap("GetOpenIDConnectProvider", provider)),
                    .ok(IAMResponses.wrap("ListOpenIDConnectProviders", list)),
                    .ok(IAMResponses.wrap("ListOpenIDConnectProviders", "")),
                ])))
        let found = try await iam.getOpenIDConnectProvider(arn: .known(arn))
        #expect(
            found == OpenIDConnectProvider(url: "id.example", clientIDs: ["a"], tags: [Tag(key: "k", value: "")]))
        #expect(try await iam.listOpenIDConnectProviders().map(\.rawValue) == [arn])
        await #expect(throws: AWSError.self) { try await iam.listOpenIDConnectProviders() }
    }

    @Test func `changes name the provider and what changes`() async throws {
        let operations = [
            "AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider",
            "UpdateOpenIDConnectProviderThumbprint", "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider",
            "DeleteOpenIDConnectProvider",
        ]
        let transport = ScriptedTransport(operations.map { .ok("<\($0)Response/>") })
        let iam = IAM(try Client.make(transport))
        let arn: ARN = try .known(arn)
        try await iam.addClientIDToOpenIDConnectProvider(arn: arn, clientID: "a")
        try await iam.removeClientIDFromOpenIDConnectProvider(arn: arn, clientID: "b")
        try await iam.updateOpenIDConnectProviderThumbprint(arn: arn, thumbprintList: ["11"])
        try await iam.tagOpenIDConnectProvider(arn: arn, tags: [Tag(key: "k", value: "v")])
        try await iam.untagOpenIDConnectProvider(arn: arn, tagKeys: ["k"])
        try await iam.deleteOpenIDConnectProvider(arn: arn)
        let forms = transport.requests.map(\.form)
        #expect(forms.map { $0["Action"] } == operations)
        #expect(forms.allSatisfy { $0["OpenIDConnectProviderArn"] == arn.rawValue })
        #expect(forms[0]["ClientID"] == "a" && forms[1]["ClientID"] == "b")
        #expect(forms[2]["ThumbprintList.member.1"] == "11" && forms[4]["TagKeys.member.1"] == "k")
    }

    @Test func `SAML providers are made, read, listed, changed and deleted`() async throws {
        let arn = "arn:aws:iam::123456789012:saml-provider/idp"
        let transport = ScriptedTransport([
            .ok(IAMResponses.wrap("CreateSAMLProvider", "<SAMLProviderArn>\(arn)</SAMLProviderArn>")),
            .ok(IAMResponses.wrap("GetSAMLProvider", "<SAMLMetadataDocument>&lt;x/&gt;</SAMLMetadataDocument>")),
            .ok(
                IAMResponses.wrap(
                    "ListSAMLProviders", "<SAMLProviderList><member><Arn>\(arn)</Arn></member></SAMLProviderList>")),
            .ok("<UpdateSAMLProviderResponse/>"), .ok("<TagSAMLProviderResponse/>"),
            .ok("<UntagSAMLProviderResponse/>"), .ok("<DeleteSAMLProviderResponse/>"),
        ])
        let iam = IAM(try Client.make(transport))
        let made = try await iam.createSAMLProvider(name: "idp", metadataDocument: "<x/>")
        #expect(try await iam.getSAMLProvider(arn: made) == SAMLProvider(metadataDocument: "<x/>"))
        #expect(try await iam.listSAMLProviders() == [made])
        try await iam.updateSAMLProvider(arn: made, metadataDocument: "<y/>")
        try await iam.tagSAMLProvider(arn: made, tags: [Tag(key: "k", value: "v")])
        try await iam.untagSAMLProvider(arn: made, tagKeys: ["k"])
        try await iam.deleteSAMLProvider(arn: made)
        #expect(transport.requests[3].form["SAMLMetadataDocument"] == "<y/>")
        #expect(transport.requests.dropFirst(3).allSatisfy { $0.form["SAMLProviderArn"] == arn })
    }
}
