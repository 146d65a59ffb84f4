internal import CForetellKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The vector instructions that the kernels can be run with.
///
/// Results are equal bit for bit on one instruction set, and equal within rounding across them.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// Plain loops: the specification of every other path.
  case scalar
  case avx2
  case avx512
  case neon

  var isa: fk_isa {
    switch self {
    case .scalar: FK_ISA_SCALAR
    case .avx2: FK_ISA_AVX2
    case .avx512: FK_ISA_AVX512
    case .neon: FK_ISA_NEON
    }
  }

  /// Whether this processor has the instructions, and this build the code for them.
  public var isAvailable: Bool { fk_isa_available(isa) != 0 }

  /// Those that can run here, the slowest first.
  public static var available: [InstructionSet] { allCases.filter(\.isAvailable) }

  /// What `FORETELL_ISA` asks for, or the fastest there is.
  ///
  /// - Throws: ``NetworkError`` with `.instructionSet` where the variable names none, or one that
  ///   this processor lacks.
  public static func preferred() throws(NetworkError) -> InstructionSet {
    guard let value = getenv("FORETELL_ISA") else { return available.last ?? .scalar }
    let name = String(cString: value)
    if name.isEmpty { return available.last ?? .scalar }
    guard let asked = InstructionSet(rawValue: name), asked.isAvailable else {
      let names = available.map(\.rawValue).joined(separator: ", ")
      throw NetworkError(
        .instructionSet, "FORETELL_ISA is ‘\(name)’, which this machine cannot run",
        remedy: "use one of \(names), or unset it")
    }
    return asked
  }
}
