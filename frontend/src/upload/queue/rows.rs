//! Which uploads have a row: a few at a glance, or all of them, a page at a time.

use super::{Queue, State};

impl Queue {
    /// Ids worth a row of their own, at most `count`: what asks, what runs, what failed, what is paused, then the next
    /// that wait and the last that are over.
    pub fn notable(&self, count: usize) -> Vec<usize> {
        const OVER: usize = 5;
        let rank = |state: &State| match state {
            State::Asking => 0,
            State::Sending { .. } | State::Confirming => 1,
            State::Failed(_) => 2,
            State::Paused { .. } | State::Interrupted { .. } => 3,
            State::Waiting => 4,
            State::Done | State::Already | State::Skipped | State::Cancelled => OVER,
        };
        let mut groups = [const { Vec::new() }; OVER + 1];
        for (id, item) in self.items.iter().enumerate() {
            let (rank, is_full) = (rank(&item.state), |group: &Vec<usize>| count <= group.len());
            // Of what is over the last are kept, of the rest the first.
            if !is_full(&groups[rank]) {
                groups[rank].push(id);
            } else if rank == OVER && 0 < count {
                groups[OVER].rotate_left(1);
                groups[OVER][count - 1] = id;
            }
        }
        groups[OVER].reverse();
        groups.concat().into_iter().take(count).collect()
    }

    /// Ids of all, from the one at `first` on and at most `count`: what failed, what asks, what runs, what is paused, what
    /// is over, what has not begun; within each as they were handed in, so that rows stay where they are while it goes on.
    pub fn rows(&self, first: usize, count: usize) -> Vec<usize> {
        const RANKS: u8 = 6;
        let rank = |state: &State| match state {
            State::Failed(_) => 0,
            State::Asking => 1,
            State::Sending { .. } | State::Confirming => 2,
            State::Paused { .. } | State::Interrupted { .. } => 3,
            State::Done | State::Already | State::Skipped | State::Cancelled => 4,
            State::Waiting => RANKS - 1,
        };
        let of = |wanted: u8| {
            let items = self.items.iter().enumerate();
            items.filter(move |(_, item)| rank(&item.state) == wanted).map(|(id, _)| id)
        };
        (0..RANKS).flat_map(of).skip(first).take(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Failure;
    use super::*;

    fn queue_of(paths: &[&str]) -> Queue {
        let mut queue = Queue::default();
        for path in paths {
            queue.add("premium", "equipe-prix", "2026/", path, 1);
        }
        queue
    }

    #[test]
    fn what_needs_the_person_stands_first() {
        let mut queue = queue_of(&["a", "b", "c", "d", "e"]);
        for _ in 0..3 {
            queue.start_next();
        }
        queue.failed(0, Failure::Offline);
        queue.collided(1, None);
        assert_eq!(queue.notable(10), [1, 2, 0, 3, 4]);
        queue.done(2, true);
        assert_eq!(queue.notable(3), [1, 0, 3]);
    }

    #[test]
    fn all_have_a_row_on_some_page_and_those_that_failed_on_the_first() {
        let names = (0..120).map(|number| number.to_string()).collect::<Vec<_>>();
        let mut queue = queue_of(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for id in 0..100 {
            assert_eq!(queue.start_next(), Some(id));
            if id % 5 == 0 { queue.failed(id, Failure::Offline) } else { queue.done(id, true) }
        }
        queue.start_next();
        let pages = [queue.rows(0, 50), queue.rows(50, 50), queue.rows(100, 50)];
        assert_eq!(pages.each_ref().map(Vec::len), [50, 50, 20]);
        assert!(pages[0][..20].iter().eq((0..100).step_by(5).collect::<Vec<_>>().iter()));
        assert_eq!(pages[0][20..23], [100, 1, 2], "what runs, then what is over, as handed in");
        assert_eq!(pages[2].last(), Some(&119), "what has not begun");
        let mut all = pages.concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..120), "each once");
        assert_eq!(queue.rows(150, 50), [0_usize; 0]);
    }
}
