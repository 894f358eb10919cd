//! A table of which only a window is written, however many rows and columns there are.

use std::fmt::Write;
use std::ops::Range;

use locales::{Language, text};

use super::{escape, escape_cut};
use crate::columns::ColumnKind;

/// Rows and columns in one window.
pub const ROWS_SHOWN: usize = 100;
pub const COLUMNS_SHOWN: usize = 30;

/// Letters of a value that are shown.
const VALUE_LETTERS_MAX: usize = 500;

/// Rows that tell what a column holds.
const TYPED_ROWS: usize = 1000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Names of the columns; fewer than there are columns, or none.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub columns: usize,
    /// Says what the values of each column are.
    pub typed: bool,
}

/// The rows and columns that are written, from zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

impl Grid {
    pub fn new(header: Vec<String>, rows: Vec<Vec<String>>, typed: bool) -> Self {
        let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
        let columns = longest.max(header.len());
        Self { header, rows, columns, typed }
    }

    /// The window that begins as near to these as there are rows and columns.
    pub fn window(&self, row: usize, column: usize) -> Window {
        let row = row.min(self.rows.len().saturating_sub(1));
        let column = column.min(self.columns.saturating_sub(1));
        Window {
            rows: row..(row + ROWS_SHOWN).min(self.rows.len()),
            columns: column..(column + COLUMNS_SHOWN).min(self.columns),
        }
    }
}

/// A native table. Its whole size and each place in it are told (WAI-ARIA 1.2, `aria-rowcount` and its kin), because
/// only a window of it is in the document.
pub fn grid(grid: &Grid, window: &Window, caption: &str, language: Language) -> String {
    let mut html = String::new();
    let _ = write!(
        html,
        "<table class=\"grid\" aria-rowcount=\"{}\" aria-colcount=\"{}\"><caption class=\"visually-hidden\">",
        grid.rows.len() + 1,
        grid.columns + 1
    );
    escape(&mut html, caption);
    html.push_str("</caption><thead><tr aria-rowindex=\"1\"><th scope=\"col\" aria-colindex=\"1\" class=\"grid__number\">");
    escape(&mut html, text::preview_row(language));
    html.push_str("</th>");
    let mut numeric = Vec::new();
    for column in window.columns.clone() {
        numeric.push(head(&mut html, grid, column, language));
    }
    html.push_str("</tr></thead><tbody>");
    for row in window.rows.clone() {
        let values = grid.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        let _ = write!(
            html,
            "<tr aria-rowindex=\"{}\"><th scope=\"row\" aria-colindex=\"1\" class=\"grid__number\">{}</th>",
            row + 2,
            row + 1
        );
        for (column, is_number) in window.columns.clone().zip(&numeric) {
            let class = if *is_number { " class=\"grid__numeric\"" } else { "" };
            let _ = write!(html, "<td aria-colindex=\"{}\"{class}>", column + 2);
            let value = values.get(column).map(String::as_str).unwrap_or_default();
            escape_cut(&mut html, value, VALUE_LETTERS_MAX);
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

/// The head of a column; whether it holds numbers.
fn head(html: &mut String, grid: &Grid, column: usize, language: Language) -> bool {
    let values = grid.rows.iter().take(TYPED_ROWS);
    let kind = ColumnKind::of(values.filter_map(|row| row.get(column)).map(String::as_str));
    let class = if grid.typed && kind.is_number() { " class=\"grid__numeric\"" } else { "" };
    let _ = write!(html, "<th scope=\"col\" aria-colindex=\"{}\"{class}>", column + 2);
    match grid.header.get(column).filter(|name| !name.trim().is_empty()) {
        Some(name) => escape_cut(html, name, VALUE_LETTERS_MAX),
        None => escape(html, &text::preview_column(language, column as u64 + 1)),
    }
    if grid.typed {
        html.push_str(" <span class=\"grid__kind\">");
        escape(html, kind_words(kind, language));
        html.push_str("</span>");
    }
    html.push_str("</th>");
    grid.typed && kind.is_number()
}

fn kind_words(kind: ColumnKind, language: Language) -> &'static str {
    match kind {
        ColumnKind::Empty => text::column_kind_empty(language),
        ColumnKind::Whole => text::column_kind_whole(language),
        ColumnKind::Decimal | ColumnKind::DecimalComma => text::column_kind_decimal(language),
        ColumnKind::Date => text::column_kind_date(language),
        ColumnKind::Truth => text::column_kind_truth(language),
        ColumnKind::Text => text::column_kind_text(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lies_within_the_table() {
        let rows = vec![vec![String::new(); 10_000]; 250];
        let grid = Grid::new(Vec::new(), rows, true);
        assert_eq!(grid.window(0, 0), Window { rows: 0..100, columns: 0..30 });
        assert_eq!(grid.window(200, 9_990), Window { rows: 200..250, columns: 9_990..10_000 });
        assert_eq!(grid.window(9_999, 99_999), Window { rows: 249..250, columns: 9_999..10_000 });
        assert_eq!(Grid::default().window(5, 5), Window { rows: 0..0, columns: 0..0 });
    }

    #[test]
    fn a_table_says_what_its_columns_hold_and_where_its_cells_are() {
        let rows = vec![vec!["<b>".to_owned(), "1,5".to_owned()], vec!["c".to_owned()]];
        let table = Grid::new(vec!["nom".to_owned()], rows, true);
        let html = grid(&table, &table.window(0, 0), "a&b.csv", Language::En);
        assert!(html.contains("aria-rowcount=\"3\" aria-colcount=\"3\""));
        assert!(html.contains("<caption class=\"visually-hidden\">a&amp;b.csv</caption>"));
        assert!(html.contains(">nom <span class=\"grid__kind\">text</span></th>"));
        assert!(html.contains(" class=\"grid__numeric\">Column 2 <span"));
        assert!(html.contains("<td aria-colindex=\"2\">&lt;b&gt;</td><td aria-colindex=\"3\" class=\"grid__numeric\">1,5</td>"));
    }
}
