//! Entries as comma-separated values (RFC 4180), for spreadsheets.

use bytes::Bytes;
use gateway_api::ActivityEntry;

const HEAD: &str = "id,at,handle,name,act,way,call,instance,bucket,key,access_key,link,by_team,from,refusal,asked,done,failed,bytes\r\n";

/// The entries as lines, after the names of the columns where they are the first.
pub fn written(entries: &[ActivityEntry], head: bool) -> Bytes {
    let mut text = String::from(if head { HEAD } else { "" });
    for entry in entries {
        let id = entry.id.to_string();
        let person = entry.person.as_ref();
        let amount = entry.amount.as_ref();
        let numbers = [
            amount.map(|amount| amount.asked.to_string()),
            amount.map(|amount| amount.done.to_string()),
            amount.map(|amount| amount.failed.to_string()),
            amount.and_then(|amount| amount.bytes).map(|bytes| bytes.to_string()),
        ];
        let cells = [
            Some(id.as_str()),
            Some(&entry.at),
            person.map(|person| person.handle.as_str()),
            person.map(|person| person.name.as_str()),
            Some(entry.act.as_str()),
            Some(entry.way.as_str()),
            entry.call.as_deref(),
            entry.instance.as_deref(),
            entry.bucket.as_deref(),
            entry.key.as_deref(),
            entry.access_key.as_deref(),
            entry.link.as_deref(),
            entry.by_team.as_deref(),
            entry.from.as_deref(),
            entry.refusal.as_deref(),
        ];
        let mut separator = "";
        for cell in cells.into_iter().chain(numbers.each_ref().map(Option::as_deref)) {
            text.push_str(separator);
            push_cell(&mut text, cell.unwrap_or_default());
            separator = ",";
        }
        text.push_str("\r\n");
    }
    text.into()
}

/// Keys and names are anybody's: what a spreadsheet would take for a formula gets a `'` before it.
fn push_cell(text: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !cell.contains(['"', ',', '\r', '\n']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    if formula {
        text.push('\'');
    }
    for character in cell.chars() {
        if character == '"' {
            text.push('"');
        }
        text.push(character);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        let check = |cell: &str, expected: &str| {
            let mut text = String::new();
            push_cell(&mut text, cell);
            assert_eq!(text, expected);
        };
        check("", "");
        check("notes/été.txt", "notes/été.txt");
        check("a,b", "\"a,b\"");
        check("a \"b\"\r\n", "\"a \"\"b\"\"\r\n\"");
        check("=1+1", "\"'=1+1\"");
        check("-data.csv", "\"'-data.csv\"");
        check("@a,b", "\"'@a,b\"");
    }
}
