// Every component draws: who simulates needs streams and draws.
@_exported public import ForetellRandom
