use proptest::prelude::*;

use super::*;
use crate::ask::Delimiter;
use crate::{READ_BYTES_MAX, html};

/// A file, and what is read of it.
struct File<'a> {
    name: &'a str,
    bytes: &'a [u8],
    read: u64,
}

impl<'a> File<'a> {
    fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, bytes, read: 0 }
    }

    fn slice(&mut self, from: u64, length: u64) -> &'a [u8] {
        let from = usize::try_from(from).unwrap();
        let to = (from + usize::try_from(length).unwrap()).min(self.bytes.len());
        self.read += (to - from) as u64;
        &self.bytes[from..to]
    }

    fn open(&mut self) -> (Reading, Reply) {
        let subject = Subject {
            name: self.name.to_owned(),
            content_type: None,
            size: self.bytes.len() as u64,
            language: "fr-CA".to_owned(),
        };
        let first = self.slice(0, PART_BYTES);
        let (mut reading, reply) = Reading::open(subject, first);
        let reply = self.feed(&mut reading, reply);
        (reading, reply)
    }

    fn ask(&mut self, reading: &mut Reading, ask: Ask) -> Reply {
        let reply = reading.ask(ask, &[]);
        self.feed(reading, reply)
    }

    fn feed(&mut self, reading: &mut Reading, mut reply: Reply) -> Reply {
        for _ in 0..4 {
            let Answer::Read { from, length } = reply.answer else { return reply };
            let bytes = self.slice(from, length);
            reply = reading.ask(Ask::Bytes { from }, bytes);
        }
        reply
    }
}

/// 50,000 numbered lines.
fn numbered(end: &str) -> String {
    let lines: Vec<String> =
        (1..=50_000_u32).map(|number| format!("ligne {number}{end}\n")).collect();
    lines.concat()
}

fn form(reply: &Reply) -> Form {
    let Answer::Show(shown) = &reply.answer else { panic!("nothing is shown: {:?}", reply.answer) };
    shown.form.clone()
}

fn note(reply: &Reply) -> Option<Note> {
    let Answer::Show(shown) = &reply.answer else { panic!("nothing is shown: {:?}", reply.answer) };
    shown.note
}

#[test]
fn a_text_is_read_in_parts_that_hold_all_of_it() {
    let text = numbered(" é");
    let mut file = File::new("journal.log", text.as_bytes());
    let (mut reading, mut reply) = file.open();
    let mut expected = 0;
    let mut line = 1;
    loop {
        let Form::Text { from, to, first_line, lines } = form(&reply) else { panic!() };
        assert_eq!((from, first_line), (expected, Some(line)));
        line += lines;
        expected = to;
        if to == text.len() as u64 {
            break;
        }
        reply = file.ask(&mut reading, Ask::Part { from: to, first_line: Some(line) });
    }
    assert_eq!(line, 50_001);
}

#[test]
fn the_end_of_a_text_begins_with_a_whole_line_of_unknown_number() {
    let text = numbered("");
    let mut file = File::new("journal.log", text.as_bytes());
    let (mut reading, _) = file.open();
    let from = text.len() as u64 - PART_BYTES;
    let reply = file.ask(&mut reading, Ask::Part { from, first_line: None });
    let Form::Text { from, to, first_line, .. } = form(&reply) else { panic!() };
    assert_eq!((to, first_line), (text.len() as u64, None));
    assert!(text[usize::try_from(from).unwrap()..].starts_with("ligne "));
    assert!(reply.html.contains("ligne 50000\n"));
}

#[test]
fn a_line_without_end_is_cut_and_numbered_once() {
    let text = "x".repeat(600_000);
    let mut file = File::new("une-ligne.txt", text.as_bytes());
    let (mut reading, reply) = file.open();
    let Form::Text { to, lines, .. } = form(&reply) else { panic!() };
    assert_eq!((to, lines), (PART_BYTES, 0));
    let reply = file.ask(&mut reading, Ask::Part { from: to, first_line: Some(1) });
    assert!(matches!(form(&reply), Form::Text { from: PART_BYTES, first_line: Some(1), .. }));
}

#[test]
fn of_a_large_table_at_most_a_megabyte_is_read() {
    let mut text = String::from("ville;ipc\n");
    while text.len() < 5_000_000 {
        text.push_str("Montréal;1,5\n");
    }
    let mut file = File::new("grand.csv", text.as_bytes());
    let (mut reading, mut reply) = file.open();
    let Form::Table { rows, rows_guessed, delimiter, columns_all, .. } = form(&reply) else {
        panic!()
    };
    assert_eq!((rows, columns_all, delimiter), ((0, 100), 2, Some(Delimiter::Semicolon)));
    let exact = text.lines().count() as u64 - 1;
    assert!(rows_guessed.unwrap().abs_diff(exact) < exact / 100);
    while matches!(form(&reply), Form::Table { more: true, .. }) {
        reply = file.ask(&mut reading, Ask::MoreRows);
    }
    assert_eq!(file.read, READ_BYTES_MAX);
    let reply = reading.ask(Ask::Window { row: 60_000, column: 0 }, &[]);
    assert!(
        reply
            .html
            .contains("<th scope=\"row\" aria-colindex=\"1\" class=\"grid__number\">60001</th>")
    );
}

#[test]
fn ten_thousand_columns_are_shown_a_few_at_a_time() {
    let row = (0..10_000_u32).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let text = [row.as_str(); 4].join("\n");
    let mut file = File::new("large.csv", text.as_bytes());
    let (mut reading, reply) = file.open();
    assert!(matches!(form(&reply), Form::Table { columns: (0, 30), columns_all: 10_000, .. }));
    assert!(reply.html.matches("<td").count() <= 120);
    let reply = reading.ask(Ask::Window { row: 0, column: 9_990 }, &[]);
    assert!(matches!(form(&reply), Form::Table { columns: (9_990, 10_000), .. }));
}

#[test]
fn json_is_read_whole_and_broken_or_large_json_is_text() {
    let text = format!("[{}]", vec!["\"été\""; 60_000].join(","));
    let mut file = File::new("a.json", text.as_bytes());
    let (mut reading, reply) = file.open();
    assert_eq!(form(&reply), Form::Tree { values: 60_001 });
    let reply = reading.ask(Ask::Children { node: 0, from: 100 }, &[]);
    assert_eq!(reply.html.matches("<li>").count(), 101);

    let mut file = File::new("a.json", b"{\"a\": 1,\n}");
    let (_, reply) = file.open();
    assert_eq!(note(&reply), Some(Note::BrokenJson { line: 2, column: 1 }));
    assert!(matches!(form(&reply), Form::Text { .. }));

    let text = format!("[{}1]", "1,".repeat(600_000));
    let mut file = File::new("a.json", text.as_bytes());
    let (_, reply) = file.open();
    assert_eq!(note(&reply), Some(Note::TooLargeForTree));
    assert_eq!(file.read, PART_BYTES);
}

#[test]
fn one_value_a_line_is_a_table_under_either_name() {
    for name in ["a.ndjson", "a.json"] {
        let mut file = File::new(name, b"{\"a\":1}\n{\"a\":2,\"b\":3}\n");
        let (_, reply) = file.open();
        assert!(matches!(form(&reply), Form::Table { rows_all: 2, columns_all: 2, .. }), "{name}");
    }
}

#[test]
fn what_could_run_is_text() {
    let mut file = File::new("logo.svg", b"<svg onload=\"x()\"><script>x()</script></svg>");
    let (_, reply) = file.open();
    assert_eq!(note(&reply), Some(Note::ShownAsText));
    assert!(!reply.html.contains("<script"));
    let mut file = File::new("photo.png", b"<!DOCTYPE html><script>x()</script>");
    let (_, reply) = file.open();
    assert_eq!(note(&reply), Some(Note::ShownAsText));
}

#[test]
fn a_person_overrides_what_was_found() {
    let mut file = File::new("a.csv", b"\xE9t\xE9,1;2\n");
    let (mut reading, reply) = file.open();
    assert!(reply.html.contains("été"));
    let adjusted = Adjusted { delimiter: Some(Delimiter::Semicolon), ..Adjusted::default() };
    let reply = reading.ask(Ask::Adjust(adjusted), &[]);
    assert!(reply.html.contains("<td aria-colindex=\"2\">été,1</td>"));
    let adjusted =
        Adjusted { as_text: true, encoding: Some(Encoding::Utf8), ..Adjusted::default() };
    let Answer::Show(shown) = reading.ask(Ask::Adjust(adjusted), &[]).answer else { panic!() };
    assert!(shown.damaged && matches!(shown.form, Form::Text { .. }));
}

#[test]
fn each_refusal_says_why() {
    let check = |name, bytes: &[u8], expected| {
        let (_, reply) = File::new(name, bytes).open();
        assert_eq!(reply.answer, Answer::Refuse(expected), "{name}");
    };
    check("vide.txt", b"", Refusal::Empty);
    check("a.parquet", b"PAR1\x15\x04", Refusal::Unknown);
    check("a.bin", &[0, 159, 146, 150, 7, 8, 1, 2], Refusal::Unknown);
    check("a.zip", b"PK\x03\x04 cut off", Refusal::Damaged);
    check("a.txt.gz", b"\x1F\x8B\x08\0\0\0\0\0\0\0\xFF\xFF", Refusal::Damaged);
    let huge = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0";
    check("bombe.png", huge, Refusal::TooManyPixels { width: 65536, height: 65536 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn no_bytes_make_it_panic_or_grow(
        name in prop::sample::select(vec![
            "a.csv", "a.json", "a.ndjson", "a.txt", "a.zip", "a.gz", "a.png", "a.svg", "a.md", "a",
        ]),
        start in prop::sample::select(vec![
            &b""[..], b"PK\x03\x04", b"PK\x05\x06", b"\x1F\x8B\x08\x08", b"\x89PNG\r\n\x1A\n", b"RIFF",
            b"\xFF\xD8\xFF", b"\xFF\xFE", b"\xFE\xFF", b"{\"a\":[", b"a;\"b\n",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        row in any::<u64>(),
    ) {
        let bytes = [start, &bytes].concat();
        let mut file = File::new(name, &bytes);
        let (mut reading, reply) = file.open();
        let asks = [
            Ask::Window { row, column: row },
            Ask::Children { node: 0, from: 1 },
            Ask::Part { from: row % 400, first_line: None },
            Ask::Adjust(Adjusted { encoding: Some(Encoding::Utf16Be), ..Adjusted::default() }),
            Ask::Adjust(Adjusted { as_text: true, ..Adjusted::default() }),
            Ask::MoreRows,
            Ask::Bytes { from: row },
        ];
        let mut written = reply.html.len();
        for ask in asks {
            written = written.max(file.ask(&mut reading, ask).html.len());
        }
        prop_assert!(written < 20_000 + 60 * bytes.len() * 8);
    }

    #[test]
    fn nothing_of_a_file_becomes_an_element(text in "[<>&\"'a=;,\n{}\\[\\]:/ ]{1,80}") {
        for name in ["a.csv", "a.json", "a.ndjson", "a.txt", "a.html"] {
            let (_, reply) = File::new(name, text.as_bytes()).open();
            let ours = ["div", "pre", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "ul", "li", "details", "summary", "button"];
            for rest in reply.html.split('<').skip(1) {
                let tag: String = rest.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(ours.contains(&tag.as_str()), "{}: {}", name, tag);
            }
            // Every quotation mark is one of ours: none ends an attribute early.
            let inside = reply.html.split('<').filter_map(|rest| rest.split_once('>'));
            for (tag, letters) in inside {
                prop_assert!(tag.matches('"').count() % 2 == 0 && !letters.contains('"'));
            }
        }
    }
}

#[test]
fn letters_of_an_html_file_are_escaped() {
    let mut html = String::new();
    html::escape(&mut html, "<");
    assert_eq!(html, "&lt;");
}
