//! The word data, read once from the files beside this one.

use std::sync::LazyLock;

use serde::Deserialize;

use super::world::{ContactKind, ContactMode, Domain, FunctionalArea, Setting};

/// A story thread: scenes in order, with the goal they belong to (if any).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arc {
    pub key: String,
    pub domain: Option<Domain>,
    /// Youngest and oldest age it fits.
    pub ages: Option<(u8, u8)>,
    /// Programs it fits; all when left out.
    pub programs: Option<Vec<u32>>,
    #[serde(default)]
    pub goals: Vec<String>,
    #[serde(default)]
    pub steps: Vec<String>,
    pub scene: Vec<Scene>,
}

/// One visit: alternatives for each section of the peer narrative (practice.md 3.3).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Kind of contact, one-on-one when left out.
    pub k: Option<ContactKind>,
    /// Setting it has to be in.
    pub at: Option<Setting>,
    pub mode: Option<ContactMode>,
    pub area: Option<FunctionalArea>,
    /// What mattered.
    pub m: Vec<String>,
    /// What we did together.
    pub t: Vec<String>,
    /// The person's own words.
    #[serde(default)]
    pub w: Vec<String>,
    /// Strengths and efforts noticed.
    #[serde(default)]
    pub s: Vec<String>,
    /// What's next; after ">>" the peer's promise, after ">~" the participant's step.
    pub n: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ArcFile {
    arc: Vec<Arc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    pub staff: Vec<String>,
    pub people: Vec<String>,
    pub own_words: Vec<String>,
    pub sources: Vec<String>,
    pub referral_reasons: Vec<String>,
    pub transition_reasons: Vec<String>,
    pub transition_views: Vec<String>,
    pub close_reasons: Vec<String>,
    pub close_views: Vec<String>,
    pub pause_reasons: Vec<String>,
    pub pause_views: Vec<String>,
    pub return_reasons: Vec<String>,
    pub return_views: Vec<String>,
    pub decline_reasons: Vec<String>,
    pub later_words: Vec<String>,
    pub referred_to: Vec<String>,
    pub neighborhoods: Vec<String>,
    pub streets: Vec<String>,
    pub buses: Vec<String>,
    pub colleges: Vec<String>,
    pub parks: Vec<String>,
    pub libraries: Vec<String>,
    pub cafes: Vec<String>,
    pub dishes: Vec<String>,
    pub instruments: Vec<String>,
    pub jobs: Vec<String>,
    pub pets: Vec<String>,
    pub pet_kinds: Vec<String>,
    pub siblings: Vec<String>,
    pub friends: Vec<String>,
    pub kin: Vec<String>,
    pub games: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Short {
    pub no_answer: Vec<String>,
    pub left_message: Vec<String>,
    pub declined: Vec<String>,
    pub no_show: Vec<String>,
    pub attempt_next: Vec<String>,
    pub check_in: Vec<String>,
    pub check_in_words: Vec<String>,
    pub share: Vec<String>,
    pub strength: Vec<String>,
    pub non_service: Vec<String>,
    pub addenda: Vec<String>,
    pub returns: Vec<String>,
    pub cosigns: Vec<String>,
    pub errors: Vec<String>,
}

/// Everything the stories are told from.
#[derive(Debug)]
pub struct Words {
    pub people: People,
    pub short: Short,
    /// Threads with a goal.
    pub arcs: Vec<Arc>,
    /// Scenes without a thread: ordinary days, family, team, learning, hard nights.
    pub loose: Vec<Arc>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let files = [
        include_str!("arcs_1.toml"),
        include_str!("arcs_2.toml"),
        include_str!("arcs_3.toml"),
        include_str!("loose.toml"),
    ];
    let all: Vec<Arc> = files.into_iter().flat_map(|text| read::<ArcFile>(text).arc).collect();
    let (arcs, loose) = all.into_iter().partition(|arc| arc.domain.is_some());
    Words { people: read(include_str!("people.toml")), short: read(include_str!("short.toml")), arcs, loose }
});

pub fn words() -> &'static Words {
    &WORDS
}

#[expect(clippy::expect_used, reason = "the text is part of the program and every test of this module reads it")]
fn read<'de, T: Deserialize<'de>>(text: &'de str) -> T {
    toml::from_str(text).expect("the demo's word data is well-formed")
}
