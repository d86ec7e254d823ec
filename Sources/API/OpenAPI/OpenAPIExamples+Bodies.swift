// Written by the test "Every documented example is what the API answers" with BOXOFFICE_UPDATE_DOCS=1.

extension OpenAPIExamples {
  static let bodies: [Example] = []
}
