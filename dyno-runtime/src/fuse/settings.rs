//! What a fuse is set to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a fuse. Builder methods and attribute options have the same names.
///
/// ```
/// let fuse = dyno::Fuse::builder("new search").admit(0.1).build()?;
/// fuse.configure(|settings| settings.admit = 0.5)?;
/// assert_eq!(fuse.settings().admit, 0.5);
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct FuseSettings {
    /// Why nothing may pass, in words; `None` is intact. What was blown or reset by hand since stays so until somebody says this anew.
    /// Words that may be meant for a switch, such as `on` and `no`, are refused. Default: off.
    #[serde(with = "text")]
    pub blown: Option<String>,
    /// Which share may pass while it is intact, in 0.0..=1.0: of the keys where there are keys, else of the calls, by chance. Default: `100%`.
    #[serde(with = "text")]
    pub admit: f64,
}

/// What is no reason: it may be meant either way.
const SWITCHES: [&str; 8] = ["", "off", "on", "none", "true", "false", "yes", "no"];

impl Default for FuseSettings {
    fn default() -> Self {
        Self { blown: None, admit: 1.0 }
    }
}

impl Settings for FuseSettings {
    const KIND: &'static str = "fuse";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let Self { blown, admit } = self;
        let says_why =
            blown.as_deref().is_none_or(|why| !SWITCHES.iter().any(|word| why.trim().eq_ignore_ascii_case(word)));
        require(says_why, subject, "blown", format!("{:?}", blown.write()), "the reason in words, or `off`")?;
        require((0.0..=1.0).contains(admit), subject, "admit", admit.write(), "from 0% to 100%")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![("blown", &mut self.blown), ("admit", &mut self.admit)]
    }
}
