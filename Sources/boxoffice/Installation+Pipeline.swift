import Domain
import Logging
import Pipeline
import Watchfolders

extension Installation {
  /// What watches the providers and works what they send, for `run` and `worker`: adds the providers of the configuration.
  func pipelineService() async throws -> PipelineService {
    try await requireEngines()
    for provider in configuration.providers {
      if try await pipeline.registry.removal(of: provider) == nil {
        try await pipeline.addProvider(provider)
      } else {
        logger.warning(
          "A provider of the configuration was removed and is left out; `boxoffice provider add` adds it again",
          metadata: ["provider.name": "\(provider)"])
      }
    }
    for provider in try await providers() {
      if configuration.isProduction,
        let settle = try await seederWatchfolder.settings(of: provider).settleSeconds
      {
        try AppConfiguration.checkProductionSettle(.seconds(settle), of: "the settle time of \(provider)")
      }
      logger.notice(
        "Watching", metadata: ["provider.name": "\(provider)", "folder": "\(watchfolder.place(of: provider))"])
    }
    return PipelineService(
      pipeline: pipeline, channels: channels, scanInterval: configuration.scanInterval,
      turns: TurnQueue(atOnce: configuration.workMaxAtOnce), providers: providers, logger: logger)
  }
}
