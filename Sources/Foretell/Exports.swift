// One import for the whole toolkit: `import Foretell`.
@_exported public import ForetellBacktesting
@_exported public import ForetellCSV
@_exported public import ForetellFiles
@_exported public import ForetellForecasting
@_exported public import ForetellNetworks
@_exported public import ForetellNormalization
@_exported public import ForetellRandom
@_exported public import ForetellReporting
@_exported public import ForetellSeries
@_exported public import ForetellSimulation
@_exported public import ForetellWindowing
