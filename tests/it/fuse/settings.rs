//! Its settings: from the attribute, by code and from a file, and what they change.

use dyno::{EventKind, Fuse, FuseCause, Origin, SettingsError, Source, command};

use super::{Failed, reason};

/// Loads a text, as `dyno.toml`.
fn load(text: &str) -> Result<(), dyno::SettingsErrors> {
    dyno::settings().load(Source::toml("dyno.toml", text))
}

#[command(fuse("beta", blown = "not tested yet", admit = 20%, by = user))]
fn beta(user: u32) -> Result<u32, Failed> {
    Ok(user)
}

#[dyno::test]
fn an_attribute_and_a_file_say_what_it_is() {
    assert_eq!(reason(beta(1)).as_deref(), Some("not tested yet"));
    load("[fuse.beta]\nblown = \"off\"\nadmit = \"100%\"\n").unwrap();
    assert_eq!(beta(1).unwrap(), 1);
    load("[fuse.beta]\nblown = \"in the night\"\n").unwrap();
    assert_eq!(reason(beta(1)).as_deref(), Some("in the night"));
    let setting = dyno::settings().get("fuse", "beta", "blown").unwrap();
    assert_eq!((&*setting.value, setting.origin), ("in the night", Origin::File("dyno.toml:2:1".to_owned())));
    load("").unwrap();
    assert_eq!(reason(beta(1)).as_deref(), Some("not tested yet"));
    let causes: Vec<_> = dyno::events(0)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Fuse(change) => Some((change.blown.map(|reason| reason.to_string()), change.cause)),
            _ => None,
        })
        .collect();
    let blown = |reason: &str| (Some(reason.to_owned()), FuseCause::Settings);
    assert_eq!(causes, [(None, FuseCause::Settings), blown("in the night"), blown("not tested yet")]);
}

#[dyno::test]
fn the_last_word_counts() {
    let fuse = Fuse::builder("switch").build().unwrap();
    load("[fuse.switch]\nblown = \"by file\"\n").unwrap();
    fuse.reset();
    fuse.check().unwrap();
    // What says the same as before says nothing.
    load("[fuse.switch]\nblown = \"by file\"\nadmit = \"100%\"\n").unwrap();
    fuse.check().unwrap();
    load("[fuse.switch]\nblown = \"anew\"\n").unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("anew"));
    fuse.blow("by hand");
    load("").unwrap();
    fuse.check().unwrap();
    fuse.configure(|settings| settings.blown = Some("by code".to_owned())).unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("by code"));
    fuse.configure(|settings| settings.blown = None).unwrap();
    fuse.check().unwrap();
}

#[dyno::test]
fn whoever_says_it_anew_has_the_last_word() {
    let fuse = Fuse::builder("switch").build().unwrap();
    // A file says for the first time what held before somebody blew it.
    fuse.blow("by hand");
    load("[fuse.switch]\nadmit = \"100%\"\n").unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("by hand"), "of that it says nothing");
    load("[fuse.switch]\nblown = \"off\"\n").unwrap();
    fuse.check().unwrap();
    // The same again is no word.
    fuse.blow("by hand");
    load("[fuse.switch]\nblown = \"off\"\nadmit = \"100%\"\n").unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("by hand"));
    // What was said for a time is over.
    load("[fuse.switch]\nblown = \"by file\"\n").unwrap();
    fuse.blow_for("for an hour", std::time::Duration::from_secs(3_600));
    load("[fuse.switch]\nblown = \"off\"\n").unwrap();
    fuse.check().unwrap();
    // Code says what the settings have had all along.
    fuse.blow("by hand");
    fuse.configure(|settings| settings.admit = 1.0).unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("by hand"));
    fuse.configure(|settings| settings.blown = None).unwrap();
    fuse.check().unwrap();
    fuse.configure(|settings| settings.blown = Some("by code".to_owned())).unwrap();
    fuse.reset();
    fuse.configure(|settings| settings.blown = Some("by code".to_owned())).unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("by code"));
    // What code has set stands above files, until it is released.
    load("[fuse.switch]\nblown = \"in vain\"\n").unwrap();
    fuse.reset();
    load("[fuse.switch]\nblown = \"in vain again\"\n").unwrap();
    fuse.check().unwrap();
    dyno::settings().release("fuse", "switch").unwrap();
    assert_eq!(reason(fuse.check()).as_deref(), Some("in vain again"));
    let causes = dyno::events(0)
        .into_iter()
        .filter(|event| matches!(&event.kind, EventKind::Fuse(change) if change.cause == FuseCause::Settings));
    assert_eq!(causes.count(), 7);
}

#[command(fuse("begun off", blown = "off"))]
fn begun_off() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn off_is_no_reason() {
    assert_eq!(begun_off().unwrap(), 1);
    let fuse = begun_off::fuse();
    for word in ["OFF", " off", "on", "none", "None", "yes", "no", "TRUE", " "] {
        let error = load(&format!("[fuse.\"begun off\"]\nblown = \"{word}\"\n")).unwrap_err().to_string();
        assert!(error.contains("but must be the reason in words, or `off`"), "{error}");
        assert!(Fuse::builder("another").blown(word).build().is_err(), "{word}");
        assert!(fuse.configure(|settings| settings.blown = Some(word.to_owned())).is_err(), "{word}");
    }
    assert!(Fuse::builder("another").blown("off").build().is_err() && fuse.is_intact());
}

#[command(fuse, breaker)]
fn asked_why() -> Result<u32, Failed> {
    Ok(1)
}

#[command(fuse = "shared switch", breaker)]
fn asked_too() -> Result<u32, Failed> {
    Ok(1)
}

#[command(fuse = "lone switch")]
fn alone() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn whoever_asks_why_is_told_that_it_is_blown() {
    let why = |name: &str| dyno::why(name).unwrap();
    for (name, fuse) in [
        ("it::fuse::settings::asked_why", asked_why::fuse()),
        ("it::fuse::settings::asked_too", asked_too::fuse()),
        ("it::fuse::settings::alone", alone::fuse()),
    ] {
        assert!(!why(name).contains("blown"), "{}", why(name));
        fuse.blow("two\nlines");
        let told = format!("; fuse {} has been blown for ", fuse.name());
        assert!(why(name).contains(&told) && why(name).matches("two\\nlines").count() == 1, "{}", why(name));
    }
    assert!(alone::metrics().why().ends_with("; its fuse is `lone switch`, which is blown"));
    let plan = asked_why::plan();
    assert!(plan.to_string().contains("fuse \"it::fuse::settings::asked_why\", blown: two\\nlines"), "{plan}");
    assert_eq!(plan.policies[0].blown.as_deref(), Some("two\nlines"));
    asked_why::fuse().reset();
    let plan = asked_why::plan().to_string();
    assert!(plan.contains("fuse \"it::fuse::settings::asked_why\", intact"), "{plan}");
}

#[dyno::test]
fn what_cannot_be_is_refused() {
    let error = Fuse::builder("switch").admit(1.5).build().unwrap_err();
    assert_eq!(error.to_string(), "fuse `switch`: `admit` is 150%, but must be from 0% to 100%");
    let fuse = Fuse::builder("switch").build().unwrap();
    for blown in ["", " ", "true", "false"] {
        let error = fuse.configure(|settings| settings.blown = Some(blown.to_owned())).unwrap_err();
        assert!(matches!(error, SettingsError::OutOfRange { setting: "blown", .. }), "{error}");
    }
    let errors = load("[fuse.switch]\nblown = true\nadmit = \"half\"\nfuze = 1\n").unwrap_err().to_string();
    for expected in [
        "dyno.toml:2:9: fuse `switch`: `blown` is \"true\", but must be the reason in words, or `off`",
        "dyno.toml:3:9: ",
        "`half` is no share",
        "dyno.toml:4:1: ",
    ] {
        assert!(errors.contains(expected), "{expected} in {errors}");
    }
    assert!(fuse.is_intact() && fuse.settings() == Fuse::builder("other").build().unwrap().settings());
    let error = Fuse::builder("switch").blown("other settings").build().unwrap_err();
    assert!(matches!(error, SettingsError::Conflict { .. }), "{error}");
    assert!(Fuse::builder("nan").admit(f64::NAN).build().is_err());
}

#[dyno::test]
fn settings_are_written_as_in_attributes() {
    let fuse = Fuse::builder("written").blown("why not").admit(0.125).build().unwrap();
    let json = serde_json::to_value(fuse.settings()).unwrap();
    assert_eq!(json, serde_json::json!({"blown": "why not", "admit": "12.5%"}));
    assert_eq!(serde_json::from_value::<dyno::FuseSettings>(json).unwrap(), fuse.settings());
    let snapshot = serde_json::to_value(fuse.snapshot()).unwrap();
    assert_eq!((&snapshot["blown"], &snapshot["retry_after"]), (&"why not".into(), &serde_json::Value::Null));
}
