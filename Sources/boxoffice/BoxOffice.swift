import ArgumentParser

@main
struct BoxOffice: AsyncParsableCommand {
}
