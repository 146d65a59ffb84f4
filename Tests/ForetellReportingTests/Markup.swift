/// A document as its tags: enough of HTML to see whether a page holds together.
///
/// Stricter than a browser: every element is closed, every attribute is quoted.
struct Markup {
  struct Element {
    var name: String
    var attributes: [(name: String, value: String)]
  }

  /// What is wrong with it, in words.
  private(set) var faults: [String] = []
  private(set) var elements: [Element] = []
  /// The contents of `<script>` and `<style>`.
  private(set) var raw: [(element: String, text: String)] = []

  private static let void: Set = ["meta", "link", "br", "hr", "img", "input"]

  init(_ text: String) {
    var scanner = Scanner(text)
    var open: [String] = []
    while let tag = scanner.nextTag() {
      faults += scanner.takeFaults()
      switch tag {
      case .open(let name, let attributes, let isClosed):
        elements.append(Element(name: name, attributes: attributes))
        if name == "script" || name == "style" {
          raw.append((name, scanner.skip(through: "</\(name)>")))
        } else if !isClosed, !Self.void.contains(name) {
          open.append(name)
        }
      case .close(let name):
        if open.last == name {
          open.removeLast()
        } else {
          faults.append("</\(name)> closes <\(open.last ?? "nothing")>")
        }
      }
    }
    faults += scanner.takeFaults()
    if !open.isEmpty { faults.append("left open: \(open)") }
    checkReferences()
  }

  func values(of attribute: String) -> [String] {
    elements.flatMap { $0.attributes.filter { $0.name == attribute }.map(\.value) }
  }

  private mutating func checkReferences() {
    let ids = values(of: "id")
    if Set(ids).count != ids.count { faults.append("ids occur twice") }
    let targets =
      values(of: "href").map { $0.hasPrefix("#") ? String($0.dropFirst()) : "?" + $0 }
      + (values(of: "aria-labelledby") + values(of: "for")).flatMap {
        $0.split(separator: " ").map(String.init)
      }
    for target in targets where !ids.contains(target) {
      faults.append("nothing has the id \(target)")
    }
  }
}

private struct Scanner {
  enum Tag {
    case open(String, [(name: String, value: String)], isClosed: Bool)
    case close(String)
  }

  private let bytes: [UInt8]
  private var place = 0
  private var faults: [String] = []

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func takeFaults() -> [String] {
    defer { faults = [] }
    return faults
  }

  mutating func nextTag() -> Tag? {
    while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
    guard place < bytes.count else { return nil }
    place += 1
    if peek == UInt8(ascii: "!") {
      while place < bytes.count, bytes[place] != UInt8(ascii: ">") { place += 1 }
      return nextTag()
    }
    if peek == UInt8(ascii: "/") {
      place += 1
      let name = word()
      if peek != UInt8(ascii: ">") { faults.append("</\(name) is unfinished") }
      return .close(name)
    }
    let name = word()
    if name.isEmpty { faults.append("a bare < at byte \(place)") }
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpace()
      guard let byte = peek else {
        faults.append("<\(name) is unfinished")
        return nil
      }
      if byte == UInt8(ascii: ">") { return .open(name, attributes, isClosed: false) }
      if byte == UInt8(ascii: "/") {
        place += 1
        return .open(name, attributes, isClosed: true)
      }
      attributes.append(attribute(of: name))
    }
  }

  private mutating func attribute(of element: String) -> (name: String, value: String) {
    let name = word()
    if name.isEmpty {
      faults.append("<\(element) has a stray \(peek ?? 0)")
      place += 1
    }
    guard peek == UInt8(ascii: "=") else { return (name, "") }
    place += 1
    guard peek == UInt8(ascii: "\"") else {
      faults.append("\(name) of <\(element) is not quoted")
      return (name, word())
    }
    place += 1
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") { place += 1 }
    let value = String(decoding: bytes[start..<min(place, bytes.count)], as: UTF8.self)
    if value.contains("<") { faults.append("\(name) of <\(element) holds a <") }
    place += 1
    return (name, value)
  }

  mutating func skip(through end: String) -> String {
    place += 1
    let pattern = Array(end.utf8)
    let start = place
    while place + pattern.count <= bytes.count {
      if bytes[place] == pattern[0], Array(bytes[place..<(place + pattern.count)]) == pattern {
        defer { place += pattern.count }
        return String(decoding: bytes[start..<place], as: UTF8.self)
      }
      place += 1
    }
    faults.append("no \(end)")
    return ""
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte <= 32 { place += 1 }
  }

  private mutating func word() -> String {
    let start = place
    while let byte = peek, byte > 32, !"<>/=\"'".utf8.contains(byte) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }
}
