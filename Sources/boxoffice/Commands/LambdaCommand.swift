import ArgumentParser
import CloudPlatform
import Domain
import Foundation
import Metrics

/// One stage as a function of AWS Lambda.
struct LambdaCommand: AsyncParsableCommand {
  static let name = "lambda"
  private static let handlerVariable = "_HANDLER"

  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Work as a function of AWS Lambda (custom runtime).",
    discussion: """
      Asks Lambda's Runtime API (AWS_LAMBDA_RUNTIME_API) for events until it is stopped. The function's handler
      (_HANDLER) says which stage it is: validate, parse, seed or notify. Everything else is configured as anywhere, by
      BOXOFFICE_… in the function's environment.

      Without arguments boxoffice is this command where AWS_LAMBDA_RUNTIME_API is set: it can be the `bootstrap` of a
      function as it is. See docs/aws.md.
      """)

  @OptionGroup var common: CommonOptions

  /// Whether the process was started by Lambda, which gives no arguments.
  static var isWanted: Bool {
    CommandLine.arguments.count <= 1 && ProcessInfo.processInfo.environment[LambdaRuntime.addressVariable] != nil
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    guard let address = environment[LambdaRuntime.addressVariable], !address.isEmpty else {
      throw UsageError("\(LambdaRuntime.addressVariable) is not set: Lambda sets it for the functions that it starts")
    }
    let runtime = LambdaRuntime(address: address)
    let common = common
    let function: StageFunction
    let metrics: EmbeddedMetrics?
    do {
      let configuration = try await common.configuration()
      metrics = Self.metrics(configuration.installation)
      function = try await Self.function(environment[Self.handlerVariable] ?? "", common, configuration)
    } catch {
      try await runtime.reportInitialization(error)
      throw error
    }
    try await untilStopped({ "what was begun is finished by the next event" }) {
      try await runtime.run(logger: function.installation.logger) { invocation in
        // Of an event that failed, too, and before Lambda is told, which then stops the clock.
        defer { for line in metrics?.flush(at: .now()) ?? [] { Output.print(line) } }
        return try await function.handle(invocation)
      }
    }
  }

  /// Figures for CloudWatch, from here on; without an installation's name nothing would tell them apart.
  private static func metrics(_ installation: String) -> EmbeddedMetrics? {
    if installation.isEmpty { return nil }
    let metrics = EmbeddedMetrics(
      namespace: CloudWatchFigures.namespace, environment: installation, figure: CloudWatchFigures.figure)
    MetricsSystem.bootstrap(metrics)
    return metrics
  }

  private static func function(
    _ handler: String, _ common: CommonOptions, _ configuration: AppConfiguration
  ) async throws -> StageFunction {
    guard let stage = LambdaStage(rawValue: handler) else {
      let stages = LambdaStage.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("'\(handler)' is no handler (\(handlerVariable)) of a function: there are \(stages)")
    }
    let installation = try common.installation(configuration, quiet: false)
    try await installation.requireEngines()
    return StageFunction(
      stage: stage, installation: installation, queues: try SimpleQueueService(logger: installation.logger))
  }
}
