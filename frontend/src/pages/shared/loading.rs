use gateway_api::{AccessKey, Grant, Link, LinkTerms};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::gateway::{self, Error};

/// More pages of 1,000 are not read: the page would not be quick with them, nor anybody find anything.
const PAGES_MAX: usize = 20;

/// What was read so far; each list fills by itself.
#[derive(Clone, Copy)]
pub struct Loaded {
    pub grants: RwSignal<Vec<Grant>>,
    pub links: RwSignal<Vec<Link>>,
    /// What the operator allows of links; `None` before the first answer.
    pub terms: RwSignal<Option<LinkTerms>>,
    pub keys: RwSignal<Vec<AccessKey>>,
    pub failure: RwSignal<Option<Error>>,
    /// How many of the lists are still being read.
    waiting: RwSignal<u8>,
}

impl Loaded {
    pub fn begin() -> Self {
        let loaded = Self {
            grants: RwSignal::default(),
            links: RwSignal::default(),
            terms: RwSignal::new(None),
            keys: RwSignal::default(),
            failure: RwSignal::new(None),
            waiting: RwSignal::new(0),
        };
        loaded.ask();
        loaded
    }

    pub fn is_waiting(self) -> bool {
        self.waiting.get() != 0
    }

    /// Reads everything anew; what was shown stays until it is replaced. Nothing happens once the page is gone.
    pub fn ask(self) {
        if self.waiting.try_get_untracked() != Some(0) {
            return;
        }
        self.failure.set(None);
        self.waiting.set(3);
        spawn_local(async move {
            let answer = gather(self.grants, async |before| {
                let page = gateway::grants(before).await?;
                Ok((page.grants, page.next))
            });
            self.arrive(self.grants, answer.await);
        });
        spawn_local(async move {
            let answer = gather(self.links, async |before: Option<String>| {
                let page = gateway::links(before.as_deref()).await?;
                self.terms.try_set(Some(page.terms));
                Ok((page.links, page.next))
            });
            self.arrive(self.links, answer.await);
        });
        spawn_local(async move {
            let keys = gateway::access_keys(None).await;
            self.arrive(self.keys, keys.map(|list| list.keys));
        });
    }

    /// The page may be gone when it comes.
    fn arrive<T: Send + Sync + 'static>(
        self,
        list: RwSignal<Vec<T>>,
        answer: Result<Vec<T>, Error>,
    ) {
        match answer {
            Ok(all) => drop(list.try_set(all)),
            Err(error) => drop(self.failure.try_set(Some(error))),
        }
        self.waiting.try_update(|waiting| *waiting -= 1);
    }
}

/// Page after page of a list. Where nothing is shown yet the first page is, so that a long list begins at once; the others
/// come together, so that it is not drawn again and again.
async fn gather<T, C>(
    list: RwSignal<Vec<T>>,
    ask: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), Error>,
) -> Result<Vec<T>, Error>
where
    T: Clone + Send + Sync + 'static,
{
    let (mut all, mut before) = (Vec::new(), None);
    for page in 0..PAGES_MAX {
        let (more, next) = ask(before).await?;
        all.extend(more);
        if next.is_none() {
            break;
        }
        before = next;
        if page == 0 && list.try_with_untracked(Vec::is_empty) == Some(true) {
            list.try_set(all.clone());
        }
    }
    Ok(all)
}
