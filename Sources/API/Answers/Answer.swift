import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// One encoded answer with its headers, ready to be written as often as it is asked for.
final class Answer: Sendable {
  /// What an answer depends on, and so for how long it holds.
  enum Standing: Sendable {
    /// One edition, named in the URL: for ever.
    case pinned(EditionNumber, publishedAt: Timestamp?)
    /// The edition that is current: headers change with every publication.
    case current(EditionNumber)
    /// The editions there are, one of which is current. Changes without a publication too, when an edition is pruned, so
    /// that it has no `Last-Modified`.
    case history(current: EditionNumber)
    /// Neither: the page at `/`, the description of the API. With the `Cache-Control` to send.
    case independent(cacheControl: String)
  }

  let body: ByteBuffer
  let entityTag: String
  let standing: Standing
  /// The headers that are the same at any time; for a current answer those of the publication are added.
  private let fields: HTTPFields
  private let lastModified: String?
  /// The headers under the publication last answered with: it changes once a month, and answers are asked for often.
  private let underPublication = Mutex<HeadersUnderPublication?>(nil)

  private struct HeadersUnderPublication {
    let sequence: Int
    let headers: Headers
  }

  /// All headers of an answer, and the one that a condition is compared with.
  struct Headers: Sendable {
    let fields: HTTPFields
    let lastModified: String?
  }

  /// `extra` are headers of this answer alone, such as `Link`; `tags` are what it may be purged by.
  init(
    bytes: [UInt8], contentType: String, standing: Standing, tags: [String] = [], extra: [HTTPField] = []
  ) {
    self.body = ByteBuffer(bytes: bytes)
    self.entityTag = EntityTag.of(bytes)
    self.standing = standing
    var fields = HTTPFields()
    fields.append(HTTPField(name: .contentType, value: contentType))
    fields.append(HTTPField(name: .contentLength, value: String(bytes.count)))
    fields.append(HTTPField(name: .eTag, value: entityTag))
    Tags.append(tags, to: &fields)
    for field in extra { fields.append(field) }
    CommonHeaders.append(to: &fields)
    switch standing {
    case .pinned(let edition, let publishedAt):
      fields.append(HTTPField(name: .dataEdition, value: String(edition)))
      fields.append(HTTPField(name: .cacheControl, value: CachePolicy.pinned))
      lastModified = publishedAt?.httpDate
      if let lastModified { fields.append(HTTPField(name: .lastModified, value: lastModified)) }
    case .current(let edition), .history(let edition):
      fields.append(HTTPField(name: .dataEdition, value: String(edition)))
      lastModified = nil
    case .independent(let cacheControl):
      fields.append(HTTPField(name: .cacheControl, value: cacheControl))
      lastModified = nil
    }
    self.fields = fields
  }

  /// About what it takes in memory: the body, and 3 kB of headers (once as they always are, once under the publication).
  var cost: Int { body.readableBytes + 3_072 }

  /// The headers to write at `now`. `reading` is what an unpinned answer was made from.
  func headers(_ reading: PublicationReading?, at now: Duration) -> Headers {
    guard let reading, let record = reading.value else { return Headers(fields: fields, lastModified: lastModified) }
    guard reading.isCacheable(at: now) else { return headers(under: record, cacheControl: CachePolicy.never) }
    return underPublication.withLock { prepared in
      if let prepared, prepared.sequence == record.sequence { return prepared.headers }
      let headers = headers(under: record, cacheControl: CachePolicy.current)
      prepared = HeadersUnderPublication(sequence: record.sequence, headers: headers)
      return headers
    }
  }

  private func headers(under record: PublicationRecord, cacheControl: String) -> Headers {
    var fields = fields
    fields.append(HTTPField(name: .dataPublication, value: String(record.sequence)))
    fields.append(HTTPField(name: .cacheControl, value: cacheControl))
    guard case .current = standing else { return Headers(fields: fields, lastModified: nil) }
    let lastModified = record.switchedAt.httpDate
    fields.append(HTTPField(name: .lastModified, value: lastModified))
    return Headers(fields: fields, lastModified: lastModified)
  }
}
