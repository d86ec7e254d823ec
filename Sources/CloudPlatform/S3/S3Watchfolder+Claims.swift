import Domain
import Foundation
import NIOCore
import Watchfolders

/// A claim is named by the version that it is of, so that all who claim an upload at the same time make the same note, and
/// whoever puts the delete marker in front of the version has it.
extension S3Watchfolder {
  package func claim(_ upload: Upload) async throws -> ClaimedUpload? {
    try await explained("claim the upload of \(upload.provider)") { () -> ClaimedUpload? in
      let key = uploadKey(of: upload.provider)
      guard let head = try await client.head(key), "\(head.version) \(head.etag)" == upload.fingerprint else {
        return nil
      }
      let claim = ClaimedUpload(provider: upload.provider, name: head.version)
      // The note first: a crash after the marker must not leave a version that nobody knows to be claimed.
      do {
        _ = try await client.put(
          noteKey(of: claim), S3Body(ByteBuffer()), headers: [(name: "if-none-match", value: "*")])
      } catch let failure as S3Failure where failure.isFailedCondition {
        // It is there: of a claim that a crash cut off, or of somebody who claims at this moment.
      }
      let entry = S3Entry(
        key: key, version: head.version, etag: head.etag, bytes: head.bytes, isLatest: true, isDeleteMarker: false)
      return try await client.hide(entry) ? claim : nil
    }
  }

  /// The noted versions that a marker hides. A note of what is still current is left: somebody may be about to put the
  /// marker. One of what can never be claimed any more, since it was replaced or is gone, is removed.
  package func claims(of provider: ProviderID) async throws -> [ClaimedUpload] {
    try await explained("list the claims of \(provider)") {
      let noted = try await client.keys(prefix: claimsPrefix(of: provider)).map(Self.lastPart)
      guard !noted.isEmpty else { return [] }
      let entries = try await client.entries(of: uploadKey(of: provider))
      var claims: [(claim: ClaimedUpload, age: Int)] = []
      for name in noted {
        let claim = ClaimedUpload(provider: provider, name: name)
        let age = entries.firstIndex { $0.version == name }
        if let age, age == 0 { continue }
        if let age, entries[age - 1].isDeleteMarker {
          claims.append((claim, age))
        } else {
          try await removeNote(of: claim)
        }
      }
      return claims.sorted { $0.age > $1.age }.map(\.claim)
    }
  }

  /// Downloads the claimed version.
  package func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String {
    try await explained("download the claim \(claim.name) of \(claim.provider)") {
      try await ScratchDownload.run(as: Self.uploadName, in: scratch) { body in
        try await client.download(uploadKey(of: claim.provider), version: claim.name, range: nil, body)
      }
    }
  }

  /// Removes the claimed version for ever, and then the note of it. Uploads that the provider had replaced before stay
  /// as hidden versions, for the bucket's own rules to remove.
  package func release(_ claim: ClaimedUpload) async throws {
    try await explained("release the claim \(claim.name) of \(claim.provider)") {
      guard try await client.head(noteKey(of: claim)) != nil else { return }
      let key = uploadKey(of: claim.provider)
      // Never what is current: then the claim was never made, or someone has undone it.
      if let entry = try await client.entries(of: key).first(where: { $0.version == claim.name }), !entry.isLatest {
        try await client.delete(key, version: claim.name)
        try await client.removeMarkers(of: key)
      }
      try await removeNote(of: claim)
    }
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
