// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Foretell",
  products: [
    .library(name: "Foretell", targets: ["ForetellSeries"])
  ],
  targets: [
    .target(name: "ForetellSeries"),
    .target(name: "ForetellFiles"),
  ],
  swiftLanguageModes: [.v6]
)
