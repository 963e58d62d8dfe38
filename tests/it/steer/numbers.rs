//! The numbers under which kept overrides stand: each is of one, and they rise in the order of the file, whatever hands have made of it.

use std::fs;

use dyno::{Act, BreakerState, Deed, Ended, SettingsError, SteerError};

use super::kept::{Folder, run};
use super::{override_, tills};

const PAST: &str = "until = \"2020-11-23T14:04:00Z\"\n";

/// A table of the file, of something that somebody said in a year that is over.
fn line(id: u64, who: &str, rest: &str) -> String {
    format!(
        "[[override]]\nid = {id}\nat = \"2020-11-23T14:03:00Z\"\nwho = \"{who}\"\nwhy = \"moving\"\n\
         kind = \"breaker\"\nname = \"tills\"\n{rest}\n"
    )
}

fn over(id: u64, probes: u32) -> String {
    line(id, "ada", &format!("set.probes = {probes}"))
}

fn ids() -> Vec<u64> {
    dyno::settings().overrides().iter().map(|over| over.id).collect()
}

/// The numbers in the file, in its order.
fn written(folder: &Folder) -> Vec<u64> {
    folder.text().lines().filter_map(|line| line.strip_prefix("id = ")?.parse().ok()).collect()
}

#[test]
fn what_expired_meanwhile_takes_the_number_of_nothing_else() {
    let folder = Folder::new();
    let text = [
        line(1, "ada", &format!("{PAST}set.min_calls = 7")),
        line(2, "bob", "set.probes = 2"),
        line(3, "cora", &format!("{PAST}act = \"disable\"")),
        line(4, "dan", "act = \"force_open\""),
    ];
    fs::write(folder.file(), text.concat()).unwrap();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        let audit = dyno::settings().audit();
        let mut numbers: Vec<_> = audit.iter().map(|entry| entry.id).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), audit.len(), "{audit:?}");
        assert_eq!(ids(), [2, 4]);
        let kept = audit.iter().find(|entry| entry.id == 4).unwrap();
        assert_eq!((kept.deed, &*kept.who), (Deed::Kept, "dan"));
        assert_eq!(kept.changes[0].to_string(), "`state` was closed and is forced-open");
        for expired in audit.iter().filter(|entry| matches!(entry.deed, Deed::Expired(_))) {
            assert!(expired.changes.is_empty(), "{expired}");
            assert!(dyno::settings().undo(expired.id).is_err(), "{expired}");
        }
        assert_eq!((breaker.settings().probes, breaker.state()), (2, BreakerState::ForcedOpen));
        dyno::settings().undo(4).unwrap();
        let ended: Vec<_> = dyno::settings().audit().into_iter().filter(|entry| entry.ended.is_some()).collect();
        assert!(matches!(&*ended, [one] if (one.id, &*one.who) == (4, "dan")), "{ended:?}");
    });
}

#[test]
fn the_order_of_the_file_is_that_of_all() {
    let folder = Folder::new();
    let acts = [line(9, "ada", "act = \"disable\""), line(4, "bob", "act = \"force_open\"")];
    fs::write(folder.file(), [over(7, 2), over(3, 3)].concat() + &acts.concat() + &over(12, 4)).unwrap();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        assert_eq!(ids(), [7, 8, 9, 10, 12], "those that rise keep theirs");
        assert_eq!(written(&folder), ids());
        assert_eq!((breaker.settings().probes, breaker.state()), (4, BreakerState::ForcedOpen));
        let above: Vec<_> = dyno::settings().overrides().iter().map(|over| over.replaced_by).collect();
        assert_eq!(above, [Some(12), Some(12), Some(10), None, None]);
        let refused = dyno::settings().undo(9).unwrap_err();
        assert!(matches!(refused, SteerError::Ended { ended: Ended::Replaced(10), .. }), "{refused}");
        let mut stands = Vec::new();
        for id in [10, 9, 12, 8, 7] {
            dyno::settings().undo(id).unwrap();
            stands.push((breaker.settings().probes, breaker.state()));
            assert_eq!(written(&folder), ids());
        }
        let closed = BreakerState::Closed;
        assert_eq!(stands, [(4, BreakerState::Disabled), (4, closed), (3, closed), (2, closed), (5, closed)]);
    });
}

/// A reset puts back in the order of numbers what it has ended.
#[test]
fn a_reset_gives_back_what_the_file_had_last() {
    let folder = Folder::new();
    let acts = [line(9, "ada", "act = \"disable\""), line(4, "bob", "act = \"force_open\"")];
    fs::write(folder.file(), acts.concat()).unwrap();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        let reset = dyno::settings().act("breaker", "tills", Act::Reset).because("moved").apply().unwrap();
        assert_eq!(breaker.state(), BreakerState::Closed);
        dyno::settings().undo(reset.id).unwrap();
        assert_eq!((breaker.state(), written(&folder)), (BreakerState::ForcedOpen, ids()));
        let last = dyno::settings().overrides().pop().unwrap();
        assert_eq!((&*last.who, last.replaced_by), ("bob", None));
        dyno::settings().undo(last.id).unwrap();
        assert_eq!((breaker.state(), written(&folder)), (BreakerState::Disabled, ids()));
    });
}

#[test]
fn two_of_one_number_are_two() {
    let folder = Folder::new();
    let twice = [line(1, "ada", "set.probes = 2"), line(1, "ada", "set.probes = 2").replace("moving", "it rains")];
    let strange = [over(0, 3), over(u64::MAX, 4), over(5, 6)];
    fs::write(folder.file(), twice.concat() + &strange.concat()).unwrap();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        assert_eq!(ids(), [1, 2, 3, 4, 5]);
        let whys: Vec<_> = dyno::settings().overrides().into_iter().map(|over| over.why).collect();
        assert_eq!(whys[..2], ["moving", "it rains"]);
        assert_eq!(breaker.settings().probes, 6);
        let before = (folder.text(), dyno::settings().overrides(), dyno::settings().audit());
        folder.keep().unwrap();
        let after = (folder.text(), dyno::settings().overrides(), dyno::settings().audit());
        assert_eq!(before, after, "what is held is not held again");
    });
}

/// The same file again, which still has the numbers that it had.
#[test]
fn what_could_not_be_numbered_in_the_file_is_held_once() {
    let folder = Folder::new();
    fs::write(folder.file(), [over(7, 2), over(3, 3), over(3, 3)].concat()).unwrap();
    fs::create_dir_all(folder.beside().join("full")).unwrap();
    run(|_| {
        let breaker = tills();
        for _ in 0..2 {
            let problems = folder.keep().unwrap_err();
            assert!(matches!(&*problems.0, [SettingsError::NotKept { .. }]), "{problems}");
            assert_eq!((ids(), breaker.settings().probes), (vec![7, 8, 9], 3));
        }
        fs::remove_dir_all(folder.beside()).unwrap();
        let next = override_("probes", "9").apply().unwrap();
        assert_eq!((written(&folder), next.id), (ids(), 10));
    });
}

/// However TOML writes the head of a table.
#[test]
fn a_head_may_have_blanks_and_a_note() {
    let folder = Folder::new();
    let heads = ["[[override]] # the sale", "  [[ override ]]", "[[\t\"override\"]]#", "[['override' ]]"];
    let tables =
        (1..).zip(heads).map(|(id, head)| over(id, 10 + u32::try_from(id).unwrap()).replace("[[override]]", head));
    fs::write(folder.file(), tables.collect::<String>()).unwrap();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        assert_eq!((ids(), breaker.settings().probes), (vec![1, 2, 3, 4], 14));
        assert_eq!(written(&folder), ids());
    });
    let strange = "[[override]] probes\nid = 1\n";
    fs::write(folder.file(), [strange, "[[ override ]] # what is this\n"].concat() + &over(1, 7)).unwrap();
    run(|_| {
        let breaker = tills();
        let problems = folder.keep().unwrap_err().to_string();
        assert_eq!(problems.lines().count(), 2, "{problems}");
        assert!(problems.contains("overrides.toml:1:1: ") && problems.contains("overrides.toml:3:1: "), "{problems}");
        assert_eq!((ids(), breaker.settings().probes), (vec![1], 7));
        assert!(folder.text().contains(strange) && folder.text().contains("# what is this"), "{}", folder.text());
    });
}
