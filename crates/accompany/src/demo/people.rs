//! Participants: who they are, how they like to be reached, who may know what.

use jiff::civil::{Date, Time, Weekday, date};

use super::cast::ascii;
use super::clock::{Clock, age, plus};
use super::dice::Dice;
use super::fill::Life;
use super::words::words;
use super::world::{
    CallTime, Channel, ChannelKind, ConsentBasis, Demographic, DemographicAnswer as Answer, DemographicItem as Item,
    MinorConsent, Participant, Supporter,
};

/// A line of the word data, taken apart.
pub struct Line<'a> {
    pub name: &'a str,
    pub family: &'a str,
    pub pronouns: &'a str,
    pub groups: &'a str,
    pub language: &'a str,
    pub interpreter: &'a str,
    pub legal: &'a str,
}

impl<'a> Line<'a> {
    pub fn read(line: &'a str) -> Self {
        let mut parts = line.split('|').map(str::trim);
        let mut next = || parts.next().unwrap_or_default();
        Self {
            name: next(),
            family: next(),
            pronouns: next(),
            groups: next(),
            language: next(),
            interpreter: next(),
            legal: next(),
        }
    }
}

/// The people of First Steps Together come first in the list, then the warm line's, then the bridge's.
pub fn program_of(place: usize) -> u32 {
    match place {
        0..=43 => 0,
        44..=87 => 1,
        _ => 2,
    }
}

pub fn participant(id: u32, line: &Line<'_>, program: u32, life: &Life, dice: &mut Dice, clock: &Clock) -> Participant {
    let first_seen = clock.ago(dice.between(30, 700));
    let years = match program {
        0 if id % 9 == 4 => dice.between(16, 17),
        0 => dice.between(18, 28),
        _ if line.name.starts_with("Miss ") || line.name.starts_with("Tío ") => dice.between(62, 74),
        _ => dice.between(21, 74),
    };
    let birth_date = plus(clock.ago(years * 365), -dice.between(10, 350));
    Participant {
        id,
        name_to_use: line.name.into(),
        family_name: line.family.into(),
        legal_name: (!line.legal.is_empty() && line.legal != line.name)
            .then(|| format!("{} {}", line.legal, line.family)),
        pronouns: (id % 23 != 22).then(|| line.pronouns.to_owned()),
        birth_date,
        program,
        neighborhood: dice.text(&words().people.neighborhoods).into(),
        channels: channels(id, line, first_seen, dice),
        spoken_language: line.language.into(),
        written_language: if line.language == "ase" { "en" } else { line.language }.into(),
        interpreter: (!line.interpreter.is_empty()).then(|| line.interpreter.to_owned()),
        demographics: demographics(line, program, first_seen, dice),
        minor: (age(birth_date, clock.today) < 18).then(|| minor(id, first_seen)),
        supporters: supporters(id, line, life, first_seen, dice),
        own_words: words()
            .people
            .own_words
            .get(usize::try_from(id).unwrap_or(0) % words().people.own_words.len().max(1))
            .cloned()
            .unwrap_or_default(),
        call_times: call_times(program, dice),
    }
}

fn channels(id: u32, line: &Line<'_>, on: Date, dice: &mut Dice) -> Vec<Channel> {
    let notes = [
        "Before noon is sleep",
        "Text first, then call",
        "Not while I'm at work",
        "Let it ring, I walk slowly",
        "Say you're from the library",
        "Evenings only",
    ];
    let consented_on = Some(on);
    let mut list = vec![Channel {
        kind: ChannelKind::Mobile,
        value: format!("(315) 555-{:04}", 1000 + (id * 7919) % 8999),
        may_call: dice.chance(85),
        may_text: dice.chance(80),
        safe_to_leave_message: dice.chance(65),
        preferred: true,
        note: dice.chance(45).then(|| dice.pick(&notes).map_or_else(String::new, |note| (*note).to_owned())),
        consented_on,
    }];
    if dice.chance(45) {
        let value = format!("{}.{}@example.org", ascii(line.name), ascii(line.family));
        let is_safe = dice.chance(80);
        list.push(Channel {
            kind: ChannelKind::Email,
            value,
            may_call: false,
            may_text: false,
            safe_to_leave_message: is_safe,
            preferred: false,
            note: None,
            consented_on,
        });
    }
    if dice.chance(20) {
        let value = format!("(315) 555-{:04}", 1000 + (id * 104_729) % 8999);
        let note = Some("Family phone, anyone may pick up".to_owned());
        list.push(Channel {
            kind: ChannelKind::HomePhone,
            value,
            may_call: dice.chance(50),
            may_text: false,
            safe_to_leave_message: false,
            preferred: false,
            note,
            consented_on,
        });
    }
    list
}

fn demographics(line: &Line<'_>, program: u32, on: Date, dice: &mut Dice) -> Vec<Demographic> {
    let groups: Vec<(&str, &str)> = line.groups.split(',').filter_map(|part| part.split_once(':')).collect();
    let detail =
        groups.iter().map(|(_, detail)| *detail).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let gender = match line.pronouns {
        "he/him" => "man",
        "she/her" => "woman",
        _ => "non_binary",
    };
    let young = ["student", "looking_for_work", "works_part_time", "neither_now"];
    let housing: &[&str] = if program == 1 {
        &["own_place", "with_family", "shelter", "with_friends", "own_place"]
    } else {
        &["with_family", "own_place", "with_friends"]
    };
    let rows: [(Item, Vec<&str>); 8] = [
        (Item::RaceEthnicity, groups.iter().map(|(group, _)| *group).collect()),
        (Item::GenderIdentity, vec![gender]),
        (Item::SexualOrientation, one(dice, &["straight", "straight", "gay_or_lesbian", "bisexual", "own_words"])),
        (Item::Disability, one(dice, &["none", "none", "hearing", "mobility", "vision", "remembering"])),
        (Item::Veteran, one(dice, if program == 0 { &["no"] } else { &["no", "no", "no", "no", "yes"] })),
        (Item::Housing, one(dice, housing)),
        (Item::SchoolOrWork, one(dice, &young)),
        (Item::Insurance, one(dice, &["medicaid", "medicaid", "private", "none", "medicare"])),
    ];
    rows.map(|(item, values)| {
        let draw = dice.below(100);
        let answer = match draw {
            0..=11 => Answer::Declined,
            12..=20 => Answer::NotAsked,
            _ => Answer::Given(values.into_iter().map(str::to_owned).collect()),
        };
        let was_asked = answer != Answer::NotAsked;
        let detail = (item == Item::RaceEthnicity && matches!(answer, Answer::Given(_)) && !detail.is_empty())
            .then(|| detail.clone());
        Demographic { item, answer, detail, asked_on: was_asked.then_some(on), asked_by: was_asked.then_some(0) }
    })
    .into()
}

fn one<'a>(dice: &mut Dice, list: &[&'a str]) -> Vec<&'a str> {
    dice.pick(list).map(|one| vec![*one]).unwrap_or_default()
}

fn minor(id: u32, on: Date) -> MinorConsent {
    match id % 3 {
        0 => MinorConsent {
            basis: ConsentBasis::OwnConsent,
            on,
            words: "Came alone and asked for it; telling home first would have kept them away.".into(),
        },
        1 => MinorConsent {
            basis: ConsentBasis::ParentOrGuardian,
            on,
            words: "Mother signed at the kitchen table, and the young person signed above her.".into(),
        },
        _ => MinorConsent {
            basis: ConsentBasis::ParentOrGuardian,
            on,
            words: "Grandmother is guardian; copy of the court paper seen.".into(),
        },
    }
}

fn supporters(id: u32, line: &Line<'_>, life: &Life, since: Date, dice: &mut Dice) -> Vec<Supporter> {
    let shares = [
        "that we meet",
        "when we meet next",
        "how school or work goes",
        "what helps on a hard day",
        "that I am safe",
        "my goals",
        "where I am living",
    ];
    let nevers = ["Anything about money", "Where I live now", "What I said about my father", "The reasons"];
    let mut list = Vec::new();
    let kin = life.get("kinword").to_owned();
    let people = [
        (format!("{} {}", given_name(&kin, id), line.family), kin, 75),
        (life.get("sib").to_owned(), life.get("sibrel").to_owned(), 50),
        (life.get("friend").to_owned(), "friend".to_owned(), 45),
    ];
    for (name, relationship, percent) in people {
        if !dice.chance(percent) {
            continue;
        }
        let mut may_know: Vec<String> = shares.into_iter().filter(|_| dice.chance(38)).map(str::to_owned).collect();
        may_know.truncate(4);
        let never = dice.chance(35).then(|| dice.pick(&nevers).map_or_else(String::new, |never| (*never).to_owned()));
        let number = 1000 + (id * 3571 + u32::try_from(list.len()).unwrap_or(0) * 977) % 8999;
        list.push(Supporter {
            name,
            relationship,
            phone: dice.chance(70).then(|| format!("(315) 555-{number:04}")),
            may_know,
            never,
            since,
            until: None,
        });
    }
    list
}

/// A name for somebody's mother or uncle.
fn given_name(kin: &str, id: u32) -> &'static str {
    let women = ["Denise", "Carla", "Rosalie", "Miriam", "Joan", "Teresa", "Ada"];
    let men = ["Walter", "Luis", "Henry", "Samir", "Paul", "Ernest", "Vic"];
    let is_man = matches!(kin, "father" | "uncle" | "stepfather");
    let names = if is_man { men } else { women };
    usize::try_from(id).ok().and_then(|id| names.get(id % names.len())).copied().unwrap_or("Joan")
}

fn call_times(program: u32, dice: &mut Dice) -> Vec<CallTime> {
    if !dice.chance(if program == 1 { 60 } else { 25 }) {
        return Vec::new();
    }
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday, Weekday::Sunday];
    let hour = i8::try_from(dice.between(10, 19)).unwrap_or(17);
    let at = date(2000, 1, 1).at(hour, 0, 0, 0).time();
    dice.pick(&days).map(|day| vec![CallTime { weekday: *day, at: Time::max(at, Time::MIN) }]).unwrap_or_default()
}
