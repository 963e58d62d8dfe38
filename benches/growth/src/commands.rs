//! Many commands and many breakers, each called once before it is weighed.

use std::time::Instant;

use dyno::{Breaker, Command, command};
use paths::counting::count;
use paths::guarded::Fault;
use paths::repeat::{repeat, sum_of};
use paths::work::work;

use crate::curve::{Curve, Point, Target, tens};

/// How many calls are timed at least.
const CALLS: u64 = 200_000;

/// A prime, so that calls go through all of them in an order that no cache foresees.
const STRIDE: u64 = 514_229;

macro_rules! commands {
    ($($name:ident)*) => {
        $(
            #[command(breaker)]
            fn $name(x: u64) -> Result<u64, Fault> {
                Ok(work(x)?)
            }
        )*
        const COMMANDS: &[fn(u64) -> Result<u64, Fault>] = &[$($name),*];
    };
}

commands! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
    e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
    k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 j0 j1 j2 j3 j4 j5 j6 j7 j8 j9
}

/// Commands with a breaker each, as far as they can be made: by attributes, when the program is compiled.
pub(crate) fn by_attribute(most: u64) -> Result<Curve, String> {
    let (mut called, mut live) = (0, 0);
    let mut points = Vec::new();
    for number in tens(most.min(100)) {
        let (answers, counted) = count(|| (called..number).map(|at| nth(at)(1).unwrap_or(0)).sum::<u64>());
        expect(answers, number - called)?;
        (called, live) = (number, live + counted.live);
        let time = time(number, |at, x| nth(at)(x).unwrap_or(0))?;
        points.push(Point { count: number, time, bytes: live as f64 / number as f64 });
    }
    Ok(Curve {
        name: "commands",
        about: "with a breaker each, called; attributes make them when the program is compiled, hence no more than a hundred",
        points,
        target: Some(Target { words: "a million, at most 1.5 KB each", at_most: 1536.0, less: None }),
    })
}

/// Commands with a breaker each, made at run time.
pub(crate) fn by_builder(most: u64) -> Result<Curve, String> {
    let mut points = Vec::new();
    for number in tens(most) {
        let (commands, counted) = count(|| (0..number).map(built).collect::<Result<Vec<_>, _>>());
        let commands = commands?;
        let time = time(number, |at, x| asked(&commands[usize::try_from(at).unwrap_or(0)], x))?;
        points.push(Point { count: number, time, bytes: counted.live as f64 / number as f64 });
    }
    Ok(Curve {
        name: "built commands",
        about: "with a breaker each, by a name that was made at run time, called",
        points,
        target: Some(Target { words: "a million, at most 1.5 KB each", at_most: 1536.0, less: None }),
    })
}

/// Breakers made at run time.
pub(crate) fn breakers(most: u64) -> Result<Curve, String> {
    let mut points = Vec::new();
    for number in tens(most) {
        let (breakers, counted) = count(|| (0..number).map(made).collect::<Result<Vec<_>, _>>());
        let breakers = breakers?;
        let time = time(number, |at, x| called(&breakers[usize::try_from(at).unwrap_or(0)], x))?;
        points.push(Point { count: number, time, bytes: counted.live as f64 / number as f64 });
    }
    Ok(Curve { name: "breakers", about: "stand-alone, made at run time, called", points, target: None })
}

fn nth(at: u64) -> fn(u64) -> Result<u64, Fault> {
    COMMANDS[usize::try_from(at).unwrap_or(0)]
}

fn built(at: u64) -> Result<Command, String> {
    let builder = Command::builder(format!("command {at}")).breaker(|breaker| breaker);
    let command = builder.build().map_err(|error| error.to_string())?;
    expect(asked(&command, 1), 1)?;
    Ok(command)
}

fn asked(command: &Command, x: u64) -> u64 {
    command.call_here(|| Ok::<_, Fault>(work(x)?)).unwrap_or(0)
}

fn made(at: u64) -> Result<Breaker, String> {
    let breaker = Breaker::builder(format!("breaker {at}")).build().map_err(|error| error.to_string())?;
    expect(called(&breaker, 1), 1)?;
    Ok(breaker)
}

fn called(breaker: &Breaker, x: u64) -> u64 {
    breaker.call(|| Ok::<_, Fault>(work(x)?)).unwrap_or(0)
}

/// The ns of one call when calls go to so many of them in turn: the best of three rounds.
fn time(number: u64, call: impl Fn(u64, u64) -> u64) -> Result<f64, String> {
    let calls = number.max(CALLS);
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let begun = Instant::now();
        let sum = repeat(calls, |x| call(x * STRIDE % number, x));
        best = best.min(begun.elapsed().as_secs_f64() * 1e9 / calls as f64);
        expect(sum, sum_of(calls))?;
    }
    Ok(best)
}

fn expect(answer: u64, wanted: u64) -> Result<(), String> {
    if answer == wanted { Ok(()) } else { Err(format!("calls answered {answer} and not {wanted}")) }
}
