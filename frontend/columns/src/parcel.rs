//! What the worker holds of the page's columns: names, which of them are folders, and their places in one order.

use crate::arranging::Rows;
use crate::store;

/// Chunks as they came; one that comes again takes the place of its predecessor.
#[derive(Debug, Default)]
pub struct Parcels {
    chunks: Vec<Parcel>,
    /// Of each chunk, where the order is not that of names.
    ranks: Vec<Vec<u64>>,
}

#[derive(Debug, Default)]
pub struct Parcel {
    pub names: String,
    pub ends: Vec<u32>,
    pub folders: Vec<u8>,
}

impl Parcels {
    pub fn put(&mut self, at: usize, parcel: Parcel) {
        if self.chunks.len() <= at {
            self.chunks.resize_with(at + 1, Parcel::default);
        }
        self.chunks[at] = parcel;
    }

    pub fn rank_by(&mut self, ranks: Vec<Vec<u64>>) {
        self.ranks = ranks;
    }
}

impl Rows for Parcels {
    fn name(&self, id: u32) -> &str {
        let (chunk, at) = store::place(id);
        self.chunks.get(chunk).map_or("", |chunk| store::name_at(&chunk.names, &chunk.ends, at))
    }

    fn is_folder(&self, id: u32) -> bool {
        let (chunk, at) = store::place(id);
        self.chunks.get(chunk).and_then(|chunk| chunk.folders.get(at)) == Some(&1)
    }

    fn rank(&self, id: u32) -> u64 {
        let (chunk, at) = store::place(id);
        self.ranks.get(chunk).and_then(|ranks| ranks.get(at)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use gateway_api::Kind;

    use super::*;
    use crate::arranging::{Arranging, By, Wanted};
    use crate::sort::Sort;
    use crate::store::{CHUNK_ROWS, Columns, Entry};

    #[test]
    fn the_worker_orders_as_the_page_would() {
        let mut columns = Columns::default();
        for number in 0..CHUNK_ROWS + 100 {
            let name =
                format!("{}{}", number * 7919 % 10_007, if number % 9 == 0 { "/" } else { "" });
            let kind = if number % 9 == 0 { Kind::Folder } else { Kind::of(&name) };
            let size = (number % 50) as u64;
            columns.push(Entry { name: &name, kind, size, modified: None, class: "" }, "");
        }
        for word in ["name", "-name", "-size", "kind"] {
            let sort = Sort::parse(word).unwrap();
            let mut parcels = Parcels::default();
            for (at, chunk) in columns.chunks().iter().enumerate() {
                let (names, ends) = (chunk.names().to_owned(), chunk.ends().to_vec());
                parcels.put(at, Parcel { names, ends, folders: chunk.folders() });
            }
            let ranks = columns.chunks().iter().map(|chunk| columns.ranks(chunk, sort.column));
            parcels.rank_by(ranks.collect());
            let arrange = |rows: &dyn Fn(Arranging) -> _| {
                let wanted = Wanted { sort: Some(sort), filter: "1".to_owned() };
                rows(Arranging::new((0..columns.len()).collect(), wanted))
            };
            let by = By { columns: &columns, column: sort.column };
            let here = arrange(&|work| work.finish(&by));
            assert_eq!(arrange(&|work| work.finish(&parcels)), here, "{word}");
        }
    }
}
