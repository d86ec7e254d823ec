import Domain

/// Where messages go, besides the files.
extension ConfigurationKey {
  static let notifyFiles = ConfigurationKey(
    "notify.files", "true or false", default: "true",
    "Whether every message is also a file in the watchfolder (where that is a bucket, below `DATA-DIR/watchfolder`). Say `false`"
      + " where nobody sees those files. If nothing else is set, messages then wait in the outbox.")
  static let notifySMTP = ConfigurationKey(
    "notify.smtp", "smtp://user@host:587 or smtps://user@host:465, with ?ca=/path.pem or ?tls=off", default: "",
    "The mail server that takes messages. Without one no mail is sent. `?tls=off` is for a relay without a user in a closed"
      + " network; `?ca=` names the authorities of a server that no public one knows.")
  static let notifySMTPPassword = ConfigurationKey(
    "notify.smtpPassword", "text", default: "",
    "The password at the mail server. Better in the environment than in a file that others read.")
  static let notifySMTPPasswordFile = ConfigurationKey(
    "notify.smtpPasswordFile", "path", default: "", "A file that holds the password, instead.")
  static let notifyFrom = ConfigurationKey(
    "notify.from", "e-mail address", default: "", "Whom mails are from. Needed with `notify.smtp`.")
  static let notifyWebhookSecret = ConfigurationKey(
    "notify.webhookSecret", "text of at least 24 bytes", default: "",
    "What the keys of all webhooks are made from; `boxoffice notify key URL` prints one. Without it nothing is posted.")
  static let notifyWebhookSecretFile = ConfigurationKey(
    "notify.webhookSecretFile", "path", default: "", "A file that holds the secret, instead.")
  static let notifySNSTopic = ConfigurationKey(
    "notify.snsTopic", "ARN", default: "",
    "The Amazon SNS topic of the providers' messages; `{provider}` in it stands for the provider's name.")
  static let notifySNSOperators = ConfigurationKey(
    "notify.snsOperators", "ARN", default: "", "The topic of the operators' messages.")
  static let notifyOperatorEmails = ConfigurationKey(
    "notify.operatorEmails", "e-mail addresses, comma-separated", default: "",
    "Whom mails go to about every provider.")
  static let notifyOperatorWebhooks = ConfigurationKey(
    "notify.operatorWebhooks", "https://…, comma-separated", default: "",
    "Where messages about every provider are posted.")
  static let notifyOperatorKinds = ConfigurationKey(
    "notify.operatorKinds", NotificationKind.form, default: "rejected,published,failed,overdue",
    "What operators are told by mail, webhook and topic.")
  static let notifyProviderKinds = ConfigurationKey(
    "notify.providerKinds", NotificationKind.form,
    default: "received,settling,rejected,published,failed,overdue",
    "What providers are told by mail, webhook and topic. Files tell everything.")

  static let notify = [
    notifyFiles, notifySMTP, notifySMTPPassword, notifySMTPPasswordFile, notifyFrom, notifyWebhookSecret,
    notifyWebhookSecretFile,
    notifySNSTopic, notifySNSOperators, notifyOperatorEmails, notifyOperatorWebhooks, notifyOperatorKinds,
    notifyProviderKinds,
  ]
}
