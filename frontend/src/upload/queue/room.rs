//! A storage that is full: what waits for its turn is not tried file by file only to fail, thousands of times.

use super::{Queue, State};

impl Queue {
    /// What waits to go where `full` found no room is paused.
    pub(super) fn hold_back(&mut self, full: usize) {
        let place = self.items[full].target.clone();
        let same = |queue: &Self, id: usize| {
            let target = &queue.items[id].target;
            (&target.instance, &target.bucket) == (&place.instance, &place.bucket)
        };
        for id in std::mem::take(&mut self.waiting) {
            if self.items[id].state == State::Waiting && same(self, id) {
                self.pause(id);
            } else {
                self.waiting.push_back(id);
            }
        }
    }

    /// What is paused is so until there is room.
    pub fn lacks_room(&self) -> bool {
        self.paused != 0 && self.items.iter().any(|item| item.state.lacked_room())
    }
}

#[cfg(test)]
mod tests {
    use gateway_api::{Problem, ProblemKind};

    use super::super::Failure;
    use super::*;

    fn full() -> Failure {
        Failure::Problem(Box::new(Problem::new(ProblemKind::OutOfSpace, 507, "")))
    }

    #[test]
    fn one_that_finds_no_room_holds_back_what_goes_to_the_same_bucket_until_all_are_resumed() {
        let mut queue = Queue::default();
        for (bucket, path) in [("a", "0"), ("a", "1"), ("b", "2"), ("a", "3")] {
            queue.add("premium", bucket, "", path, 2 << 20);
        }
        assert_eq!(queue.start_next(), Some(0));
        assert!(!queue.lacks_room());
        queue.failed(0, full());
        assert_eq!(queue.paused(), 2);
        assert!(queue.lacks_room());
        assert_eq!([queue.start_next(), queue.start_next()], [Some(2), None], "there may be room");
        queue.done(2, true);

        queue.resume_all();
        assert!(!queue.lacks_room());
        assert_eq!(queue.totals().failed, 0);
        let order = [queue.start_next(), queue.start_next(), queue.start_next()];
        assert_eq!(order, [Some(0), Some(1), Some(3)]);
        queue.failed(1, Failure::Offline);
        assert_eq!(
            queue.items()[3].state,
            State::Sending { sent: 0 },
            "another reason stops nothing"
        );
    }
}
