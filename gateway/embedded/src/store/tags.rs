//! Object tags: ten a version at most, as on S3.

use percent_encoding::percent_decode_str;
use rusqlite::Connection;
use s3s::S3ErrorCode;

use super::failure::Failure;

const TAGS_MAX: usize = 10;
const NAME_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// Names and values, each name once.
pub type Tags = Vec<(String, String)>;

/// Reads `x-amz-tagging`: pairs encoded like a form.
pub fn parse_header(header: Option<&str>) -> Result<Tags, Failure> {
    let pairs = header.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let decoded = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    });
    check(decoded.collect::<Option<Tags>>().ok_or(INVALID)?)
}

fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Into::into)
}

/// Holds tags to S3's limits.
pub fn check(tags: Tags) -> Result<Tags, Failure> {
    let named_twice =
        tags.iter().enumerate().any(|(i, (name, _))| tags[..i].iter().any(|(n, _)| n == name));
    let outsized = tags.iter().any(|(name, value)| {
        name.is_empty()
            || NAME_CHARACTERS_MAX < name.chars().count()
            || VALUE_CHARACTERS_MAX < value.chars().count()
    });
    if named_twice || outsized {
        return Err(INVALID);
    }
    if TAGS_MAX < tags.len() {
        return Err(Failure::Refused(
            S3ErrorCode::InvalidTag,
            "Object tags cannot be greater than 10.",
        ));
    }
    Ok(tags)
}

const INVALID: Failure = Failure::Refused(
    S3ErrorCode::InvalidTag,
    "A tag needs a name of 1 to 128 characters, given once, and a value of at most 256.",
);

/// Replaces the tags of a version.
pub fn put(connection: &Connection, seq: i64, tags: &Tags) -> Result<(), Failure> {
    connection.prepare_cached("DELETE FROM tag WHERE seq = ?1")?.execute([seq])?;
    let mut insert =
        connection.prepare_cached("INSERT INTO tag (seq, name, value) VALUES (?1, ?2, ?3)")?;
    for (name, value) in tags {
        insert.execute((seq, name, value))?;
    }
    Ok(())
}

pub fn get(connection: &Connection, seq: i64) -> Result<Tags, Failure> {
    let mut select =
        connection.prepare_cached("SELECT name, value FROM tag WHERE seq = ?1 ORDER BY name")?;
    let rows = select.query_map([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_decoded_like_a_form() {
        let tags = parse_header(Some("a=1&b+c=%C3%A9&empty")).unwrap();
        let expected = [("a", "1"), ("b c", "é"), ("empty", "")];
        assert!(tags.iter().map(|(n, v)| (n.as_str(), v.as_str())).eq(expected));
        assert!(parse_header(None).unwrap().is_empty());
    }

    #[test]
    fn tags_are_held_to_their_limits() {
        assert!(parse_header(Some("a=1&a=2")).is_err());
        assert!(parse_header(Some("=1")).is_err());
        assert!(parse_header(Some("a=%FF")).is_err());
        let eleven: Vec<String> = (0..11).map(|i| format!("t{i}=v")).collect();
        assert!(parse_header(Some(&eleven.join("&"))).is_err());
        assert!(parse_header(Some(&eleven[..10].join("&"))).is_ok());
    }
}
