//! Everything a person lets others use, as one list: what it holds, filtered and in an order.
//!
//! An item knows the words it is found by already, in the reader's language; it is made anew in another one.

use super::instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    What,
    End,
    Used,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Grant,
    /// Readable by everybody.
    Public,
    Link,
    /// An upload request.
    Request,
    Key,
}

/// When it was last used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Used {
    /// What was given to people is not counted: they use it as themselves.
    NotCounted,
    Never,
    /// Seconds since 1970.
    At(i64),
}

/// How things stand with something that was shared: what one looks for who tidies up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within a week.
    EndsSoon,
    Ended,
    /// Until it is taken back.
    Endless,
    /// Not in three months, or never. What is not counted is not known to be.
    Unused,
}

const DAY_SECONDS: i64 = 24 * 3_600;
/// What ends so soon, ends soon.
const SOON_SECONDS: i64 = 7 * DAY_SECONDS;
/// What was not used for so long, is not used.
const IDLE_SECONDS: i64 = 90 * DAY_SECONDS;

/// Equal values share one row of the document, so a row is drawn anew exactly when this changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    pub kind: Kind,
    /// The number or id by which it is changed.
    pub id: String,
    /// What it opens: `notes/2026/`, or a name.
    pub what: String,
    /// To whom, in words.
    pub with: String,
    pub instance: String,
    /// `None` where it is more than one bucket.
    pub bucket: Option<String>,
    pub prefix: String,
    /// The whole address of a link; empty for all else.
    pub address: String,
    /// Seconds since 1970; `None`: until it is taken back.
    pub end: Option<i64>,
    pub ended: bool,
    pub used: Used,
    /// Seconds since 1970.
    pub made: i64,
}

impl Item {
    /// Whether things stand so with it at `now` (seconds since 1970).
    pub fn stands(&self, standing: Standing, now: i64) -> bool {
        match standing {
            Standing::EndsSoon => {
                !self.ended && self.end.is_some_and(|end| end <= now + SOON_SECONDS)
            }
            Standing::Ended => self.ended,
            Standing::Endless => self.end.is_none(),
            Standing::Unused => match self.used {
                Used::NotCounted => false,
                Used::Never => true,
                Used::At(at) => at < now - IDLE_SECONDS,
            },
        }
    }
}

/// What is shown of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub filter: String,
    /// `None` for everything.
    pub kind: Option<Kind>,
    /// `None` however things stand; else with the moment it was asked (seconds since 1970).
    pub standing: Option<(Standing, i64)>,
    /// `None`: the newest first.
    pub sort: Option<(Sort, bool)>,
}

impl View {
    /// What a press on a column's head asks: its own order, then the other direction. What ends first and what was used
    /// longest ago is what one looks for.
    pub fn press(&mut self, sort: Sort) {
        let descending = matches!(self.sort, Some((known, false)) if known == sort);
        self.sort = Some((sort, descending));
    }

    /// The positions of what is shown, in order.
    pub fn shown(&self, items: &[Item]) -> Vec<u32> {
        let wanted = self.filter.trim().to_ascii_lowercase();
        let matches = |item: &Item| {
            let text = |text: &str| text.to_ascii_lowercase().contains(&wanted);
            self.kind.is_none_or(|kind| kind == item.kind)
                && self.standing.is_none_or(|(standing, now)| item.stands(standing, now))
                && (wanted.is_empty()
                    || text(&item.what)
                    || text(&item.with)
                    || text(&item.instance))
        };
        let numbered = (0_u32..).zip(items).filter(|(_, item)| matches(item));
        let mut shown: Vec<(u32, &Item)> = numbered.collect();
        match self.sort {
            None => shown.sort_by_key(|(_, item)| std::cmp::Reverse(item.made)),
            Some((Sort::What, _)) => shown.sort_by(|(_, a), (_, b)| a.what.cmp(&b.what)),
            // What never ends comes last.
            Some((Sort::End, _)) => shown.sort_by_key(|(_, item)| item.end.unwrap_or(i64::MAX)),
            Some((Sort::Used, _)) => shown.sort_by_key(|(_, item)| match item.used {
                Used::Never => i64::MIN,
                Used::At(seconds) => seconds,
                Used::NotCounted => i64::MAX,
            }),
        }
        if matches!(self.sort, Some((_, true))) {
            shown.reverse();
        }
        shown.into_iter().map(|(at, _)| at).collect()
    }
}

/// A moment of an answer; the beginning of time where it cannot be read.
pub fn seconds(moment: &str) -> i64 {
    instant::parse(moment).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(what: &str, kind: Kind, end: Option<i64>, used: Used, made: i64) -> Item {
        Item {
            kind,
            id: what.to_owned(),
            what: what.to_owned(),
            with: "Jean Côté".to_owned(),
            instance: "minimal".to_owned(),
            bucket: None,
            prefix: String::new(),
            address: String::new(),
            end,
            ended: false,
            used,
            made,
        }
    }

    fn items() -> Vec<Item> {
        vec![
            item("a", Kind::Grant, None, Used::NotCounted, 1),
            item("b", Kind::Key, Some(20), Used::At(7), 3),
            item("c", Kind::Grant, Some(10), Used::NotCounted, 2),
            item("d", Kind::Key, Some(30), Used::Never, 4),
        ]
    }

    #[test]
    fn items_stand_in_the_order_that_was_asked_for() {
        let check = |sort, expected: &[u32]| {
            let view = View { sort, ..View::default() };
            assert_eq!(view.shown(&items()), expected, "{sort:?}");
        };
        check(None, &[3, 1, 2, 0]);
        check(Some((Sort::What, true)), &[3, 2, 1, 0]);
        check(Some((Sort::End, false)), &[2, 1, 3, 0]);
        check(Some((Sort::Used, false)), &[3, 1, 0, 2]);
    }

    #[test]
    fn a_filter_finds_places_people_and_kinds() {
        let check = |filter: &str, kind, expected: &[u32]| {
            let view = View {
                filter: filter.to_owned(),
                kind,
                sort: Some((Sort::What, false)),
                ..View::default()
            };
            assert_eq!(view.shown(&items()), expected, "{filter}");
        };
        check(" B ", None, &[1]);
        check("jean", None, &[0, 1, 2, 3]);
        check("", Some(Kind::Key), &[1, 3]);
        check("nobody", Some(Kind::Key), &[]);
        check("minimal", Some(Kind::Grant), &[0, 2]);
    }

    #[test]
    fn what_ends_soon_has_ended_never_ends_or_is_not_used_is_found() {
        let mut items = items();
        items[2].ended = true;
        let check = |standing, now, expected: &[u32]| {
            let sort = Some((Sort::What, false));
            let view = View { standing: Some((standing, now)), sort, ..View::default() };
            assert_eq!(view.shown(&items), expected, "{standing:?}");
        };
        check(Standing::EndsSoon, 25 - SOON_SECONDS, &[1]);
        check(Standing::EndsSoon, 15, &[1, 3]);
        check(Standing::Ended, 15, &[2]);
        check(Standing::Endless, 15, &[0]);
        check(Standing::Unused, 7 + IDLE_SECONDS, &[3]);
        check(Standing::Unused, 8 + IDLE_SECONDS, &[1, 3]);
    }

    #[test]
    fn a_second_press_turns_the_order_round() {
        let mut view = View::default();
        view.press(Sort::End);
        assert_eq!(view.sort, Some((Sort::End, false)));
        view.press(Sort::End);
        assert_eq!(view.sort, Some((Sort::End, true)));
        view.press(Sort::Used);
        assert_eq!(view.sort, Some((Sort::Used, false)));
    }
}
