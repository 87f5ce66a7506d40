import CCurl
import Concurrency
import HTTPTypes
import Transport

extension EasyHandle {
    /// What the sender of the ended transfer gets, by the code with which libcurl ended it.
    func result(_ code: CURLcode) -> Result<TransportResponse, TransportError> {
        guard let transfer else { return .failure(.interrupted("the transfer was lost")) }
        if code == CURLE_OK {
            guard response.isHeadComplete, response.status >= 200 else {
                return .failure(.interrupted("no whole answer came"))
            }
            return .success(
                TransportResponse(.init(code: response.status), fields: response.fields, body: response.body))
        }
        switch response.refusal {
        case .bodyTooLarge: return .failure(.responseTooLarge(limit: transfer.request.maximumResponseSize))
        case .headTooLarge: return .failure(.responseTooLarge(limit: ResponseBuilder.maximumHeadBytes))
        case .malformedHead: return .failure(.interrupted("the answer's head is malformed"))
        case nil: break
        }
        // libcurl also says this when connecting took too long, and counts in whole milliseconds.
        let isLate = code == CURLE_OPERATION_TIMEDOUT && transfer.request.deadline <= .now + .milliseconds(2)
        if isLate, hasSentRequest { return .failure(.deadlineExceeded) }
        if progress.wasRepetitionRefused {
            return .failure(.interrupted("the kept connection ended before an answer came"))
        }
        if hasOnlyRefusedAddresses { return .failure(.addressNotPublic) }
        let text = unsafe errorDescription ?? String(cString: curl_easy_strerror(code))
        return .failure(hasSentRequest ? .interrupted(text) : .notSent(text))
    }
}
