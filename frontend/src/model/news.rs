//! What a listener is told about uploads, copies and moves: that they began, each quarter, and how they ended; never
//! every byte.

use super::totals::Totals;

/// Something worth interrupting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// So many objects are on their way.
    Began {
        objects: usize,
    },
    /// 25, 50 or 75 percent.
    Quarter {
        percent: u16,
    },
    /// Some object needs an answer.
    Asks,
    /// Said at once and once, however many fail.
    Failing,
    Ended {
        done: usize,
        failed: usize,
    },
}

/// What was told already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    open: bool,
    quarter: u16,
    asking: bool,
    failing: bool,
}

impl Told {
    /// What is new since the last call.
    pub fn hear(&mut self, totals: Totals) -> Vec<News> {
        let mut news = Vec::new();
        let was_open = std::mem::replace(&mut self.open, totals.open != 0);
        if !was_open && self.open {
            *self = Self { open: true, ..Self::default() };
            news.push(News::Began { objects: totals.open });
        }
        let failing = totals.failed != 0;
        if failing && !self.failing {
            news.push(News::Failing);
        }
        self.failing = failing;
        let asking = totals.asking != 0;
        if asking && !self.asking {
            news.push(News::Asks);
        }
        self.asking = asking;
        if was_open && !self.open {
            news.push(News::Ended { done: totals.done, failed: totals.failed });
        }
        let quarter = totals.per_mille() / 250;
        if self.open && self.quarter < quarter {
            news.push(News::Quarter { percent: quarter * 25 });
        }
        self.quarter = self.quarter.max(quarter);
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(open: usize, done: usize, failed: usize, carried: u64) -> Totals {
        let objects = open + done + failed;
        Totals { objects, done, failed, open, bytes: 1000, carried, asking: 0 }
    }

    #[test]
    fn a_batch_is_told_in_quarters() {
        let mut told = Told::default();
        assert_eq!(told.hear(Totals::default()), []);
        assert_eq!(told.hear(totals(2, 0, 0, 0)), [News::Began { objects: 2 }]);
        assert_eq!(told.hear(totals(2, 0, 0, 240)), []);
        assert_eq!(told.hear(totals(2, 0, 0, 260)), [News::Quarter { percent: 25 }]);
        assert_eq!(told.hear(totals(1, 1, 0, 800)), [News::Quarter { percent: 75 }]);
        assert_eq!(told.hear(totals(1, 1, 0, 700)), [], "going back is no news");
        assert_eq!(told.hear(totals(0, 2, 0, 1000)), [News::Ended { done: 2, failed: 0 }]);
        assert_eq!(told.hear(totals(0, 2, 0, 1000)), []);
    }

    #[test]
    fn many_failures_are_told_once() {
        let mut told = Told::default();
        told.hear(totals(3, 0, 0, 0));
        assert_eq!(told.hear(totals(2, 0, 1, 0)), [News::Failing]);
        assert_eq!(told.hear(totals(1, 0, 2, 0)), []);
        assert_eq!(told.hear(totals(0, 1, 2, 1000)), [News::Ended { done: 1, failed: 2 }]);
    }

    #[test]
    fn a_question_is_told_when_it_comes_up() {
        let mut told = Told::default();
        told.hear(totals(3, 0, 0, 0));
        let asks = Totals { asking: 1, ..totals(3, 0, 0, 0) };
        assert_eq!(told.hear(asks), [News::Asks]);
        assert_eq!(told.hear(Totals { asking: 2, ..asks }), []);
    }
}
