internal import Mustache

/// What a template is given: names and what stands for them.
///
/// Every name a template uses is always there, an empty array for what is missing: Mustache looks for
/// an absent name in the views around it, and would find another's.
typealias View = [String: Any]

/// The templates of this module, parsed once.
enum Templates {
  /// Fills in a template that escapes for HTML and SVG.
  static func html(_ name: String, with view: View) -> String {
    markup.render(view, withTemplate: name) ?? ""
  }

  /// Fills in a template that escapes for Markdown.
  static func markdown(_ name: String, with view: View) -> String {
    plain.render(view, withTemplate: name) ?? ""
  }

  static let css = String(decoding: PackageResources.report_css, as: UTF8.self)
  static let script = String(decoding: PackageResources.report_js, as: UTF8.self)

  private static let markup = library(
    escaping: MarkupContent(), named: "FORETELL-MARKUP",
    [
      "chart": PackageResources.chart_mustache, "table": PackageResources.table_mustache,
      "legend": PackageResources.legend_mustache, "section": PackageResources.section_mustache,
      "page": PackageResources.page_mustache, "explorer": PackageResources.explorer_mustache,
      "facts": PackageResources.facts_mustache,
    ])

  private static let plain = library(
    escaping: MarkdownContent(), named: "FORETELL-MARKDOWN",
    [
      "page": PackageResources.markdown_page_mustache,
      "table": PackageResources.markdown_table_mustache,
    ])

  /// Each template begins with the name of its content type, because a partial forgets its caller's.
  private static func library(
    escaping content: some MustacheContentType, named name: String, _ files: [String: [UInt8]]
  ) -> MustacheLibrary {
    MustacheContentTypes.register(content, named: name)
    return MustacheLibrary(
      templates: files.compactMapValues { bytes in
        try? MustacheTemplate(
          string: "{{% CONTENT_TYPE:\(name)}}\n" + String(decoding: bytes, as: UTF8.self))
      })
  }
}
