//! What an address says of how a folder is looked at: `sort=-size` and `filter=…`, behind what says which folder.

use columns::sort::Sort;

use super::percent;

/// A longer filter is not written into the address.
const FILTER_BYTES_MAX: usize = 200;

/// Order and filter, where the address says them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub sort: Option<Sort>,
    pub filter: String,
}

impl View {
    /// From a query, with or without its `?`.
    pub fn parse(query: &str) -> Self {
        let value = |name: &str| {
            let mut pairs = query.trim_start_matches('?').split('&');
            let (_, value) =
                pairs.find_map(|pair| pair.split_once('=').filter(|(known, _)| *known == name))?;
            String::from_utf8(percent::decoded(value, true)).ok()
        };
        Self {
            sort: value("sort").and_then(|word| Sort::parse(&word)),
            filter: value("filter").unwrap_or_default(),
        }
    }

    /// The query (without `?`) that says the same place and this view; `encode` percent-encodes a value.
    pub fn query(&self, query: &str, encode: impl Fn(&str) -> String) -> String {
        let others = query.trim_start_matches('?').split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && name != "sort" && name != "filter"
        });
        let sort = self.sort.map(|sort| format!("sort={}", sort.word()));
        let filter = (!self.filter.is_empty() && self.filter.len() <= FILTER_BYTES_MAX)
            .then(|| format!("filter={}", encode(&self.filter)));
        let own = sort.into_iter().chain(filter);
        others.map(str::to_owned).chain(own).collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use columns::sort::Column;

    use super::*;

    #[test]
    fn a_view_is_read_back_from_its_address() {
        let view = View {
            sort: Some(Sort { column: Column::Size, descending: true }),
            filter: "a b".to_owned(),
        };
        let query = view.query("?prefix=x/&sort=name&key=x/y", |text| text.replace(' ', "%20"));
        assert_eq!(query, "prefix=x/&key=x/y&sort=-size&filter=a%20b");
        assert_eq!(View::parse(&query), view);
        assert_eq!(View::default().query(&query, str::to_owned), "prefix=x/&key=x/y");
        assert_eq!(View::parse("?prefix=sort&sort=--x&filter=%ff"), View::default());
    }
}
