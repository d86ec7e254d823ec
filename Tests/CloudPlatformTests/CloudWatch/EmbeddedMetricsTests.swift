import CloudPlatform
import Domain
import Metrics
import Testing

@Suite("Figures for CloudWatch")
struct EmbeddedMetricsTests {
  private let now = Timestamp("2026-11-22T13:45:09.120Z")!
  private let metrics = EmbeddedMetrics(namespace: "Films", environment: "prod") { label, dimensions in
    switch label {
    case "count": EmbeddedFigure("Count", .count)
    case "age": EmbeddedFigure("Age", .none, by: Dictionary(dimensions) { $1 })
    case "time": EmbeddedFigure("Time", .seconds, by: Dictionary(dimensions) { $1 }, hasTotal: false)
    default: nil
    }
  }

  @Test("what was measured becomes lines as CloudWatch's specification says, each once")
  func lines() {
    Counter(label: "count", factory: metrics).increment()
    Counter(label: "count", factory: metrics).increment(by: 2)
    Gauge(label: "age", dimensions: [("Provider", "acme")], factory: metrics).record(1.5)
    Gauge(label: "age", dimensions: [("Provider", "ac\"me")], factory: metrics).record(2)
    Timer(label: "time", dimensions: [("Stage", "seed")], factory: metrics).recordNanoseconds(1_500_000_000)
    Counter(label: "another", factory: metrics).increment()
    Gauge(label: "age", dimensions: [("Provider", "globex")], factory: metrics).record(Double.nan)

    func line(_ sets: String, _ names: String, _ members: String) -> String {
      #"{"_aws":{"CloudWatchMetrics":[{"Dimensions":\#(sets),"Metrics":\#(names),"Namespace":"Films"}],"#
        + #""Timestamp":1795355109120},\#(members)}"#
    }
    let both = #"[["Environment"],["Environment","Provider"]]"#
    let age = #"[{"Name":"Age","Unit":"None"}]"#
    #expect(
      Set(metrics.flush(at: now)) == [
        line(
          #"[["Environment"]]"#, #"[{"Name":"Count","Unit":"Count"}]"#, #""Count":[1,2],"Environment":"prod""#),
        line(both, age, #""Age":[1.5],"Environment":"prod","Provider":"acme""#),
        line(both, age, #""Age":[2],"Environment":"prod","Provider":"ac\"me""#),
        line(
          #"[["Environment","Stage"]]"#, #"[{"Name":"Time","Unit":"Seconds"}]"#,
          #""Environment":"prod","Stage":"seed","Time":[1.5]"#),
      ])
    #expect(metrics.flush(at: now).isEmpty)
  }

  @Test("more values than a line may have go into several")
  func many() {
    let counter = Counter(label: "count", factory: metrics)
    for _ in 0..<250 { counter.increment() }
    let lines = metrics.flush(at: now)
    #expect(lines.map { $0.count { $0 == "1" } - "1795355109120".count { $0 == "1" } } == [100, 100, 50])
  }
}
