/// Answers of IAM as its documentation shows them.
enum IAMResponses {
    static let getUser = """
        <GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
          <GetUserResult>
            <User>
              <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
              <Path>/division_abc/subdivision_xyz/</Path>
              <UserName>Bob</UserName>
              <Arn>arn:aws:iam::123456789012:user/division_abc/subdivision_xyz/Bob</Arn>
              <CreateDate>2013-10-02T17:01:44Z</CreateDate>
              <PermissionsBoundary>
                <PermissionsBoundaryType>Policy</PermissionsBoundaryType>
                <PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/Boundary</PermissionsBoundaryArn>
              </PermissionsBoundary>
              <Tags><member><Key>team</Key><Value>a &amp; b</Value></member><member><Key>e</Key><Value/></member></Tags>
            </User>
          </GetUserResult>
          <ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata>
        </GetUserResponse>
        """

    /// Wraps a result in its response.
    static func wrap(_ operation: String, _ result: String) -> String {
        "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>"
    }

    /// A refusal.
    static func error(_ code: String, _ message: String = "words") -> String {
        """
        <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>\(code)</Code>\
        <Message>\(message)</Message></Error><RequestId>request-1</RequestId></ErrorResponse>
        """
    }
}
