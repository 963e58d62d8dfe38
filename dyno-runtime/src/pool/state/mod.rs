//! The pure core: which thread gets which job, and when one is started or sent home.

#[cfg(all(test, not(dyno_loom)))]
mod tests;

use std::collections::VecDeque;

/// What a pool knows: jobs `J` that wait, threads `T` that rest. No thread rests while a job waits.
#[derive(Debug)]
pub(super) struct State<J, T> {
    /// At most so many threads, and so many jobs that wait for one.
    max_threads: u32,
    max_waiting: u32,
    /// How many threads there are, at rest or not.
    alive: u32,
    /// The one that went to rest last is the first to be asked: the others may go home.
    resting: Vec<T>,
    waiting: Waiting<J>,
    is_closed: bool,
}

/// What becomes of a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offered<J, T> {
    /// To this thread, which rested.
    Hand(T, J),
    /// To a new thread.
    Start(J),
    /// It waits, under this number.
    Queued(u64),
    /// There is no place for it.
    Full(J),
    /// No more jobs are taken.
    Closed(J),
}

/// What a thread does after a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<J> {
    Job(J),
    Rest,
    /// It is one too many, and counted no more.
    Leave,
}

/// What a change of the limits sets off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resized<J, T> {
    /// Jobs for new threads.
    pub(super) started: Vec<J>,
    /// Threads that rested and go home.
    pub(super) sent_home: Vec<T>,
}

impl<J, T: PartialEq> State<J, T> {
    pub(super) fn new(threads: u32, queue: u32) -> Self {
        let (max_threads, max_waiting) = (threads, queue);
        Self { max_threads, max_waiting, alive: 0, resting: Vec::new(), waiting: Waiting::default(), is_closed: false }
    }

    /// Takes a job: by a thread that rests, else a new one, else into the queue. A closed pool takes only those that another job waits
    /// for.
    pub(super) fn offer(&mut self, job: J, is_awaited_by_a_job: bool) -> Offered<J, T> {
        if self.is_closed && !is_awaited_by_a_job {
            return Offered::Closed(job);
        }
        let job = match self.offer_to_free(job) {
            Offered::Full(job) => job,
            offered => return offered,
        };
        if self.waiting.count < self.max_waiting {
            return Offered::Queued(self.waiting.push(job));
        }
        Offered::Full(job)
    }

    /// Takes a job by a thread that has nothing to do, or a new one, and not into the queue.
    pub(super) fn offer_to_free(&mut self, job: J) -> Offered<J, T> {
        if let Some(thread) = self.resting.pop() {
            return Offered::Hand(thread, job);
        }
        if self.alive < self.max_threads {
            self.alive += 1;
            return Offered::Start(job);
        }
        Offered::Full(job)
    }

    /// Asks what a thread does that has nothing to do; `thread` is how it is called if it rests.
    pub(super) fn next(&mut self, thread: T) -> Next<J> {
        if self.alive > self.max_threads {
            self.alive -= 1;
            return Next::Leave;
        }
        if let Some(job) = self.waiting.pop() {
            return Next::Job(job);
        }
        if self.is_closed {
            self.alive -= 1;
            return Next::Leave;
        }
        self.resting.push(thread);
        Next::Rest
    }

    /// Sends a thread home that has rested long enough; `false` if it was given something to do meanwhile.
    pub(super) fn leave(&mut self, thread: &T) -> bool {
        let Some(at) = self.resting.iter().position(|resting| resting == thread) else { return false };
        self.resting.remove(at);
        self.alive -= 1;
        true
    }

    /// Counts a thread no more that could not be started. What waits is taken by others; without any it is handed back.
    pub(super) fn fail_to_start(&mut self) -> Vec<J> {
        self.alive -= 1;
        if self.alive == 0 { self.clear() } else { Vec::new() }
    }

    /// Counts a thread no more that was lost. Gives a job that waits for another to be started for.
    pub(super) fn lose(&mut self) -> Option<J> {
        self.alive -= 1;
        self.start_for_waiting()
    }

    /// Takes a job out of the queue, unless a thread has it.
    pub(super) fn forget(&mut self, number: u64) -> Option<J> {
        self.waiting.take(number)
    }

    /// Sets the limits. What is in the queue stays there, and threads at work are sent home when they have finished.
    pub(super) fn resize(&mut self, threads: u32, queue: u32) -> Resized<J, T> {
        (self.max_threads, self.max_waiting) = (threads, queue);
        let mut started = Vec::new();
        while let Some(job) = self.start_for_waiting() {
            started.push(job);
        }
        let surplus = self.alive.saturating_sub(threads) as usize;
        let sent_home: Vec<_> = self.resting.drain(..surplus.min(self.resting.len())).collect();
        self.alive -= u32::try_from(sent_home.len()).unwrap_or(self.alive);
        Resized { started, sent_home }
    }

    /// Takes no more jobs. Threads go home once nothing waits; those that rest are handed back.
    pub(super) fn close(&mut self) -> Vec<T> {
        self.is_closed = true;
        self.alive -= u32::try_from(self.resting.len()).unwrap_or(self.alive);
        std::mem::take(&mut self.resting)
    }

    /// Takes all out of the queue.
    pub(super) fn clear(&mut self) -> Vec<J> {
        std::iter::from_fn(|| self.waiting.pop()).collect()
    }

    /// How many threads there are.
    pub(super) fn alive(&self) -> u32 {
        self.alive
    }

    /// How many of them are at work.
    pub(super) fn active(&self) -> u32 {
        self.alive - u32::try_from(self.resting.len()).unwrap_or(self.alive)
    }

    /// How many jobs wait.
    pub(super) fn queued(&self) -> u32 {
        self.waiting.count
    }

    fn start_for_waiting(&mut self) -> Option<J> {
        if self.alive >= self.max_threads {
            return None;
        }
        let job = self.waiting.pop()?;
        self.alive += 1;
        Some(job)
    }
}

/// Jobs in order, with gaps where one has left.
#[derive(Debug)]
struct Waiting<J> {
    jobs: VecDeque<(u64, Option<J>)>,
    next: u64,
    count: u32,
}

impl<J> Default for Waiting<J> {
    fn default() -> Self {
        Self { jobs: VecDeque::new(), next: 0, count: 0 }
    }
}

impl<J> Waiting<J> {
    fn push(&mut self, job: J) -> u64 {
        // Gaps behind one that waits long must not pile up.
        if self.jobs.len() > 2 * self.count as usize + 32 {
            self.jobs.retain(|(_, job)| job.is_some());
        }
        let number = self.next;
        self.next += 1;
        self.jobs.push_back((number, Some(job)));
        self.count += 1;
        number
    }

    fn pop(&mut self) -> Option<J> {
        loop {
            let (_, job) = self.jobs.pop_front()?;
            if job.is_some() {
                self.count -= 1;
                return job;
            }
        }
    }

    fn take(&mut self, number: u64) -> Option<J> {
        let at = self.jobs.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        let job = self.jobs[at].1.take()?;
        self.count -= 1;
        Some(job)
    }
}
