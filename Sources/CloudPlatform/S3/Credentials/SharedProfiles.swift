import Domain
import Foundation

/// The profiles of the shared credentials file and the shared configuration file, the first of which comes first.
package struct SharedProfiles {
  private let credentials: SharedFile
  private let configuration: SharedFile
  /// For messages.
  let credentialsPath: String
  let configurationPath: String
  /// `AWS_PROFILE`, or `default`.
  let selected: String
  /// Whether someone asked for it, so that it must be there.
  let isSelected: Bool

  package init(environment: [String: String]) throws {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home = value("HOME") ?? NSHomeDirectory()
    credentialsPath = value("AWS_SHARED_CREDENTIALS_FILE") ?? home + "/.aws/credentials"
    configurationPath = value("AWS_CONFIG_FILE") ?? home + "/.aws/config"
    credentials = try SharedFile(path: credentialsPath)
    configuration = try SharedFile(path: configurationPath)
    selected = value("AWS_PROFILE") ?? "default"
    isSelected = value("AWS_PROFILE") != nil
  }

  /// The settings of a profile; `nil` if neither file has it.
  func profile(_ name: String) -> [String: String]? {
    let configured = configuration["profile \(name)"] ?? (name == "default" ? configuration[name] : nil)
    guard let secrets = credentials[name] else { return configured }
    return (configured ?? [:]).merging(secrets) { $1 }
  }

  /// The region of the selected profile.
  package var region: String? { profile(selected)?["region"] }
}
