//! Names of people who do not exist: some common, most rare, as names are.

use super::dice::{Dice, For, part};

const FIRST: [&str; 96] = [
    "Alex",
    "Maria",
    "James",
    "Aisha",
    "Robert",
    "Mei",
    "John",
    "Patricia",
    "Luis",
    "Jennifer",
    "David",
    "Linda",
    "Kofi",
    "Elizabeth",
    "Omar",
    "Barbara",
    "Joseph",
    "Susan",
    "Thomas",
    "Jessica",
    "Carlos",
    "Sarah",
    "Daniel",
    "Karen",
    "Nadia",
    "Anthony",
    "Nancy",
    "Mark",
    "Lisa",
    "Hassan",
    "Betty",
    "Steven",
    "Margaret",
    "Paul",
    "Sandra",
    "Andrew",
    "Ashley",
    "Joshua",
    "Kim",
    "Kenneth",
    "Emily",
    "Kevin",
    "Donna",
    "Brian",
    "Michelle",
    "George",
    "Carol",
    "Edward",
    "Amanda",
    "Ronald",
    "Dorothy",
    "Timothy",
    "Melissa",
    "Jason",
    "Deborah",
    "Jeffrey",
    "Stephanie",
    "Ryan",
    "Rebecca",
    "Jacob",
    "Sharon",
    "Gary",
    "Laura",
    "Nicholas",
    "Cynthia",
    "Eric",
    "Kathleen",
    "Jonathan",
    "Amy",
    "Stephen",
    "Angela",
    "Larry",
    "Shirley",
    "Justin",
    "Anna",
    "Scott",
    "Brenda",
    "Brandon",
    "Pamela",
    "Benjamin",
    "Emma",
    "Samuel",
    "Nicole",
    "Gregory",
    "Helen",
    "Alexander",
    "Samantha",
    "Patrick",
    "Katherine",
    "Frank",
    "Christine",
    "Raymond",
    "Ines",
    "Jack",
    "Rachel",
    "Dennis",
];
const LAST: [&str; 40] = [
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Hernandez",
    "Lopez",
    "Gonzalez",
    "Wilson",
    "Anderson",
    "Thomas",
    "Taylor",
    "Moore",
    "Jackson",
    "Martin",
    "Lee",
    "Perez",
    "Thompson",
    "White",
    "Harris",
    "Sanchez",
    "Clark",
    "Ramirez",
    "Lewis",
    "Robinson",
    "Walker",
    "Young",
    "Allen",
    "King",
    "Wright",
    "Scott",
    "Torres",
    "Nguyen",
    "Hill",
    "Flores",
];
const BEGIN: [&str; 24] = [
    "B", "Br", "C", "Ch", "D", "F", "Fr", "G", "Gr", "H", "J", "K", "L", "M", "N", "P", "R", "S", "St", "T", "V", "W",
    "Sh", "Al",
];
const MIDDLE: [&str; 9] = ["a", "e", "i", "o", "u", "ea", "oo", "ai", "ou"];
const END: [&str; 18] = [
    "ck", "ll", "n", "nd", "r", "rs", "s", "t", "ven", "ton", "man", "ley", "ner", "field", "ford", "son", "berg",
    "wood",
];

/// The name of a participant or a worker, by place.
pub fn name(dice: &Dice, what: For, place: usize) -> String {
    let roll = dice.roll(what, place).rotate_left(7);
    // The smaller of two throws: some first names are common, some rare.
    let first = pick(&FIRST, part(roll, 0, 96).min(part(roll, 1, 96)));
    if part(roll, 2, 100) < 35 {
        return format!("{first} {}", pick(&LAST, part(roll, 3, 40).min(part(roll, 4, 40))));
    }
    let (begin, middle, end) = (part(roll, 3, 24), part(roll, 4, 9), part(roll.rotate_left(3), 2, 18));
    format!("{first} {}{}{}", pick(&BEGIN, begin), pick(&MIDDLE, middle), pick(&END, end))
}

fn pick(list: &[&'static str], place: u64) -> &'static str {
    usize::try_from(place).ok().and_then(|place| list.get(place)).copied().unwrap_or("Sam")
}

/// The name with a slip in it, as somebody types it in a hurry: two letters changed places.
pub fn misspelt(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let space = letters.iter().position(|letter| *letter == ' ').unwrap_or_default();
    let at = space.saturating_add(2);
    if at.saturating_add(1) < letters.len() {
        letters.swap(at, at.saturating_add(1));
    }
    letters.into_iter().collect()
}
