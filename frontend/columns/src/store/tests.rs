use gateway_api::Kind;
use proptest::prelude::*;

use super::*;

/// An entry as it came, and what has to come back of it.
#[derive(Clone, Debug)]
struct Came {
    name: String,
    folder: bool,
    size: u64,
    modified: Option<i64>,
    class: String,
    etag: String,
}

fn came() -> impl Strategy<Value = Came> {
    let etag =
        prop_oneof!["[0-9a-f]{32}", "[0-9a-f]{32}-[1-9][0-9]{0,3}", ".{0,12}", Just(String::new())];
    let modified = prop::option::of(0_i64..4_000_000_000);
    let class = prop_oneof![Just(String::new()), "COLD|WARM|Ü"];
    (".{0,20}", any::<bool>(), any::<u64>(), modified, class, etag).prop_map(
        |(name, folder, size, modified, class, etag)| Came {
            name,
            folder,
            size,
            modified,
            class,
            etag,
        },
    )
}

fn push(columns: &mut Columns, came: &Came) -> u32 {
    let kind = if came.folder { Kind::Folder } else { Kind::of(&came.name) };
    let Came { name, size, modified, class, .. } = came;
    let entry = Entry { name, kind, size: *size, modified: *modified, class };
    columns.push(entry, &came.etag)
}

proptest! {
    #[test]
    fn what_went_in_comes_out(all in prop::collection::vec(came(), 0..80)) {
        let mut columns = Columns::default();
        for (number, came) in (0..).zip(&all) {
            prop_assert_eq!(push(&mut columns, came), number);
        }
        for (number, came) in (0..).zip(&all) {
            let entry = columns.get(number).unwrap();
            prop_assert_eq!(entry.name, &came.name);
            prop_assert_eq!((entry.size, entry.modified), (came.size, came.modified));
            prop_assert_eq!(entry.class, &came.class);
            prop_assert_eq!(columns.etag(number), came.etag.clone());
            prop_assert_eq!(columns.is_folder(number), came.folder);
        }
        let end = columns.len();
        prop_assert!(columns.get(end).is_none());
        prop_assert_eq!((columns.name(end), columns.etag(end)), ("", String::new()));
    }

    #[test]
    fn ranks_stand_as_what_they_are_of(left in came(), right in came()) {
        let mut columns = Columns::default();
        let (a, b) = (push(&mut columns, &left), push(&mut columns, &right));
        let rank = |column| columns.rank(a, column).cmp(&columns.rank(b, column));
        prop_assert_eq!(rank(Column::Size), left.size.cmp(&right.size));
        prop_assert_eq!(rank(Column::Modified), left.modified.cmp(&right.modified));
        prop_assert_eq!(rank(Column::Class), left.class.cmp(&right.class));
        prop_assert!(rank(Column::Name).is_eq());
    }
}

fn many(count: usize) -> Columns {
    let mut columns = Columns::default();
    for number in 0..count {
        let name = format!("{number:07}.txt");
        let entry = Entry { name: &name, kind: Kind::Text, size: 1, modified: Some(1), class: "" };
        columns.push(entry, "d41d8cd98f00b204e9800998ecf8427e");
    }
    columns
}

#[test]
fn chunks_follow_one_another() {
    let columns = many(CHUNK_ROWS * 2 + 1);
    assert_eq!(columns.chunks().len(), 3);
    for number in [0, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS * 2 - 1, CHUNK_ROWS * 2] {
        let id = u32::try_from(number).unwrap();
        assert_eq!(columns.name(id), format!("{number:07}.txt"));
    }
}

#[test]
fn a_million_take_less_than_fifty_megabytes() {
    // A fifth of them, to be quick.
    let columns = many(200_000);
    assert!(columns.bytes() < 10_000_000, "{}", columns.bytes());
}

#[test]
fn a_copy_shares_what_it_was_made_of_until_one_changes() {
    let mut columns = many(CHUNK_ROWS + 1);
    let copy = columns.clone();
    columns.replace(0, 7, None);
    let same = |at: usize| Arc::ptr_eq(&columns.chunks()[at], &copy.chunks()[at]);
    assert_eq!((same(0), same(1)), (false, true));
    assert_eq!((columns.get(0).unwrap().size, copy.get(0).unwrap().size), (7, 1));
    assert_eq!(columns.etag(0), "");
    assert_eq!(copy.etag(0), "d41d8cd98f00b204e9800998ecf8427e");
}
