//! Keeps the habits of this repository as code: `cargo xtask test` is everything that CI runs, `cargo xtask bench` measures,
//! `cargo xtask page` looks at the dashboard in a browser, `cargo xtask prometheus` tries what an operator loads.

use std::{env, process::ExitCode, time::Instant};

mod bench;
mod features;
mod line;
mod page;
mod prometheus;
mod steps;
mod tool;

use steps::{STEPS, Step};

fn main() -> ExitCode {
    let args: Vec<String> = env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    match parse(&args) {
        Ok(Task::Usage) => {
            println!("{}", usage());
            ExitCode::SUCCESS
        }
        Ok(Task::Test(steps)) => test(steps),
        Ok(Task::Bench(options)) => told(bench::run(&options)),
        Ok(Task::Page(options)) => told(page::run(options)),
        Ok(Task::Prometheus) => told(prometheus::run()),
        Err(problem) => {
            eprintln!("{problem}\n\n{}", usage());
            ExitCode::from(2)
        }
    }
}

fn told(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Names what was asked for on the command line.
#[derive(Debug)]
enum Task {
    Usage,
    Test(&'static [Step]),
    Bench(bench::Options),
    Page(page::Options),
    Prometheus,
}

fn parse(args: &[String]) -> Result<Task, String> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] | ["help" | "--help" | "-h", ..] | ["test" | "bench" | "page" | "prometheus", "--help" | "-h"] => {
            Ok(Task::Usage)
        }
        ["test"] => Ok(Task::Test(STEPS)),
        ["test", "--only"] => Err("--only wants the name of a step".into()),
        ["test", "--only", name] => STEPS
            .iter()
            .position(|step| step.name == name)
            .map(|at| Task::Test(&STEPS[at..=at]))
            .ok_or_else(|| format!("there is no step `{name}`")),
        ["test", "--only", _, extra, ..] => Err(format!("`{extra}` is one argument too many")),
        ["test", unknown, ..] => Err(format!("`test` has no option `{unknown}`")),
        ["bench", ref options @ ..] => bench::Options::parse(options).map(Task::Bench),
        ["page", ref options @ ..] => page::Options::parse(options).map(Task::Page),
        ["prometheus"] => Ok(Task::Prometheus),
        ["prometheus", unknown, ..] => Err(format!("`prometheus` has no option `{unknown}`")),
        [unknown, ..] => Err(format!("there is no task `{unknown}`")),
    }
}

fn usage() -> String {
    let steps: Vec<String> = STEPS.iter().map(|step| format!("\n  {:<14}{}", step.name, step.about)).collect();
    format!(
        "usage: cargo xtask test                everything that CI runs\n       \
         cargo xtask test --only STEP    one step of it\n{}\n{}\n{}\n\nsteps:{}",
        bench::USAGE,
        page::USAGE,
        prometheus::USAGE,
        steps.concat()
    )
}

/// Runs the steps in order, up to the first that fails.
fn test(steps: &[Step]) -> ExitCode {
    let mut times = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name, step.about);
        let begun = Instant::now();
        let result = (step.run)();
        let seconds = begun.elapsed().as_secs_f64();
        if let Err(problem) = result {
            eprintln!("\n== {} failed after {seconds:.1} s", step.name);
            eprintln!("{problem}");
            eprintln!("this step alone: cargo xtask test --only {}", step.name);
            return ExitCode::FAILURE;
        }
        println!("== {} passed in {seconds:.1} s", step.name);
        times.push((step.name, seconds));
    }

    println!();
    for (name, seconds) in &times {
        println!("{name:<14}{seconds:>7.1} s");
    }
    let plural = if times.len() == 1 { "" } else { "s" };
    println!("{} step{plural} passed", times.len());
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        let args: Vec<String> = line.split_whitespace().map(String::from).collect();
        parse(&args)
    }

    #[test]
    fn nothing_asked_is_answered_with_the_usage() {
        assert!(matches!(parsed(""), Ok(Task::Usage)));
        assert!(usage().contains("--only STEP") && usage().contains("cargo xtask prometheus"));
        assert!(STEPS.iter().all(|step| usage().contains(step.about)));
    }

    #[test]
    fn one_step_can_be_picked_by_name() {
        let Ok(Task::Test([step])) = parsed("test --only doc") else {
            panic!("one step was asked for");
        };
        assert_eq!(step.name, "doc");
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (line, word) in [
            ("tset", "`tset`"),
            ("test --onyl doc", "`--onyl`"),
            ("test --only dco", "`dco`"),
            ("test --only doc fmt", "`fmt`"),
            ("test --only", "--only"),
            ("prometheus --fast", "`--fast`"),
        ] {
            let problem = parsed(line).expect_err(line);
            assert!(problem.contains(word), "{line}: {problem}");
        }
    }
}
