/// A block of memory carved into arrays once, before the work begins.
///
/// First every array is reserved in an ``ArenaPlan``, then one zeroed block is allocated for all. This
/// is the one place that owns unsafe memory; who asks for pointers keeps the arena alive.
final class Arena<S: BinaryFloatingPoint>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<S>

  init(_ plan: ArenaPlan) {
    let bytes = max(1, plan.count) * MemoryLayout<S>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: S.self, capacity: max(1, plan.count))
    base.initialize(repeating: 0, count: max(1, plan.count))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// The array of a slot; an address that traps where nothing was reserved.
  subscript(slot: ArenaSlot) -> UnsafeMutablePointer<S> {
    slot.count > 0 ? base + slot.offset : UnsafeMutablePointer(bitPattern: 64) ?? base
  }
}

/// An array within an arena.
struct ArenaSlot {
  let offset: Int
  let count: Int
}

/// The arrays an arena is to hold.
struct ArenaPlan {
  private(set) var count = 0

  /// Room for `count` elements, aligned to a cache line.
  mutating func reserve(_ count: Int) -> ArenaSlot {
    defer { self.count += (count + 15) / 16 * 16 }
    return ArenaSlot(offset: self.count, count: count)
  }
}
