//! Puts a person's own street, sister, dog and bus into the sentences.

use super::dice::Dice;
use super::words::People;

/// The things of a person's life that sentences mention; the same in every note about them.
#[derive(Debug, Clone)]
pub struct Life {
    pairs: Vec<(&'static str, String)>,
    is_plural: bool,
}

const AFTER_THEY: [(&str, &str); 16] = [
    ("is", "are"),
    ("was", "were"),
    ("has", "have"),
    ("knows", "know"),
    ("needs", "need"),
    ("wants", "want"),
    ("runs", "run"),
    ("does", "do"),
    ("brushes", "brush"),
    ("likes", "like"),
    ("keeps", "keep"),
    ("feels", "feel"),
    ("works", "work"),
    ("says", "say"),
    ("goes", "go"),
    ("wears", "wear"),
];

impl Life {
    pub fn draw(dice: &mut Dice, from: &People, name: &str, pronouns: Option<&str>) -> Self {
        let is_sister = dice.chance(50);
        let (he, capital, him, his) = match pronouns {
            Some("he/him") => ("he", "He", "him", "his"),
            Some("she/her") => ("she", "She", "her", "her"),
            _ => ("they", "They", "them", "their"),
        };
        let bus = dice.text(&from.buses).to_owned();
        let mut other = dice.text(&from.buses).to_owned();
        if other == bus {
            other = "crosstown".to_owned();
        }
        let mut pairs = vec![
            ("name", name.to_owned()),
            ("he", he.to_owned()),
            ("He", capital.to_owned()),
            ("him", him.to_owned()),
            ("his", his.to_owned()),
            ("sibrel", if is_sister { "sister" } else { "brother" }.to_owned()),
            ("bus", bus),
            ("bus2", other),
        ];
        let lists = [
            ("sib", &from.siblings),
            ("pet", &from.pets),
            ("petkind", &from.pet_kinds),
            ("kinword", &from.kin),
            ("friend", &from.friends),
            ("college", &from.colleges),
            ("park", &from.parks),
            ("library", &from.libraries),
            ("cafe", &from.cafes),
            ("dish", &from.dishes),
            ("instrument", &from.instruments),
            ("job", &from.jobs),
            ("street", &from.streets),
            ("game", &from.games),
        ];
        pairs.extend(lists.map(|(slot, list)| (slot, dice.text(list).to_owned())));
        let kin = pairs.iter().find(|(slot, _)| *slot == "kinword").map(|(_, kin)| kin.clone()).unwrap_or_default();
        pairs.push(("kin", format!("{his} {kin}")));
        pairs.push(("mykin", format!("my {kin}")));
        Self { pairs, is_plural: he == "they" }
    }

    /// The value of a slot, such as the name of the sister.
    pub fn get(&self, slot: &str) -> &str {
        self.pairs.iter().find(|(key, _)| *key == slot).map_or("", |(_, value)| value.as_str())
    }

    /// Fills a text that the person says: their mother is "my mother".
    pub fn fill_own(&self, text: &str, extra: &[(&str, &str)]) -> String {
        self.fill(&text.replace("{kin}", "{mykin}"), extra)
    }

    /// Fills the slots of `text`; `extra` holds those of the moment (day, time, lead).
    pub fn fill(&self, text: &str, extra: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(text.len() + 24);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            push(&mut out, before);
            let Some((slot, tail)) = after.split_once('}') else {
                break;
            };
            let value = extra.iter().find(|(key, _)| *key == slot).map_or_else(|| self.get(slot), |(_, value)| value);
            push(&mut out, value);
            rest = tail;
            if self.is_plural && matches!(slot, "he" | "He") {
                rest = agree(&mut out, tail);
            }
        }
        push(&mut out, rest);
        out
    }
}

/// Appends, with a capital where a sentence starts (a slot such as "the library" may open one).
fn push(out: &mut String, piece: &str) {
    let is_start = out.is_empty() || out.ends_with(". ") || out.ends_with("? ") || out.ends_with("! ");
    let mut letters = piece.chars();
    match letters.next() {
        Some(first) if is_start && first.is_lowercase() => {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        }
        _ => out.push_str(piece),
    }
}

/// After "they" the verb is plural: "they know". Returns what is left of the tail.
fn agree<'a>(out: &mut String, tail: &'a str) -> &'a str {
    let Some(after) = tail.strip_prefix(' ') else {
        return tail;
    };
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    let (verb, left) = after.split_at(end);
    match AFTER_THEY.iter().find(|(one, _)| *one == verb) {
        Some((_, many)) => {
            out.push(' ');
            out.push_str(many);
            left
        }
        None => tail,
    }
}
