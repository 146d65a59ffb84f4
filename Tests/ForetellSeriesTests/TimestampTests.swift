import ForetellSeries
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("YYYY-MM-DD", "2024-02-29"), ("YYYYMMDD", "20240229"),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T13:45:01"),
    ("YYYY-MM-DD HH:MM:SS", "2024-02-29 13:45:01"),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T13:45:01+05:30"),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T13:45:01Z"), ("YYYY-MM", "2024-02"), ("YYYY", "0999"),
    ("YYYY-Qn", "2024-Q3"), ("YYYYQn", "2024Q3"), ("epoch", "-1700000000"),
    ("epoch-ms", "1700000000000"),
    ("integer", "-7"), ("%d.%m.%Y %H:%M", "29.02.2024 13:45"), ("%b %Y", "Feb 2024"),
    ("%I:%M %p %d/%m/%y", "01:45 PM 29/02/24"), ("%Y-%j", "2024-060"),
  ])
  func aStampIsWrittenBackAsItCame(_ name: String, _ text: String) throws {
    let format = try #require(TimestampFormat(name))
    let stamp = try #require(format.timestamp(from: text))
    #expect(format.string(from: stamp) == text)
    #expect(format.description == name)
  }

  @Test(arguments: [
    ("YYYY-MM-DD", "2024-2-29"), ("YYYY-MM-DD", "2023-02-29"), ("YYYY-MM-DD", "2024-02-29 "),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T24:00:00"),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T13:45:01.5"),
    ("YYYY-MM-DDTHH:MM:SS", "2024-02-29T13:45:01+1"), ("YYYY-Qn", "2024-Q5"), ("YYYY", "0000"),
    ("integer", "9999999999999999999999"), ("integer", "1.5"), ("epoch", "999999999999999999"),
    ("%Y-%j", "2023-366"), ("%b %Y", "Foo 2024"), ("%d.%m.%Y", "31.04.2024"),
    ("%s", "99999999999999999999"),
  ])
  func otherTextsAreNoStamps(_ name: String, _ text: String) throws {
    #expect(try #require(TimestampFormat(name)).timestamp(from: text) == nil)
  }

  @Test(arguments: [
    (["2024-01-01", "2024-01-02"], "YYYY-MM-DD"),
    (["2024-01-01", "2024-01-01 01:00"], "YYYY-MM-DD HH:MM:SS"),
    (["2023", "2024"], "YYYY"), (["20240131"], "YYYYMMDD"), (["1700000000"], "epoch"),
    (["1700000000000"], "epoch-ms"), (["1", "2", "300"], "integer"),
    (["20241399", "20240101"], "integer"),
    (["2024Q1"], "YYYYQn"), (["2024-Q1"], "YYYY-Qn"), (["2024-01"], "YYYY-MM"),
    (["0", "1000"], "integer"),
  ])
  func theFormIsFoundFromSamples(_ samples: [String], _ name: String) {
    #expect(TimestampFormat(inferredFrom: samples)?.description == name)
  }

  @Test func offsetsNameTheSameInstant() throws {
    #expect(try stamp("2024-01-01T01:00:00+01:00") == stamp("2024-01-01T00:00:00Z"))
    #expect(try stamp("2024-01-01T00:00:00-18:00").localDate.day == 1)
  }
}
