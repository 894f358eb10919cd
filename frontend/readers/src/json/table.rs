//! One JSON value a line (NDJSON, JSON Lines) as a table: members are columns, in the order in which they first appear.

use std::collections::BTreeMap;

use super::{Kind, Tree};
use crate::lines;

/// Columns kept; a file with a new member on every line would make a table of its square.
const COLUMNS_MAX: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Lines that are no JSON.
    pub broken: u64,
}

/// Reads all lines. What is no object goes into the first column as it stands.
pub fn lines(text: &str, complete: bool) -> Lines {
    let mut columns = BTreeMap::new();
    let mut table = Lines::default();
    let cut = !complete && !text.ends_with('\n');
    let mut lines = lines::split(text).peekable();
    while let Some(line) = lines.next() {
        // The last line may be cut; alone it is better than nothing.
        if cut && lines.peek().is_none() && !table.rows.is_empty() {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        let row = match Tree::parse(line.to_owned()) {
            Ok(tree) if tree.item(0).is_some_and(|root| root.kind == Kind::Object) => {
                row(&tree, &mut columns, &mut table.header)
            }
            Ok(tree) => vec![tree.item(0).map(|root| root.plain()).unwrap_or_default()],
            Err(_) => {
                table.broken += 1;
                vec![line.to_owned()]
            }
        };
        table.rows.push(row);
    }
    table
}

fn row(
    tree: &Tree,
    columns: &mut BTreeMap<String, usize>,
    header: &mut Vec<String>,
) -> Vec<String> {
    let mut row: Vec<String> = Vec::new();
    for member in tree.children(0) {
        let name = member.key.clone().unwrap_or_default();
        let column = match columns.get(&name) {
            Some(column) => *column,
            None if header.len() < COLUMNS_MAX => {
                columns.insert(name.clone(), header.len());
                header.push(name);
                header.len() - 1
            }
            None => continue,
        };
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = member.plain();
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_columns() {
        let text = "{\"a\":1,\"b\":\"été\"}\n\n{\"b\":[1,2],\"c\":null}\n";
        let table = lines(text, true);
        assert_eq!(table.header, ["a", "b", "c"]);
        assert_eq!(table.rows[0], ["1", "été"]);
        assert_eq!(table.rows[1], ["", "[1,2]", "null"]);
        assert_eq!(table.broken, 0);
    }

    #[test]
    fn lines_that_are_no_json_are_shown_and_counted_unless_the_part_cuts_them() {
        let table = lines("{\"a\":1}\noops\n[1]\n{\"a\":", true);
        assert_eq!((table.rows.len(), table.broken), (4, 2));
        let table = lines("{\"a\":1}\n{\"a\":", false);
        assert_eq!((table.rows.len(), table.broken), (1, 0));
    }
}
