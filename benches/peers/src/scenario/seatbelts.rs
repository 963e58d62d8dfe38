//! The services of seatbelt.

use layered::{Execute, Service, Stack};
use paths::repeat::in_runtime;
use paths::work::{Down, work_later, work_now};
use seatbelt::breaker::Breaker;
use seatbelt::retry::Retry;
use seatbelt::timeout::Timeout;
use seatbelt::{RecoveryInfo, ResilienceContext};
use tick::Clock;

use crate::scenario::{A_DAY, LIMIT};

type Answer = Result<u64, Down>;

/// A breaker that trips at this share of failures.
pub(super) fn breaker(threshold: f32) -> impl Service<u64, Out = Answer> + 'static {
    let breaker = Breaker::layer("breaker", &context()).recovery_with(|answer: &Answer, _| recovery(answer));
    let breaker = breaker.rejected_input_error(|_, _| Down).failure_threshold(threshold).break_duration(A_DAY);
    (breaker, Execute::new(work_now)).into_service()
}

/// A time limit round what is ready at once.
pub(super) fn timeout() -> impl Service<u64, Out = Answer> + 'static {
    (Timeout::layer("timeout", &context()).timeout_error(|_| Down).timeout(LIMIT), Execute::new(work_now))
        .into_service()
}

/// A time limit round what is pending once.
pub(super) fn timeout_later() -> impl Service<u64, Out = Answer> + 'static {
    (Timeout::layer("timeout", &context()).timeout_error(|_| Down).timeout(LIMIT), Execute::new(work_later))
        .into_service()
}

/// Retry, breaker and time limit, in the order that its documentation recommends.
pub(super) fn stack() -> impl Service<u64, Out = Answer> + 'static {
    let context = context();
    let retry = Retry::layer("retry", &context).clone_input().recovery_with(|answer: &Answer, _| recovery(answer));
    let breaker = Breaker::layer("breaker", &context).recovery_with(|answer: &Answer, _| recovery(answer));
    let timeout = Timeout::layer("timeout", &context).timeout_error(|_| Down).timeout(LIMIT);
    (retry, breaker.rejected_input_error(|_, _| Down), timeout, Execute::new(work_now)).into_service()
}

fn recovery(answer: &Answer) -> RecoveryInfo {
    if answer.is_ok() { RecoveryInfo::never() } else { RecoveryInfo::retry() }
}

fn context() -> ResilienceContext<u64, Answer> {
    ResilienceContext::new(in_runtime(Clock::new_tokio))
}
