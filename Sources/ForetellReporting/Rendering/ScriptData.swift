/// JSON for a `<script type="application/json">`: nothing in it can end the element.
enum ScriptData {
  case text(String)
  case number(Double)
  case array([ScriptData])
  case object([(String, ScriptData)])

  static func texts(_ texts: some Sequence<String>) -> ScriptData {
    .array(texts.map { .text($0) })
  }

  /// Numbers rounded to five significant digits; NaN and infinities become null.
  static func numbers(_ numbers: some Sequence<Double>) -> ScriptData {
    .array(numbers.map { .number($0) })
  }

  static func integer(_ number: Int) -> ScriptData { .number(Double(number)) }

  /// The JSON text.
  var json: String {
    var text = ""
    append(to: &text)
    return text
  }

  private func append(to text: inout String) {
    switch self {
    case .text(let value): Self.append(value, to: &text)
    case .number(let value): text += value.isFinite ? NumberText.plain(value, digits: 5) : "null"
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.append(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.append(member.0, to: &text)
        text += ":"
        member.1.append(to: &text)
      }
      text += "}"
    }
  }

  /// `<`, `>` and `&` as escapes, so that neither `</script` nor `<!--` can stand there.
  private static func append(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "<", ">", "&", "\u{2028}", "\u{2029}": text += escape(scalar)
      case _ where scalar.value < 32: text += escape(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
