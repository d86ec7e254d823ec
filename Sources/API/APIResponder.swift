import Access
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The HTTP side of the API: methods, conditions, headers, the log line. What is answered is `APIService`'s.
package struct APIResponder: HTTPResponder {
  let service: APIService

  package func respond(to request: Request, context: APIContext) async throws -> Response {
    let started = service.clock.now()
    let target = request.head.path ?? ""
    let served: Served
    var client: ClientIdentification.Client?
    switch request.method {
    case .get, .head:
      if let kept = service.kept(target) {
        served = kept
      } else {
        client = context.peer.map { service.configuration.clients.client(of: $0, request.headers) }
        let reader = reader(of: request, client)
        if AccessQuestion.isOne(target) {
          served = await service.permission(target, for: reader)
        } else if service.access.exchangesTokens, TokenExchange.isOne(target) {
          served = await service.token(target, for: reader)
        } else {
          served = await service.answer(target, for: reader)
        }
      }
    case .options: served = Served(.preflight, resource: RequestMetrics.other)
    default: served = Served(.problem(Self.readOnly, cause: nil), resource: RequestMetrics.other)
    }
    var response = self.response(to: request, served)
    if let charge = served.charge, let client { tell(charge, to: client, in: &response) }
    let duration = service.clock.now() - started
    service.metrics.request(
      served.resource, status: response.status.code, wasKept: served.wasKept, duration: duration)
    log(request, target, served, response, duration, context.logger)
    return response
  }

  private func reader(of request: Request, _ client: ClientIdentification.Client?) -> Reader {
    Reader(
      address: client?.address, authorization: request.headers[values: .authorization],
      isJudgedByEdge: service.configuration.edgeSecret?.isShown(in: request.headers[values: .edge]) ?? false)
  }

  private static let readOnly = Problem(
    .methodNotAllowed, "the API is read-only: it answers GET, HEAD and OPTIONS; data comes in by the watchfolder")

  private func response(to request: Request, _ served: Served) -> Response {
    switch served.outcome {
    case .preflight: Response(status: .noContent, headers: CommonHeaders.preflight)
    case .permitted(let permission): Response(status: .noContent, headers: service.fields(of: permission))
    case .token(let token): response(to: request, token)
    case .answer(let answer): self.response(to: request, answer, served)
    case .problem(let problem, _): self.response(to: request, problem, served)
    }
  }

  private func response(to request: Request, _ token: EdgeToken) -> Response {
    let body = token.body
    return Response(
      status: .ok, headers: EdgeToken.fields(of: body),
      body: request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: body))
  }

  /// How many more the client may have. A proxy would keep that with the answer and tell it to others, unless it keeps
  /// neither.
  private func tell(_ charge: RateCharge, to client: ClientIdentification.Client, in response: inout Response) {
    guard !client.isBehindProxy || response.headers[.cacheControl] == CachePolicy.never else { return }
    charge.append(to: &response.headers)
  }

  private func response(to request: Request, _ answer: Answer, _ served: Served) -> Response {
    let head = answer.head(served.reading, at: service.clock.now(), isShared: served.isShared)
    let isUnchanged = head.isUnchanged(
      ifNoneMatch: request.headers[.ifNoneMatch], ifModifiedSince: request.headers[.ifModifiedSince])
    if isUnchanged { return Response(status: .notModified, headers: head.fields) }
    guard request.method == .get else { return Response(status: .ok, headers: head.fields) }
    return Response(status: .ok, headers: head.fields, body: ResponseBody(byteBuffer: answer.body))
  }

  private func response(to request: Request, _ problem: Problem, _ served: Served) -> Response {
    let body = problem.body
    var fields = HTTPFields()
    fields.append(HTTPField(name: .contentType, value: Problem.contentType))
    fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
    CommonHeaders.append(to: &fields)
    var cacheControl = CachePolicy.never
    if problem.code.status == .notFound, let reading = served.reading, let record = reading.value {
      Tags.append(served.tags, to: &fields)
      fields.append(HTTPField(name: .dataEdition, value: String(record.edition)))
      fields.append(HTTPField(name: .dataPublication, value: String(record.sequence)))
      // That something is not there is an answer of the edition like any other.
      if reading.isCacheable(at: service.clock.now()) {
        let missing = served.policy.missing(under: record)
        cacheControl = served.isShared ? missing : CachePolicy.forReaders(missing)
      }
    }
    fields.append(HTTPField(name: .cacheControl, value: cacheControl))
    for field in problem.fields { fields.append(field) }
    switch problem.code.status {
    case .methodNotAllowed: fields.append(HTTPField(name: .allow, value: CommonHeaders.allowedMethods))
    case .serviceUnavailable:
      fields.append(HTTPField(name: .retryAfter, value: String(Problem.retryAfterSeconds)))
    case .tooManyRequests where problem.code == .tooManyRequests:
      fields.append(HTTPField(name: .retryAfter, value: String(served.charge?.retryAfterSeconds ?? 1)))
    default: break
    }
    return Response(
      status: problem.code.status, headers: fields,
      body: request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: body))
  }

  /// One line a request; failures of ours with their cause, and loud.
  private func log(
    _ request: Request, _ target: String, _ served: Served, _ response: Response, _ duration: Duration, _ logger: Logger
  ) {
    let level: Logger.Level = response.status.code == 500 ? .error : response.status.code > 500 ? .warning : .debug
    guard logger.logLevel <= level else { return }
    var metadata: Logger.Metadata = [
      "http.method": "\(request.method)", "http.target": "\(LoggedTarget.text(target))",
      "http.status": "\(response.status.code)", "http.resource": "\(RequestMetrics.names[served.resource])",
      "http.duration.us": "\(duration.wholeNanoseconds / 1000)", "answer.kept": "\(served.wasKept)",
    ]
    if let edition = response.headers[.dataEdition] { metadata["edition.number"] = "\(edition)" }
    if case .problem(let problem, let cause) = served.outcome {
      metadata["problem.code"] = "\(problem.code.rawValue)"
      if let cause { metadata["error"] = "\(cause)" }
    }
    logger.log(level: level, "request answered", metadata: metadata)
  }
}
