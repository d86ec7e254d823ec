import Domain

/// Whom a channel reaches besides the provider, and what each side is told.
package struct NotificationAudience<Address: Hashable & Sendable>: Sendable {
  package var operators: [Address]
  package var operatorKinds: Set<Notification.Kind>
  package var providerKinds: Set<Notification.Kind>

  package init(
    operators: [Address], operatorKinds: Set<Notification.Kind> = Set(Notification.Kind.allCases),
    providerKinds: Set<Notification.Kind> = Set(Notification.Kind.allCases)
  ) {
    self.operators = operators
    self.operatorKinds = operatorKinds
    self.providerKinds = providerKinds
  }

  /// Every address once, the provider's first; who is both is told what either is.
  ///
  /// - Parameter wanted: what this provider's own are told, if that differs from `providerKinds`.
  package func receivers(
    providers: [Address], wanting wanted: [Notification.Kind]?
  ) -> [(address: Address, kinds: Set<Notification.Kind>)] {
    var order: [Address] = []
    var kinds: [Address: Set<Notification.Kind>] = [:]
    for (addresses, told) in [(providers, wanted.map(Set.init) ?? providerKinds), (operators, operatorKinds)] {
      for address in addresses {
        if kinds[address] == nil { order.append(address) }
        kinds[address, default: []].formUnion(told)
      }
    }
    return order.map { ($0, kinds[$0, default: []]) }
  }
}
