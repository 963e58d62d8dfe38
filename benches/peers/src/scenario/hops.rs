//! How peers have something done by another thread.

use std::sync::mpsc;
use std::thread;

use paths::work::work;
use rayon::ThreadPool;

/// The result of a job that is under way.
pub(super) type Reply = mpsc::Receiver<u64>;

/// As many threads as call at most.
const THREADS: usize = 2;

/// A thread behind a channel of the standard library, whose jobs have a channel each for their result.
pub(super) struct Channel(mpsc::SyncSender<(u64, mpsc::SyncSender<u64>)>);

impl Channel {
    pub(super) fn open(jobs: usize) -> Self {
        let (sender, receiver) = mpsc::sync_channel::<(u64, mpsc::SyncSender<u64>)>(jobs);
        thread::spawn(move || {
            for (x, reply) in receiver {
                reply.send(work(x).unwrap_or(0)).unwrap_or(());
            }
        });
        Self(sender)
    }

    pub(super) fn submit(&self, x: u64) -> Reply {
        let (reply, result) = mpsc::sync_channel(1);
        self.0.send((x, reply)).expect("its thread lives as long");
        result
    }

    /// Submits with a channel that several jobs may share.
    pub(super) fn submit_to(&self, x: u64, reply: &mpsc::SyncSender<u64>) {
        self.0.send((x, reply.clone())).expect("its thread lives as long");
    }
}

/// The same with crossbeam, whose channels have more than one receiver.
pub(super) struct Crossbeam(crossbeam_channel::Sender<(u64, crossbeam_channel::Sender<u64>)>);

impl Crossbeam {
    pub(super) fn open(jobs: usize) -> Self {
        let (sender, receiver) = crossbeam_channel::bounded::<(u64, crossbeam_channel::Sender<u64>)>(jobs);
        for _ in 0..THREADS {
            let receiver = receiver.clone();
            thread::spawn(move || {
                for (x, reply) in receiver {
                    reply.send(work(x).unwrap_or(0)).unwrap_or(());
                }
            });
        }
        Self(sender)
    }

    pub(super) fn submit(&self, x: u64) -> crossbeam_channel::Receiver<u64> {
        let (reply, result) = crossbeam_channel::bounded(1);
        self.0.send((x, reply)).expect("its threads live as long");
        result
    }
}

/// A pool of rayon's, which gives nothing back: its jobs have a channel each for their result.
pub(super) struct Rayon(ThreadPool);

impl Rayon {
    pub(super) fn open() -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build();
        Self(pool.expect("threads can be started"))
    }

    pub(super) fn submit(&self, x: u64) -> Reply {
        let (reply, result) = mpsc::sync_channel(1);
        self.0.spawn(move || reply.send(work(x).unwrap_or(0)).unwrap_or(()));
        result
    }
}
