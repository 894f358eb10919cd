use proptest::prelude::*;

use super::*;

/// Everything a body is made of, read in pieces of this size.
fn read(body: &[u8], piece: usize) -> Result<(Head, Vec<u8>, bool), Fault> {
    let mut reader = HeadReader::new("xx");
    let mut pieces = body.chunks(piece.max(1));
    let (head, mut content) = loop {
        let Some(piece) = pieces.next() else { return Err(Content::cut_off()) };
        if let Some(opened) = reader.push(piece)? {
            break opened;
        }
    };
    let mut file = content.push(b"").to_vec();
    for piece in pieces {
        file.extend_from_slice(&content.push(piece));
    }
    Ok((head, file, content.is_ended()))
}

fn form(fields: &[(&str, &str)], file: &[u8], after: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(
        b"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\a\\b.txt\"\r\n\
        Content-Type: text/plain\r\n\r\n",
    );
    body.extend_from_slice(file);
    body.extend_from_slice(after.as_bytes());
    body
}

#[test]
fn fields_come_before_the_file_and_what_comes_after_is_ignored() {
    let fields = [("Key", "a b/é"), ("policy", "e30=\r\n"), ("x", "")];
    for after in
        ["\r\n--xx--\r\n", "\r\n--xx\r\nContent-Disposition: form-data; name=\"z\"\r\n\r\n1"]
    {
        let body = form(&fields, b"hello\r\n--x\r\n", after);
        for piece in [1, 2, 3, 7, 64, body.len()] {
            let (head, file, ended) = read(&body, piece).unwrap();
            let expected = [("key", "a b/é"), ("policy", "e30=\r\n"), ("x", "")];
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(head.fields, expected);
            assert_eq!(head.file_name, "b.txt");
            assert_eq!(file, b"hello\r\n--x\r\n");
            assert!(ended);
            let length = body.len() as u64 - head.bytes - after.len() as u64;
            assert_eq!(length, file.len() as u64);
        }
    }
}

#[test]
fn a_file_that_is_cut_off_never_ends() {
    let body = form(&[("key", "a")], b"hello", "\r\n--x");
    let (_, file, ended) = read(&body, 5).unwrap();
    assert!(!ended);
    assert!(b"hello\r\n--x".starts_with(&file));
}

#[test]
fn what_is_no_form_is_refused() {
    let check = |body: &[u8], code: &str| {
        for piece in [1, body.len()] {
            let fault = read(body, piece).unwrap_err();
            assert_eq!(fault.code, code, "{}", String::from_utf8_lossy(body));
        }
    };
    let part = "Content-Disposition: form-data; name=";
    check(b"", "IncompleteBody");
    check(b"hello", "MalformedPOSTRequest");
    check(b"--yy\r\n", "MalformedPOSTRequest");
    check(b"--xxy\r\n\r\n\r\n", "MalformedPOSTRequest");
    check(b"--xx--\r\n", "MalformedPOSTRequest");
    check(b"--xx\r\nContent-Type: text/plain\r\n\r\na\r\n--xx", "MalformedPOSTRequest");
    check(b"--xx\r\nContent-Disposition: attachment; name=a\r\n\r\n", "MalformedPOSTRequest");
    let twice = format!("--xx\r\n{part}a\r\n\r\n1\r\n--xx\r\n{part}\"A\"\r\n\r\n2\r\n--xx\r\n");
    check(twice.as_bytes(), "MalformedPOSTRequest");
    let foreign = [format!("--xx\r\n{part}a\r\n\r\n").as_bytes(), b"\xff\r\n--xx\r\n"].concat();
    check(&foreign, "MalformedPOSTRequest");
    let long = form(&[("a", &"x".repeat(HEAD_BYTES_MAX))], b"", "\r\n--xx--");
    check(&long, "MaxPostPreDataLengthExceeded");
    let endless = "x".repeat(HEAD_BYTES_MAX + 100);
    check(format!("--xx\r\n{part}a\r\n\r\n{endless}").as_bytes(), "MaxPostPreDataLengthExceeded");
    check(format!("--xx\r\n{endless}").as_bytes(), "MaxPostPreDataLengthExceeded");
    let many = vec![("", ""); 0];
    assert!(read(&form(&many, b"a", "\r\n--xx--"), 9).is_ok());
}

#[test]
fn a_boundary_is_announced() {
    let check = |kind: &str, expected: Option<&str>| {
        assert_eq!(boundary(kind).as_deref(), expected, "{kind}");
    };
    check("multipart/form-data; boundary=abc", Some("abc"));
    check("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b\"", Some("a b"));
    check("multipart/form-data; boundary=abc; charset=utf-8", Some("abc"));
    check("multipart/form-data", None);
    check("multipart/form-data; boundary=", None);
    check(&format!("multipart/form-data; boundary={}", "a".repeat(71)), None);
    check("multipart/mixed; boundary=abc", None);
    check("application/x-www-form-urlencoded; boundary=abc", None);
}

proptest! {
    #[test]
    fn a_file_is_what_was_sent_however_it_is_cut(
        file in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'-'), Just(b'x'), any::<u8>()], 0..200),
        piece in 1_usize..50,
    ) {
        let end = memchr::memmem::find(&file, b"\r\n--xx").unwrap_or(file.len());
        let body = form(&[("key", "a")], &file, "\r\n--xx--\r\n");
        let (_, read, ended) = read(&body, piece).unwrap();
        prop_assert!(ended);
        prop_assert_eq!(&read[..], &file[..end]);
    }

    #[test]
    fn nothing_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300), piece in 1_usize..20) {
        let _ = read(&body, piece);
        let _ = read(&[b"--xx\r\n".as_slice(), &body].concat(), piece);
    }
}
