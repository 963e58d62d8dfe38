//! `cargo xtask prometheus`: what an operator loads, tried with a real Prometheus that watches the storefront.

mod api;
mod run;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use serde_json::Value;

use self::api::{Api, now};
use self::run::{Folder, Running, find, free_port, promtool, watched};
use crate::line::{Line, ROOT};

/// What `cargo xtask` says of it.
pub(crate) const USAGE: &str = "       cargo xtask prometheus          \
    tries docs/prometheus with a Prometheus that watches the storefront";

/// How long each condition may take; the outage begins after 3 s of the storefront and lasts for 12.
const PATIENCE: Duration = Duration::from_secs(18);

const OUTAGE: &str = r#"sum(max_over_time(dyno_breaker_state{state="open"}[1m])) > 0
    and sum(rate(dyno_command_fallbacks_total{result="success"}[5s])) > 0
    and sum(count_over_time(dyno_info[1m])) >= 8"#;

/// Beginnings of what has no data there, each with the reason; these are the names of panels and of alerts.
const WITHOUT_DATA: &[([&str; 2], &str)] = &[
    (["Bulkheads: ", "DynoBulkheadFull"], "the storefront has no bulkhead"),
    (["Rate limits: ", "DynoRateLimitRejects"], "the storefront has no rate limit"),
    (["Harnesses: "; 2], "the storefront has no harness"),
];

/// Runs all of it; both processes end with it, whatever happens.
pub(crate) fn run() -> Result<(), String> {
    find()?;
    let docs = Path::new(ROOT).join("docs/prometheus").canonicalize().map_err(|error| error.to_string())?;
    promtool(&docs, &["check", "rules", "alerts.yml"], None)?;
    promtool(&docs, &["test", "rules", "alerts_test.yml"], None)?;
    let panels = read(&docs.join("grafana.json"))?;
    Line::cargo("build --example storefront").run()?;

    let (folder, port, began) = (Folder::new()?, free_port()?, now() - 5);
    let mut prometheus = start(&folder, &docs, port)?;
    let api = Api(port);
    wait("Prometheus is ready", &mut prometheus, || api.get("/-/ready").is_ok())?;
    let target = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let mut storefront = watched(&Path::new(ROOT).join(target).join("debug/examples/storefront"))?;

    promtool(&docs, &["check", "metrics"], Some(&Api(7979).get("/metrics")?))?;
    wait("the outage is in Prometheus", &mut storefront, || api.has_data(OUTAGE, began).unwrap_or(false))?;
    let rules = rules(&api.get("/api/v1/rules")?)?;
    let queries = [panels, rules].concat();
    let problems: Vec<String> = queries.iter().filter_map(|query| judge(&api, query, began)).collect();
    if problems.is_empty() {
        println!("{} queries have been tried", queries.len());
        return Ok(());
    }
    Err(problems.join("\n"))
}

/// A query, and the name of the panel or rule that it is of.
#[derive(Clone, Debug, PartialEq)]
struct Query {
    name: String,
    text: String,
}

/// Says what is wrong with it, if anything is.
fn judge(api: &Api, Query { name, text }: &Query, began: u64) -> Option<String> {
    let reason = WITHOUT_DATA
        .iter()
        .find(|(starts, _)| starts.iter().any(|start| name.starts_with(start)))
        .map(|(_, reason)| reason);
    match (api.has_data(text, began), reason) {
        (Err(problem), _) => Some(format!("{name}: {problem}\n  {text}")),
        (Ok(false), None) => Some(format!("{name} has no data:\n  {text}")),
        (Ok(true), Some(_)) => Some(format!("{name} has data by now: strike it off the list of those that have none")),
        (Ok(false), Some(reason)) => {
            println!("no data: {name}: {reason}");
            None
        }
        (Ok(true), None) => None,
    }
}

/// Reads what the panels and the variables of the dashboard ask, with variables that match all.
fn read(path: &Path) -> Result<Vec<Query>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let whole: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut queries = Vec::new();
    for variable in list(&whole["templating"]["list"]) {
        let asked = variable["definition"].as_str().and_then(|text| text.strip_prefix("label_values("));
        if let Some((text, _)) = asked.and_then(|text| text.rsplit_once(',')) {
            queries.push(Query { name: format!("${}", word(&variable["name"])), text: matching_all(text) });
        }
    }
    for panel in list(&whole["panels"]) {
        for target in list(&panel["targets"]) {
            queries.push(Query { name: word(&panel["title"]), text: matching_all(&word(&target["expr"])) });
        }
    }
    match queries.iter().find(|query| query.text.contains('$') || query.text.is_empty()) {
        Some(Query { name, text }) => Err(format!("{name} asks with a variable that is not known: {text}")),
        None if queries.is_empty() => Err(format!("{} asks nothing", path.display())),
        None => Ok(queries),
    }
}

fn matching_all(text: &str) -> String {
    let text = text.replace("$__rate_interval", "5s");
    ["\"$job\"", "\"$instance\"", "\"$command\""].iter().fold(text, |text, name| text.replace(name, "\".*\""))
}

/// Reads the rules as Prometheus has understood them, each of which must have been evaluated well.
fn rules(answer: &str) -> Result<Vec<Query>, String> {
    let answer: Value = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    let groups = list(&answer["data"]["groups"]);
    let rules = groups.iter().flat_map(|group| list(&group["rules"])).map(|rule| {
        let (name, text) = (word(&rule["name"]), word(&rule["query"]));
        match word(&rule["health"]).as_str() {
            "ok" if rule["type"] == "alerting" => Ok(Query { name, text: unbounded(&text) }),
            "ok" => Ok(Query { name, text }),
            health => Err(format!("rule {name} is {health}: {}", word(&rule["lastError"]))),
        }
    });
    match rules.collect::<Result<Vec<_>, _>>()? {
        rules if rules.is_empty() => Err("Prometheus has no rules".into()),
        rules => Ok(rules),
    }
}

/// An alert that does not fire answers nothing; with `bool` it answers 0 wherever there is something to compare.
fn unbounded(text: &str) -> String {
    [" == ", " != ", " > ", " < ", " >= ", " <= "]
        .iter()
        .fold(text.to_owned(), |text, sign| text.replace(sign, &format!("{sign}bool ")))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn start(folder: &Folder, docs: &Path, port: u16) -> Result<Running, String> {
    let config = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\n\
         rule_files: ['{}']\n\
         scrape_configs: [{{job_name: storefront, static_configs: [{{targets: [\"127.0.0.1:7979\"]}}]}}]\n",
        docs.join("alerts.yml").display()
    );
    let path = folder.0.join("prometheus.yml");
    fs::write(&path, config).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Running::start(
        "prometheus",
        &[
            format!("--config.file={}", path.display()),
            format!("--storage.tsdb.path={}", folder.0.join("data").display()),
            format!("--web.listen-address=127.0.0.1:{port}"),
            "--log.level=warn".into(),
        ],
    )
}

/// Asks until it is so, or time is over, or whoever must bring it about has ended.
fn wait(what: &str, who: &mut Running, is_so: impl Fn() -> bool) -> Result<(), String> {
    let begun = Instant::now();
    while !is_so() {
        who.must_run()?;
        if begun.elapsed() > PATIENCE {
            return Err(format!("waited for {} s in vain until {what}", PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!("{what}, after {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{matching_all, read, rules, unbounded};
    use crate::line::ROOT;

    #[test]
    fn what_is_in_the_dashboard_can_be_asked() {
        let queries = read(&std::path::Path::new(ROOT).join("docs/prometheus/grafana.json")).expect("a dashboard");
        assert!(queries.iter().any(|query| query.name == "Amplification"));
        assert_eq!(matching_all(r#"rate(a{job=~"$job"}[$__rate_interval])"#), r#"rate(a{job=~".*"}[5s])"#);
    }

    #[test]
    fn an_alert_answers_also_when_it_does_not_fire() {
        assert_eq!(unbounded(r#"a{b!="c"} >= 1 and d == 0"#), r#"a{b!="c"} >= bool 1 and d == bool 0"#);
    }

    #[test]
    fn a_rule_that_cannot_be_evaluated_is_named() {
        let answer = r#"{"data":{"groups":[{"rules":[{"name":"Sour","health":"err","lastError":"no"}]}]}}"#;
        assert_eq!(rules(answer), Err("rule Sour is err: no".into()));
        assert!(rules("{}").is_err());
    }
}
