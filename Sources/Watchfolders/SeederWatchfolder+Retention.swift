import Domain

extension SeederWatchfolder {
  /// What retention lets go of:
  /// - deliveries that are finished and were taken before `moment`, or, without one, all but the newest `keep`; never one in
  ///   `protected` (the current edition's), never the one whose links are the newest kept, and never one by whose links the
  ///   votes of a delivery that stays were joined, without which that could not be replayed;
  /// - of every other object of the provider all versions but the newest `keep`; the current one is always kept;
  /// - messages that were sent before the oldest delivery that is kept was taken.
  package func prunePlan(
    of provider: ProviderID, keep: Int, deliveriesTakenBefore moment: Timestamp? = nil,
    protected: Set<DeliveryID> = []
  ) async throws -> PrunePlan {
    let records = try await records(of: provider)
    let finished = records.filter { !$0.state.isUnfinished }
    let newest = finished.suffix(max(keep, 0)).first?.takenAt
    let old = finished.filter { record in
      if let limit = moment ?? newest { record.takenAt < limit } else { true }
    }
    var protected = protected
    if let links = try await newestLinks(of: provider)?.links.delivery { protected.insert(links) }
    let outdated = Set(old.map(\.delivery)).subtracting(protected)
    for record in records where !outdated.contains(record.delivery) {
      if let links = try await manifest(of: record.delivery, provider)?.links?.delivery { protected.insert(links) }
    }
    let doomed = old.filter { !protected.contains($0.delivery) }
    let gone = Set(doomed.map(\.delivery))
    let oldestKept = records.first { !gone.contains($0.delivery) }?.takenAt

    var plan = PrunePlan()
    var ofDelivery: [DeliveryID: [ObjectInfo]] = [:]
    var number = 0
    var previous: ObjectKey?
    for info in try await store.versions(prefix: "\(provider)/") {
      number = info.key == previous ? number + 1 : 1
      previous = info.key
      if let delivery = parts(of: info.key, provider)?.delivery, gone.contains(delivery) {
        ofDelivery[delivery, default: []].append(info)
      } else if !info.isCurrent, number > max(keep, 1) {
        plan.append(info)
      } else if let oldestKept, isSentMessage(info, before: oldestKept, provider) {
        plan.append(info)
      }
    }
    for record in doomed {
      plan.deliveries.append(record.delivery)
      for info in inOrderOfRemoval(ofDelivery[record.delivery] ?? []) { plan.append(info) }
    }
    return plan
  }

  /// Removes what `prunePlan` says, and returns it. A crash half way leaves nothing that looks whole, and the next prune
  /// removes the rest.
  @discardableResult
  package func prune(
    _ provider: ProviderID, keep: Int, deliveriesTakenBefore moment: Timestamp? = nil,
    protected: Set<DeliveryID> = [], dryRun: Bool = false
  ) async throws -> PrunePlan {
    let plan = try await prunePlan(of: provider, keep: keep, deliveriesTakenBefore: moment, protected: protected)
    if dryRun { return plan }
    for item in plan.items {
      guard let key = ObjectKey(item.key) else { continue }  // it came from a listing, so that it is one
      try await store.delete(key, version: ObjectVersion(id: item.version))
    }
    return plan
  }

  /// The manifest first, since only a manifest makes a delivery look whole; the record last, and of the record the
  /// current version last, since that is what the next prune finds the rest by.
  private func inOrderOfRemoval(_ infos: [ObjectInfo]) -> [ObjectInfo] {
    func isRecord(_ info: ObjectInfo) -> Bool { info.key.name.hasSuffix("/" + Name.record) }
    func isManifest(_ info: ObjectInfo) -> Bool { info.key.name.hasSuffix("/" + Name.manifest) }
    return infos.filter(isManifest) + infos.filter { !isManifest($0) && !isRecord($0) }
      + infos.filter(isRecord).reversed()
  }

  private func isSentMessage(_ info: ObjectInfo, before moment: Timestamp, _ provider: ProviderID) -> Bool {
    // The last part starts with the moment that the message is about: `20261122T134509120Z-received-….json`.
    guard info.key.name.hasPrefix("\(provider)/outbox/sent/"), let name = info.key.name.split(separator: "/").last
    else { return false }
    return name < moment.compact
  }
}
