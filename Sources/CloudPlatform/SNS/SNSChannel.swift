import Domain
import Logging
import Notifications

/// The topics of the providers and that of the operators.
package struct SNSChannel: NotificationChannel {
  private let providers: SNSTopicTemplate?
  private let audience: NotificationAudience<SNSTopic>
  private let service: SNSService

  /// Credentials come from where AWS's own tools look for them. Error: `credentials-missing`, for a broken profile.
  package init(
    providers: SNSTopicTemplate?, audience: NotificationAudience<SNSTopic>, environment: [String: String],
    logger: Logger = Logger(label: "boxoffice.sns")
  ) throws {
    self.providers = providers
    self.audience = audience
    let region = try SharedProfiles(environment: environment).region
    service = SNSService(
      environment: environment, credentials: .standard(environment: environment, region: region, logger: logger))
  }

  package func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink] {
    let topic = providers?.topic(of: provider.name)
    return audience.receivers(providers: topic.map { [$0] } ?? [], wanting: contacts.kinds).map {
      SNSSink($0, kinds: $1, service: service)
    }
  }
}
