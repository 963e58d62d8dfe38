//! What is held out to the guarded call that comes next on this thread: the note of a task, the edits of a cold call.

use std::cell::RefCell;
use std::sync::Arc;

use crate::command::state::State;
use crate::command::task::claim::{Claim, Note};
use crate::command::task::edits::Edits;
use crate::stats::Concern;

thread_local! {
    static OFFER: RefCell<Offer> = const { RefCell::new(Offer { note: None, edits: None }) };
}

#[derive(Clone, Debug)]
struct Offer {
    note: Option<Arc<Note>>,
    edits: Option<Arc<Edits>>,
}

/// Tells whether anything is offered to the call that begins.
#[inline]
pub(in crate::command) fn is_offered() -> bool {
    Concern::Offer.is_there()
}

/// Takes what is offered to a call of this site.
#[cold]
pub(in crate::command) fn claim(site: usize, state: &State) -> Option<Claim> {
    OFFER.with_borrow_mut(|offer| {
        let note = offer.note.as_ref().filter(|note| note.claim(state.name())).cloned();
        let edits = offer.edits.take_if(|edits| edits.are_for(site));
        (note.is_some() || edits.is_some()).then(|| Claim::new(note, edits))
    })
}

/// The note that is offered here.
#[cfg(feature = "pool")]
pub(super) fn offered_note() -> Option<Arc<Note>> {
    OFFER.with_borrow(|offer| offer.note.clone())
}

/// Offers a task's note, and nothing else, while `work` runs.
pub(super) fn note<R>(note: &Arc<Note>, work: impl FnOnce() -> R) -> R {
    during(|_| Offer { note: Some(note.clone()), edits: None }, work)
}

/// Offers edits as well, while `work` runs; tells whether they were taken.
pub(super) fn edits<R>(edits: &Arc<Edits>, work: impl FnOnce() -> R) -> (R, bool) {
    let mut is_taken = false;
    let returned = during(
        |before| Offer { note: before.note.clone(), edits: Some(edits.clone()) },
        || {
            let returned = work();
            is_taken = OFFER.with_borrow(|offer| offer.edits.is_none());
            returned
        },
    );
    (returned, is_taken)
}

fn during<R>(make: impl FnOnce(&Offer) -> Offer, work: impl FnOnce() -> R) -> R {
    struct Restore(Option<Offer>);
    impl Drop for Restore {
        fn drop(&mut self) {
            if let Some(before) = self.0.take() {
                set(before);
            }
        }
    }
    let offer = OFFER.with_borrow(make);
    let _restore = Restore(Some(set(offer)));
    work()
}

fn set(offer: Offer) -> Offer {
    Concern::Offer.set(offer.note.is_some() || offer.edits.is_some());
    OFFER.replace(offer)
}
