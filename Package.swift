// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A module of the house; it sees only the modules named here, which all stand to its left.
func module(
  _ name: String, sees dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A short program that shows a use of the library; the tests run it.
func example(
  _ name: String, sees dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: ["Foretell"] + dependencies, path: "Examples/\(name)",
    exclude: exclude, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "Foretell",
  products: [
    .library(name: "Foretell", targets: ["Foretell"]),
    .executable(name: "foretell", targets: ["ForetellCLI"]),
    .executable(name: "foretell-bench", targets: ["ForetellBench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .target(name: "CForetellKernels"),
    // The pretrained networks, read by #embed.
    .target(name: "CForetellWeights", exclude: ["pretrained.safetensors"]),
    module("ForetellFiles"),
    module("ForetellRandom"),
    module("ForetellSeries"),
    module("ForetellSimulation", sees: ["ForetellRandom", "ForetellSeries"]),
    module(
      "ForetellCSV", sees: ["CForetellKernels", "CLibCSV", "ForetellFiles", "ForetellSeries"]),
    module("ForetellNormalization", sees: ["ForetellSeries"]),
    module("ForetellWindowing", sees: ["ForetellSeries"]),
    module("ForetellNetworks", sees: ["CForetellKernels", "ForetellRandom"]),
    module(
      "ForetellForecasting",
      sees: [
        "CForetellWeights", "ForetellFiles", "ForetellNetworks", "ForetellNormalization",
        "ForetellRandom", "ForetellSeries", "ForetellWindowing",
      ]),
    module(
      "ForetellPretraining",
      sees: [
        "ForetellFiles", "ForetellForecasting", "ForetellNetworks", "ForetellRandom",
        "ForetellSimulation",
      ]),
    module(
      "ForetellBacktesting",
      sees: ["ForetellFiles", "ForetellForecasting", "ForetellRandom", "ForetellSeries"]),
    module(
      "ForetellReporting",
      sees: [
        "ForetellBacktesting", "ForetellCSV", "ForetellFiles", "ForetellForecasting",
        "ForetellSeries", mustache,
      ],
      // Into the code, not into a bundle: the command is one file.
      resources: [.embedInCode("Templates")]),
    module(
      "Foretell",
      sees: [
        "ForetellBacktesting", "ForetellCSV", "ForetellFiles", "ForetellForecasting",
        "ForetellNetworks", "ForetellNormalization", "ForetellRandom", "ForetellReporting",
        "ForetellSeries", "ForetellSimulation", "ForetellWindowing",
      ]),
    .executableTarget(
      name: "ForetellCLI", dependencies: ["Foretell", argumentParser], swiftSettings: strict),
    .executableTarget(
      name: "ForetellBench", dependencies: ["Foretell", "ForetellPretraining", argumentParser],
      swiftSettings: strict),
    example("CharacterModel", sees: [argumentParser], exclude: ["text.txt"]),
    example("ColdStart"),
    example("Direction"),
    example("GapFilling"),
    example("KnownTemperature"),
    example("Quickstart"),
    example("RetailPanel"),
    example("VanishingGradients", sees: [argumentParser]),

    .target(name: "ForetellTestSupport", path: "Tests/ForetellTestSupport"),
    .testTarget(name: "ForetellRandomTests", dependencies: ["ForetellRandom"]),
    .testTarget(name: "ForetellSeriesTests", dependencies: ["ForetellSeries"]),
    .testTarget(
      name: "ForetellSimulationTests",
      dependencies: ["ForetellRandom", "ForetellSeries", "ForetellSimulation"]),
    .testTarget(
      name: "ForetellCSVTests",
      dependencies: ["ForetellCSV", "ForetellFiles", "ForetellSeries", "ForetellTestSupport"]),
    .testTarget(
      name: "ForetellFilesTests", dependencies: ["ForetellFiles", "ForetellTestSupport"]),
    .testTarget(
      name: "ForetellNormalizationTests",
      dependencies: ["ForetellNormalization", "ForetellRandom", "ForetellTestSupport"]),
    .testTarget(
      name: "ForetellWindowingTests",
      dependencies: ["ForetellRandom", "ForetellSeries", "ForetellWindowing"]),
    .testTarget(
      name: "ForetellNetworksTests",
      dependencies: ["ForetellNetworks", "ForetellRandom", "ForetellTestSupport"],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ForetellForecastingTests",
      dependencies: [
        "ForetellFiles", "ForetellForecasting", "ForetellNetworks", "ForetellNormalization",
        "ForetellRandom", "ForetellSeries", "ForetellSimulation", "ForetellTestSupport",
        "ForetellWindowing",
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ForetellPretrainingTests",
      dependencies: [
        "ForetellFiles", "ForetellForecasting", "ForetellNetworks", "ForetellPretraining",
        "ForetellRandom", "ForetellSeries", "ForetellSimulation", "ForetellTestSupport",
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ForetellReportingTests",
      dependencies: [
        "ForetellBacktesting", "ForetellForecasting", "ForetellReporting", "ForetellSeries",
        "ForetellTestSupport",
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ForetellBacktestingTests",
      dependencies: [
        "ForetellBacktesting", "ForetellForecasting", "ForetellNetworks", "ForetellRandom",
        "ForetellSeries", "ForetellTestSupport",
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ForetellCLITests",
      dependencies: [
        "CharacterModel", "ColdStart", "Direction", "ForetellBench", "ForetellCLI",
        "VanishingGradients",
        "ForetellTestSupport", "GapFilling", "KnownTemperature", "Quickstart", "RetailPanel",
      ],
      exclude: ["Goldens"]),
  ],
  swiftLanguageModes: [.v6]
)
