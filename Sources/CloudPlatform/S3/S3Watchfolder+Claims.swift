import Domain
import Foundation
import NIOCore
import Watchfolders

/// What is noted of a claim before it is made.
private struct ClaimNote: Codable {
  /// The version of `data.zip`.
  let version: String
  let bytes: Int64
}

extension S3Watchfolder {
  package func claim(_ upload: Upload) async throws -> ClaimedUpload? {
    try await explained("claim the upload of \(upload.provider)") { () -> ClaimedUpload? in
      let key = uploadKey(of: upload.provider)
      guard let head = try await client.head(key), "\(head.version) \(head.etag)" == upload.fingerprint else {
        return nil
      }
      // The note first: a crash after the marker must not leave a version that nobody knows to be claimed.
      let earlier = try await client.keys(prefix: claimsPrefix(of: upload.provider)).map(Self.lastPart)
      let claim = ClaimedUpload(
        provider: upload.provider, name: ClaimName.next(after: earlier, now: client.now()))
      let note = try JSONDocument.encode(ClaimNote(version: head.version, bytes: head.bytes))
      _ = try await client.put(
        noteKey(of: claim), S3Body(ByteBuffer(bytes: note)), headers: [(name: "if-none-match", value: "*")])
      let entry = S3Entry(
        key: key, version: head.version, etag: head.etag, bytes: head.bytes, isLatest: true, isDeleteMarker: false)
      guard try await client.hide(entry) else {
        try await removeNote(of: claim)
        return nil
      }
      return claim
    }
  }

  /// The notes whose version is hidden by a marker of its own. What a crash cut off before the marker is no claim: its
  /// note is removed, and the upload is seen again.
  package func claims(of provider: ProviderID) async throws -> [ClaimedUpload] {
    try await explained("list the claims of \(provider)") {
      var claims: [ClaimedUpload] = []
      let names = try await client.keys(prefix: claimsPrefix(of: provider)).map(Self.lastPart).compactMap { name in
        ClaimName(name).map { (name, $0) }
      }
      for (name, _) in names.sorted(by: { $0.1 < $1.1 }) {
        let claim = ClaimedUpload(provider: provider, name: name)
        guard let note = try await note(of: claim) else { continue }
        let entries = try await client.entries(of: uploadKey(of: provider))
        if let index = entries.firstIndex(where: { $0.version == note.version }), index > 0,
          entries[index - 1].isDeleteMarker
        {
          claims.append(claim)
        } else {
          try await removeNote(of: claim)
        }
      }
      return claims
    }
  }

  /// Downloads the claimed version.
  package func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String {
    try await explained("download the claim \(claim.name) of \(claim.provider)") {
      guard let note = try await note(of: claim) else {
        throw BoxOfficeError(
          code: Self.failed, message: "the claim \(claim.name) of \(claim.provider) is gone from \(client.location)")
      }
      return try await ScratchDownload.run(as: Self.uploadName, in: scratch) { body in
        try await client.download(uploadKey(of: claim.provider), version: note.version, range: nil, body)
      }
    }
  }

  /// Removes the claimed version for ever, and then the note of it. Uploads that the provider had replaced before stay
  /// as hidden versions, for the bucket's own rules to remove.
  package func release(_ claim: ClaimedUpload) async throws {
    try await explained("release the claim \(claim.name) of \(claim.provider)") {
      guard ClaimName(claim.name) != nil, let note = try await note(of: claim) else { return }
      let key = uploadKey(of: claim.provider)
      // Never what is current: then the claim was never made, or someone has undone it.
      guard let entry = try await client.entries(of: key).first(where: { $0.version == note.version }), !entry.isLatest
      else { return try await removeNote(of: claim) }
      try await client.delete(key, version: note.version)
      try await client.removeMarkers(of: key)
      try await removeNote(of: claim)
    }
  }

  private func note(of claim: ClaimedUpload) async throws -> ClaimNote? {
    var document = Data()
    do {
      try await client.download(noteKey(of: claim), version: nil, range: nil) { document.append(contentsOf: $0) }
    } catch let failure as S3Failure where failure.isMissingObject(version: nil) {
      return nil
    }
    return try JSONDocument.decode(
      ClaimNote.self, from: document, what: "the claim \(claim.name) in \(client.location)")
  }

  /// For ever, so that claims leave nothing behind.
  private func removeNote(of claim: ClaimedUpload) async throws {
    let key = noteKey(of: claim)
    for entry in try await client.entries(of: key) { try await client.delete(key, version: entry.version) }
  }

  private func claimsPrefix(of provider: ProviderID) -> String { "\(client.location.prefix)\(provider)/.taken/" }

  private func noteKey(of claim: ClaimedUpload) -> String { claimsPrefix(of: claim.provider) + claim.name }

  private static func lastPart(of key: String) -> String { key.split(separator: "/").last.map(String.init) ?? key }
}
