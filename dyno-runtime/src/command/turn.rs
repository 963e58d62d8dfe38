//! The turn of an attempt, where its function has a rate limit.

#[cfg(feature = "rate_limit")]
pub(super) use self::limited::{By, Turn, Whose, wait};
#[cfg(not(feature = "rate_limit"))]
pub(super) use self::unlimited::{By, Turn, Whose};

#[cfg(feature = "rate_limit")]
mod limited {
    use std::pin::pin;
    use std::time::Duration;

    use tokio::task::unconstrained;

    use crate::clock::{Deadline, Limit};
    use crate::command::room::Room;
    use crate::command::state::State;
    use crate::command::wait::{Stopped, left};
    use crate::error::Error;
    use crate::rate_limit::{Asked, Kept, Key, RateLimit, Taken, Waiting};

    /// Whose bucket a call takes of: that of a key, or the one of all who have none.
    pub(in crate::command) type By<'a> = Option<&'a dyn Asked>;

    /// Whose bucket a call takes of that has not begun.
    #[derive(Default)]
    pub(in crate::command) struct Whose(Option<Box<dyn Asked + Send + Sync>>);

    impl Whose {
        pub(in crate::command) fn of<K: Key + ?Sized + 'static>(key: &K) -> Self {
            Self(Some(Box::new(Kept::<K>::new(key))))
        }

        pub(in crate::command) fn by(&self) -> By<'_> {
            self.0.as_deref().map(|key| key as &dyn Asked)
        }
    }

    /// What became of the turn of an attempt.
    pub(in crate::command) enum Turn {
        /// There is no limit.
        Free,
        /// It has one, after so long a wait.
        Taken(Taken, Duration),
        /// It has one that has not come yet.
        Awaited(Box<Waiting>),
    }

    impl Turn {
        /// Takes a turn, or is turned away. Who `blocks` its thread has it when this returns.
        pub(in crate::command) fn ask(
            state: &State,
            by: By<'_>,
            blocks: bool,
            own: Option<Limit>,
            began: impl FnOnce(),
        ) -> Result<Self, Error> {
            let Some(limit) = state.rate_limit().map(RateLimit::shared) else { return Ok(Self::Free) };
            if !limit.may_wait() {
                return limit.take_at_once(by).map(|taken| Self::Taken(taken, Duration::ZERO));
            }
            let now = Deadline::now();
            // What would come when the time is up is no use to anybody.
            let (left, _) = left(own, now);
            let taken = limit.take_in_time(by, left.map(|left| left.deadline.since(now)))?;
            if taken.delay().is_zero() {
                return Ok(Self::Taken(taken, Duration::ZERO));
            }
            began();
            if !blocks && !state.blocks_thread() {
                return Ok(Self::Awaited(Waiting::new(limit.clone(), taken).into()));
            }
            let start = state.now();
            let taken = limit.wait_blocking(taken);
            Ok(Self::Taken(taken, state.now().since(start)))
        }

        /// Takes a turn that has come, and a permit that is free, or neither.
        #[inline]
        pub(in crate::command) fn and_room(state: &State, by: By<'_>) -> Option<Room> {
            #[inline(never)]
            fn both(state: &State, by: By<'_>) -> Option<Room> {
                let limit = state.rate_limit()?.shared();
                let taken = limit.take_quietly(by)?;
                let room = Room::at_once(state);
                if room.is_none() {
                    taken.give_back(limit);
                }
                room
            }
            if state.has_rate_limit() { both(state, by) } else { Room::at_once(state) }
        }

        /// Gives it back, where nobody has come after it.
        pub(in crate::command) fn give_back(self, state: &State) {
            if let (Self::Taken(taken, _), Some(limit)) = (self, state.rate_limit()) {
                taken.give_back(limit.shared());
            }
        }
    }

    /// Waits for a turn. Boxed by whoever calls it, because few calls wait. Cancel safe: dropped, it gives the turn back.
    pub(in crate::command) async fn wait(waiting: Box<Waiting>) -> Result<(), Stopped> {
        let timer = Deadline::now().after(Limit::from(waiting.delay())).and_then(Deadline::timer);
        let timer = pin!(unconstrained(timer.ok_or(Stopped::NoRuntime)?));
        timer.await;
        waiting.passes();
        Ok(())
    }
}

#[cfg(not(feature = "rate_limit"))]
mod unlimited {
    use crate::clock::Limit;
    #[cfg(feature = "bulkhead")]
    use crate::command::room::Room;
    use crate::command::state::State;
    use crate::error::Error;

    /// Nobody has a bucket.
    pub(in crate::command) type By<'a> = Option<&'a std::convert::Infallible>;

    /// Nobody's bucket.
    #[derive(Default)]
    pub(in crate::command) struct Whose(());

    impl Whose {
        #[expect(clippy::unused_self, reason = "it has no key")]
        pub(in crate::command) fn by(&self) -> By<'_> {
            None
        }
    }

    /// There is no limit.
    pub(in crate::command) struct Turn;

    impl Turn {
        #[expect(clippy::unnecessary_wraps, reason = "a rate limit might have turned it away")]
        pub(in crate::command) fn ask(
            _: &State,
            _: By<'_>,
            _: bool,
            _: Option<Limit>,
            _: impl FnOnce(),
        ) -> Result<Self, Error> {
            Ok(Self)
        }

        /// Takes a permit that is free.
        #[cfg(feature = "bulkhead")]
        #[inline]
        pub(in crate::command) fn and_room(state: &State, _: By<'_>) -> Option<Room> {
            Room::at_once(state)
        }

        #[expect(clippy::unused_self, reason = "nothing was taken")]
        pub(in crate::command) fn give_back(self, _: &State) {}
    }
}
