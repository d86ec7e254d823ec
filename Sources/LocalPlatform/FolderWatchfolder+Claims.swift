import Domain
import Glibc
import Watchfolders

extension FolderWatchfolder {
  /// Renames the upload into `.taken` while a read lease keeps writers out, and puts it back if one came in between.
  package func claim(_ upload: Upload) async throws -> ClaimedUpload? {
    try explained(upload.provider) {
      guard let home = try home(of: upload.provider),
        let file = try openUpload(in: home, of: upload.provider)
      else { return nil }
      let attempt = ReadLease.attempt(on: file)
      if case .refused = attempt { return nil }
      let before = try file.status()
      guard Self.fingerprint(before) == upload.fingerprint else { return nil }

      let claims = try claimsFolder(in: home, create: true)!
      try claims.lock(LOCK_EX)  // so that two processes never choose the same name
      let name = try ClaimName.next(after: claims.names())
      do {
        try home.rename(Self.uploadName, to: name, in: claims)
      } catch let error as SystemError where error.number == ENOENT {
        return nil
      }
      try claims.sync()
      try home.sync()
      // Between the comparison and the rename it may have been replaced, or opened for writing (which waits for the
      // lease). Looked at only now, milliseconds later, so that a writer who had found the name before the rename has
      // come as far as the lease. The rename changes `changed`, so that the rest of the fingerprint decides.
      guard let after = try claims.status(of: name), after.isSameFile(as: before), after.bytes == before.bytes,
        after.modified == before.modified, Self.isUndisturbed(attempt)
      else {
        try putBack(name, from: claims, to: home)
        return nil
      }
      if after.links > 1 { try detach(name, in: claims) }
      return ClaimedUpload(provider: upload.provider, name: name)
    }
  }

  package func claims(of provider: ProviderID) async throws -> [ClaimedUpload] {
    try explained(provider) {
      guard let home = try home(of: provider), let claims = try claimsFolder(in: home, create: false) else { return [] }
      return try claims.names().compactMap { name in
        guard ClaimName(name) != nil, try claims.status(of: name)?.kind == .file else { return nil }
        return ClaimedUpload(provider: provider, name: name)
      }
    }
  }

  /// The claim's own file, in the same file system as the folders of one machine: taking it over moves it.
  package func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String {
    "\(path(of: claim.provider))/\(Self.claimsName)/\(claim.name)"
  }

  package func release(_ claim: ClaimedUpload) async throws {
    try explained(claim.provider) {
      guard ClaimName(claim.name) != nil, let home = try home(of: claim.provider),
        let claims = try claimsFolder(in: home, create: false)
      else { return }
      if try claims.remove(claim.name) { try claims.sync() }
    }
  }

  private static func isUndisturbed(_ attempt: ReadLease.Attempt) -> Bool {
    if case .granted(let lease) = attempt { lease.isUnbroken } else { true }
  }

  /// Gives the upload its name again, unless the provider has used it for a newer one: that one replaces it.
  private func putBack(_ name: String, from claims: Descriptor, to home: Descriptor) throws(SystemError) {
    do {
      try claims.link(name, as: Self.uploadName, in: home)
    } catch {
      if error.number != EEXIST { throw error }
    }
    try claims.remove(name)
    try home.sync()
  }

  /// Makes the claim a file of its own, since whoever has another name of it could still write to it.
  private func detach(_ name: String, in claims: Descriptor) throws(SystemError) {
    let source = try claims.open(name, O_RDONLY)
    let copyName = ".copy"
    try claims.remove(copyName)
    let copy = try claims.open(copyName, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      let count = try source.read(into: buffer, at: offset)
      if count == 0 { break }
      try copy.write(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
      offset += Int64(count)
    }
    try copy.sync()
    try claims.rename(copyName, to: name, in: claims)
    try claims.sync()
  }

  /// `.taken`, closed to everyone else; never a link, which could lead anywhere.
  private func claimsFolder(in home: Descriptor, create: Bool) throws(SystemError) -> Descriptor? {
    try home.folder(Self.claimsName, create: create, mode: 0o700)
  }
}
