import Access
import Testing

@Suite("Whoever guesses passwords is slowed, by address and by name")
struct AttemptThrottleTests {
  private let time = ManualTime()
  private let ana = UserName(text: "ana")!

  private func throttle() -> AttemptThrottle { AttemptThrottle(now: time.monotonic) }

  @Test("Five errors cost nothing; then each further one doubles the wait, up to a minute for an address")
  func address() {
    let throttle = throttle()
    let source = [AttemptThrottle.Source.address("192.0.2.1")]
    for _ in 1...4 { throttle.failed(source) }
    #expect(throttle.wait(for: source) == nil)
    var waits: [Duration] = []
    for _ in 1...9 {
      throttle.failed(source)
      waits.append(throttle.wait(for: source) ?? .zero)
    }
    #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    time.advance(by: .seconds(59))
    #expect(throttle.wait(for: source) == .seconds(1))
    time.advance(by: .seconds(1))
    #expect(throttle.wait(for: source) == nil)
  }

  @Test("A name that is tried from many addresses waits too, but for seconds only, so that its owner is not kept out")
  func name() {
    let throttle = throttle()
    for number in 1...100 { throttle.failed([.address("192.0.2.\(number)"), .name(ana)]) }
    #expect(throttle.wait(for: [.address("192.0.2.200"), .name(ana)]) == .seconds(5))
    #expect(throttle.wait(for: [.address("192.0.2.200"), .name(UserName(text: "bob")!)]) == nil)
    throttle.succeeded(ana)
    #expect(throttle.wait(for: [.address("192.0.2.200"), .name(ana)]) == nil)
  }

  @Test("A right password does not make an address free to guess on")
  func successBetween() {
    let throttle = throttle()
    for _ in 1...6 {
      throttle.failed([.address("192.0.2.1"), .name(UserName(text: "bob")!)])
      throttle.succeeded(ana)
    }
    #expect(throttle.wait(for: [.address("192.0.2.1")]) == .seconds(2))
  }

  @Test("After a quarter of an hour all is forgotten")
  func forgotten() {
    let throttle = throttle()
    let source = [AttemptThrottle.Source.address("192.0.2.1")]
    for _ in 1...10 { throttle.failed(source) }
    time.advance(by: .seconds(900))
    throttle.failed(source)
    #expect(throttle.wait(for: source) == nil)
  }

  @Test("A flood of other addresses does not make us forget one that goes on, nor remember them all")
  func flood() {
    let throttle = throttle()
    let source = [AttemptThrottle.Source.address("192.0.2.1")]
    for number in 0..<120_000 {
      if number.isMultiple(of: 10_000) { throttle.failed(source) }
      throttle.failed([.address("2001:db8::\(number)")])
    }
    #expect(throttle.wait(for: source) == .seconds(60))
    #expect(throttle.wait(for: [.address("2001:db8::1")]) == nil)
  }
}
