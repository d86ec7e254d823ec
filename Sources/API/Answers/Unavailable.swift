/// A refusal with the failure underneath, which the log gets and the client does not.
struct Unavailable: Error {
  let problem: Problem
  let cause: any Error
}
