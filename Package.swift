// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "Foretell",
  products: [
    .library(name: "Foretell", targets: ["Foretell"])
  ],
  targets: [
    .target(name: "CForetellKernels"),
    .target(name: "ForetellFiles", swiftSettings: strict),
    .target(name: "ForetellRandom", swiftSettings: strict),
    .target(name: "ForetellSeries", swiftSettings: strict),
    .target(
      name: "ForetellNormalization", dependencies: ["ForetellSeries"], swiftSettings: strict),
    .target(name: "ForetellWindowing", dependencies: ["ForetellSeries"], swiftSettings: strict),
    .target(
      name: "ForetellNetworks", dependencies: ["CForetellKernels", "ForetellRandom"],
      swiftSettings: strict),
    .target(
      name: "ForetellForecasting",
      dependencies: [
        "ForetellFiles", "ForetellNetworks", "ForetellNormalization", "ForetellRandom",
        "ForetellSeries", "ForetellWindowing",
      ],
      swiftSettings: strict),
    .target(
      name: "Foretell",
      dependencies: [
        "ForetellForecasting", "ForetellNetworks", "ForetellNormalization", "ForetellRandom",
        "ForetellSeries", "ForetellWindowing",
      ],
      swiftSettings: strict),
    .target(name: "ForetellTestSupport", path: "Tests/ForetellTestSupport"),
    .testTarget(
      name: "ForetellNetworksTests",
      dependencies: ["ForetellNetworks", "ForetellRandom", "ForetellTestSupport"],
      exclude: ["Goldens"]),
  ],
  swiftLanguageModes: [.v6]
)
