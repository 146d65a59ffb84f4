// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Foretell",
  products: [
    .library(name: "Foretell", targets: ["ForetellSeries", "ForetellCSV"])
  ],
  targets: [
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .target(name: "ForetellSeries"),
    .target(name: "ForetellFiles"),
    .target(name: "ForetellCSV", dependencies: ["CLibCSV", "ForetellSeries", "ForetellFiles"]),
    .testTarget(name: "ForetellSeriesTests", dependencies: ["ForetellSeries"]),
    .testTarget(
      name: "ForetellCSVTests", dependencies: ["ForetellCSV", "ForetellSeries", "ForetellFiles"]),
  ],
  swiftLanguageModes: [.v6]
)
