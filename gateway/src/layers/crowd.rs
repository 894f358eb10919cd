//! How many connections one address holds open.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::network::{Proxies, counted};

/// The connections that are open, by address; as large as they are many. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Crowd {
    per_address_max: usize,
    /// Theirs are as many as they have clients.
    proxies: Proxies,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A connection that counts for as long as this lives.
#[derive(Debug)]
pub struct Place(Option<(Crowd, IpAddr)>);

impl Crowd {
    pub fn new(per_address_max: usize, proxies: Proxies) -> Self {
        Self { per_address_max, proxies, open: Arc::default() }
    }

    /// A place for a connection of the address; `None` when it has enough.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        if self.proxies.trusts(peer) {
            return Some(Place(None));
        }
        let address = counted(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.per_address_max {
            return None;
        }
        *count += 1;
        Some(Place(Some((self.clone(), address))))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((crowd, address)) = self.0.take() else { return };
        let mut open = crowd.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let proxies = Proxies::new(Network::parse("10.0.0.0/8"));
        let crowd = Crowd::new(2, proxies);
        let one = IpAddr::from([203, 0, 113, 1]);
        let (first, second) = (crowd.enter(one).unwrap(), crowd.enter(one).unwrap());
        assert!(crowd.enter(one).is_none());
        let other = crowd.enter(IpAddr::from([203, 0, 113, 2])).unwrap();
        drop(first);
        let third = crowd.enter(one).unwrap();
        let proxy = IpAddr::from([10, 0, 0, 1]);
        let many: Vec<_> = (0..10).map(|_| crowd.enter(proxy).unwrap()).collect();
        drop((many, third, second, other));
        assert!(crowd.open.lock().unwrap().is_empty());
    }
}
