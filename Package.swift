// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours is built in the Swift 6 language mode, without warnings.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of ours: `Package.swift` is the picture of which box may know which.
func box(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let metricsCore: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "boxoffice",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "boxoffice", targets: ["boxoffice"]),
    .executable(name: "hummingbird-constant", targets: ["HummingbirdConstant"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.5.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // The vocabulary.
    box("Domain"),

    // Reading a delivery.
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibCURL", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    box("DataArchive", ["CISAL", "Domain"]),
    box("CSVReading", ["Domain"]),
    box("DeliveryRecords", ["CSVReading", "Domain"]),

    // The ports, and what stands on them.
    box("Watchfolders", ["Domain", crypto]),
    box("Notifications", ["Domain", "Watchfolders", logging]),
    box("Database", ["Domain"]),
    // Who may read what.
    box("Access", ["Domain", "Watchfolders", crypto, cryptoExtras, jwtKit, nioCore, nioPosix]),

    // The stages. They never import one another.
    box("InputValidator", ["CSVReading", "DataArchive", "DeliveryRecords", "Domain", "Watchfolders", crypto]),
    box("DataParser", ["CSVReading", "DataArchive", "DeliveryRecords", "Domain", crypto]),
    box("Seeder", ["CSVReading", "Database", "Domain", crypto]),
    box(
      "API",
      [
        "Access", "Database", "Domain", crypto, httpTypes, hummingbird, hummingbirdCore, logging, metrics, nioCore,
        nioHTTP1, nioHTTPTypes,
      ]),

    // An edition's tables as text.
    box("Export", ["CSVReading", "Database", "Domain"]),

    // What composes them.
    box(
      "Pipeline",
      [
        "DataArchive", "DataParser", "Database", "DeliveryRecords", "Domain", "InputValidator", "Notifications",
        "Seeder", "Watchfolders", crypto, lifecycle, logging, metrics,
      ]),

    // The engines.
    box(
      "LocalPlatform",
      [
        "CLibCURL", "Database", "Domain", "Notifications", "Watchfolders", crypto, grdb, grdbSQLite, logging, nioPosix,
      ]),
    box(
      "CloudPlatform",
      [
        "CLibPQ", "Database", "Domain", "Notifications", "Seeder", "Watchfolders", asyncHTTPClient, crypto, logging,
        metricsCore, nioCore, nioHTTP1, system,
      ]),
    box("PrometheusMetrics", [metricsCore]),

    // Lifelike deliveries for tests, demonstrations and benchmarks.
    box("SampleDelivery", ["DataArchive", "Domain"]),

    .executableTarget(
      name: "boxoffice",
      dependencies: [
        "API", "Access", "CloudPlatform", "DataArchive", "DataParser", "Database", "DeliveryRecords", "Domain",
        "Export", "InputValidator", "LocalPlatform", "Notifications", "Pipeline", "PrometheusMetrics", "SampleDelivery",
        "Seeder",
        "Watchfolders",
        argumentParser, configuration, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, system,
        unixSignals,
        yams,
      ],
      swiftSettings: strict),

    // What the API is measured against; see Benchmarks/README.md.
    .executableTarget(
      name: "HummingbirdConstant", dependencies: [hummingbird, logging], path: "Benchmarks/HummingbirdConstant",
      swiftSettings: strict),

    // Tests. `Fixtures` makes small deliveries and folders for them.
    .target(
      name: "Fixtures",
      dependencies: [
        "CLibPQ", "CloudPlatform", "Database", "Domain", "LocalPlatform", "Notifications", "Watchfolders",
      ],
      path: "Tests/Fixtures", swiftSettings: strict),
    tests("DomainTests", ["Domain"]),
    tests(
      "BoxOfficeTests",
      [
        "API", "Access", "CloudPlatform", "DataArchive", "Domain", "Fixtures", "LocalPlatform", "Notifications",
        "boxoffice",
        argumentParser, httpTypes,
      ]),
    tests("DataArchiveTests", ["CISAL", "DataArchive", "Domain", "Fixtures"]),
    tests("CSVReadingTests", ["CSVReading", "Domain"]),
    tests("DeliveryRecordsTests", ["CSVReading", "DataArchive", "DeliveryRecords", "Domain", "Fixtures"]),
    tests(
      "InputValidatorTests",
      ["DataArchive", "DeliveryRecords", "Domain", "Fixtures", "InputValidator", "LocalPlatform", "Watchfolders"]),
    tests(
      "DataParserTests",
      [
        "CSVReading", "DataArchive", "DataParser", "DeliveryRecords", "Domain", "Fixtures", "InputValidator",
        "LocalPlatform", "SampleDelivery", "Seeder",
      ]),
    tests(
      "StoreConformanceTests", ["CloudPlatform", "Domain", "Fixtures", "LocalPlatform", "Watchfolders"]),
    tests("DatabaseConformanceTests", ["Database", "Domain", "Export", "Fixtures", "LocalPlatform"]),
    tests("SeederTests", ["CSVReading", "Database", "Domain", "Fixtures", "LocalPlatform", "Seeder", crypto]),
    tests("AccessTests", ["Access", "Domain", "Fixtures", "LocalPlatform", "Watchfolders"]),
    tests("NotificationsTests", ["Domain", "Fixtures", "LocalPlatform", "Notifications", "Watchfolders"]),
    tests("LocalPlatformTests", ["Domain", "Fixtures", "LocalPlatform", "Notifications", "Watchfolders"]),
    tests(
      "CloudPlatformTests",
      [
        "CloudPlatform", "Database", "Domain", "Fixtures", "Notifications", "Seeder", "StoreTransfer", "Watchfolders",
        crypto, metrics, nioCore, nioHTTP1,
      ]),
    tests(
      "APITests",
      [
        "API", "Access", "CloudPlatform", "Database", "Domain", "Fixtures", "LocalPlatform", "PrometheusMetrics",
        "Seeder", "Watchfolders", asyncHTTPClient, crypto,
        httpTypes, hummingbird, hummingbirdTesting, logging, metricsCore, nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes,
        nioHTTPTypesHTTP1,
      ]),
    // Run by CloudPlatformTests, since only a program of its own can tell what memory it took.
    .executableTarget(
      name: "StoreTransfer", dependencies: ["CloudPlatform", "Watchfolders"], path: "Tests/StoreTransfer",
      swiftSettings: strict),
    tests("PrometheusMetricsTests", ["PrometheusMetrics", metricsCore]),
    tests(
      "SampleDeliveryTests",
      ["DataArchive", "DeliveryRecords", "Domain", "Fixtures", "InputValidator", "SampleDelivery"]),
    tests(
      "EndToEndTests",
      [
        "API", "CloudPlatform", "DataArchive", "Database", "Domain", "Fixtures", "LocalPlatform", "Notifications",
        "Pipeline",
        "Seeder", "Watchfolders", hummingbird, hummingbirdTesting, lifecycle, logging,
      ]),
  ]
)
