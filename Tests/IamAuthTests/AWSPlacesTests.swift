import FastCGI
import HTTPTypes
import Testing

@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct AWSPlacesTests {
    @Test(arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (512, 256)])
    func `half of the requests may wait, and a place that is left is free`(requests: Int, maximum: Int) async throws {
        let places = AWSPlaces(of: requests)
        for _ in 0..<2 {
            #expect(try await Self.occupied(places, maximum) == nil)
            #expect(try await Self.occupied(places, maximum + 1) == .crowded)
        }
    }

    /// Occupies so many places, one inside the other; the error of what is one too many.
    private static func occupied(_ places: AWSPlaces, _ count: Int) async throws -> IAMAuthError? {
        guard count > 0 else { return nil }
        do throws(IAMAuthError) {
            return try await places.occupying { () throws(IAMAuthError) in
                do { return try await occupied(places, count - 1) } catch { return nil }
            }
        } catch {
            return error
        }
    }

    @Test func `a place is free again when what was done there failed`() async throws {
        let places = AWSPlaces(of: 1)
        for _ in 0..<3 {
            await #expect(throws: IAMAuthError.revocationsUnknown) {
                try await places.occupying { () throws(IAMAuthError) in throw .revocationsUnknown }
            }
        }
        #expect(try await places.occupying { () throws(IAMAuthError) in true })
    }

    @Test func `while proofs wait for AWS, a session is let in, and others are told at once`() async throws {
        let bench = try IAMAuthBench(requests: 2)
        let cookie = await bench.session()
        let link = try await bench.service.places.occupying { () throws(IAMAuthError) in
            #expect(await bench.verify(cookie: cookie).head.status == .noContent)
            let refused = await bench.verify(proof: bench.proof())
            #expect(refused.head.status == .serviceUnavailable && refused["Retry-After"] == "10")
            #expect(refused.text.contains("aws-unavailable"))
            // The account, which the challenge names, may have to be asked for.
            #expect(await bench.verify().head.status == .serviceUnavailable)
            return await bench.post("/auth/link", proof: bench.proof(), body: "{}").head.status
        }
        #expect(link == .serviceUnavailable)
        #expect(await bench.verify(proof: bench.proof()).head.status == .noContent)
        #expect(await bench.verify().head.status == .unauthorized)
    }
}
