/// The version of this library and of the command.
public let foretellVersion = "0.1.0"
