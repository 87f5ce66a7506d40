/// Where the requests to a service go, and the Region that they are signed for.
package struct Endpoint: Sendable, Hashable {
    package var url: EndpointURL
    package var signingRegion: Region

    package init(url: EndpointURL, signingRegion: Region) {
        self.url = url
        self.signingRegion = signingRegion
    }
}
