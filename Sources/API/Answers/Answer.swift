import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// One encoded answer with its headers, ready to be written as often as it is asked for.
final class Answer: Sendable {
  /// What an answer depends on, and so for how long it holds.
  enum Standing: Sendable {
    /// The editions that are named in the URL, one or two that are compared: for ever.
    case pinned([EditionNumber], publishedAt: Timestamp?)
    /// The edition that is current: headers change with every publication.
    case current(EditionNumber)
    /// The editions there are, one of which is current. Changes without a publication too, when an edition is pruned, so
    /// that it has no `Last-Modified`, and no edge keeps it.
    case history(current: EditionNumber)
    /// Neither: the page at `/`, the description of the API. With the `Cache-Control` to send.
    case independent(cacheControl: String)

    /// Whether an edge may keep it until the next publication.
    fileprivate var isOfEdition: Bool { if case .current = self { true } else { false } }
  }

  let body: ByteBuffer
  let entityTag: String
  let standing: Standing
  /// The headers that are the same at any time; for a current answer those of the publication are added.
  private let fields: HTTPFields
  private let lastModified: String?
  private let policy: CachePolicy
  /// The head under the publication last answered with, or under none: publications change once a month, and answers are
  /// asked for often.
  private let prepared = Mutex<(sequence: Int?, isShared: Bool, head: AnswerHead)?>(nil)

  /// `extra` are headers of this answer alone, such as `Link`; `tags` are what it may be purged by.
  init(
    bytes: [UInt8], contentType: String, standing: Standing, policy: CachePolicy = .canonical, tags: [CacheTag] = [],
    extra: [HTTPField] = []
  ) {
    self.body = ByteBuffer(bytes: bytes)
    self.entityTag = EntityTag.of(bytes)
    self.standing = standing
    self.policy = policy
    var fields = HTTPFields()
    fields.append(HTTPField(name: .contentType, value: contentType))
    fields.append(HTTPField(name: .contentLength, value: String(bytes.count)))
    fields.append(HTTPField(name: .eTag, value: entityTag))
    Tags.append(tags, to: &fields)
    for field in extra { fields.append(field) }
    CommonHeaders.append(to: &fields)
    var lastModified: String?
    switch standing {
    case .pinned(let editions, let publishedAt):
      lastModified = publishedAt?.httpDate
      if let edition = editions.last { fields.append(HTTPField(name: .dataEdition, value: String(edition))) }
      fields.append(HTTPField(name: .cacheControl, value: policy.pinned))
      if let lastModified { fields.append(HTTPField(name: .lastModified, value: lastModified)) }
    case .current(let edition), .history(let edition):
      fields.append(HTTPField(name: .dataEdition, value: String(edition)))
    case .independent(let cacheControl):
      fields.append(HTTPField(name: .cacheControl, value: cacheControl))
    }
    self.fields = fields
    self.lastModified = lastModified
  }

  /// About what it takes in memory: the body, and 5 kB of headers (as they always are, and in the prepared head as fields
  /// and as bytes).
  var cost: Int { body.readableBytes + 5_120 }

  /// The head to write at `now`. `reading` is what an unpinned answer was made from. Caches that many people read from
  /// may keep it only if it is shared.
  func head(_ reading: PublicationReading?, at now: Duration, isShared: Bool = true) -> AnswerHead {
    let record = reading?.value
    if let reading, record != nil, !reading.isCacheable(at: now) {
      return head(under: record, cacheControl: CachePolicy.never, isShared)
    }
    return prepared.withLock { prepared in
      if let prepared, prepared.sequence == record?.sequence, prepared.isShared == isShared { return prepared.head }
      let mayBeKept = standing.isOfEdition ? record.map(policy.current) : nil
      let head = head(under: record, cacheControl: mayBeKept ?? CachePolicy.asked, isShared)
      prepared = (record?.sequence, isShared, head)
      return head
    }
  }

  private func head(
    under record: PublicationRecord?, cacheControl: String, _ isShared: Bool
  ) -> AnswerHead {
    var fields = fields
    var lastModified = lastModified
    if let record {
      fields.append(HTTPField(name: .dataPublication, value: String(record.sequence)))
      fields.append(HTTPField(name: .cacheControl, value: cacheControl))
      if case .current = standing {
        let time = record.switchedAt.httpDate
        fields.append(HTTPField(name: .lastModified, value: time))
        lastModified = time
      }
    }
    if !isShared { fields[.cacheControl] = fields[.cacheControl].map(CachePolicy.forReaders) }
    return AnswerHead(entityTag: entityTag, fields: fields, lastModified: lastModified)
  }
}
