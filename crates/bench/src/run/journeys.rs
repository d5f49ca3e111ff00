//! What people do: each step of a journey as the requests that a browser would send.

use std::{io, net::SocketAddr, time::Instant};

use serde_json::json;
use uuid::Uuid;

use super::{
    cast::{Cast, Worker},
    figures::Record,
    http::{Answer, Ask, Line, form, quoted},
};
use crate::world::{misspelt, mixed, part};

kit::word_enum! {
    /// One request of a journey.
    pub enum Step {
        Day = "my day",
        People = "people",
        Search = "find a person",
        SearchMisspelt = "find a person, misspelt",
        Person = "a person",
        PersonLight = "a person with 10 contacts",
        PersonHeavy = "a person with 10,000 contacts",
        History = "a person's contacts",
        Contact = "a contact",
        Begin = "begin a note",
        Draft = "save a pause",
        Sign = "sign a note",
        Queue = "supervisor's queue",
        TeamDay = "the team's day",
        Referrals = "referrals and their clocks",
        Trail = "the audit, for a director",
        Home = "participant's home",
        Notes = "participant's notes",
        Library = "library",
        LibrarySearch = "library search",
        Directory = "directory",
        DirectorySearch = "directory search",
    }
}

/// Steps that one page each answers.
pub const PAGES: &[Step] = &[
    Step::Day,
    Step::People,
    Step::Search,
    Step::SearchMisspelt,
    Step::PersonLight,
    Step::PersonHeavy,
    Step::History,
    Step::Contact,
    Step::Queue,
    Step::TeamDay,
    Step::Referrals,
    Step::Trail,
    Step::Home,
    Step::Notes,
    Step::Library,
    Step::LibrarySearch,
    Step::Directory,
    Step::DirectorySearch,
];
/// The working day of a program, each step so many times in a thousand.
const MIX: &[(Step, u64)] = &[
    (Step::Day, 130),
    (Step::People, 60),
    (Step::Search, 50),
    (Step::SearchMisspelt, 15),
    (Step::Person, 175),
    (Step::PersonLight, 20),
    (Step::PersonHeavy, 20),
    (Step::History, 40),
    (Step::Contact, 90),
    (Step::Draft, 190),
    (Step::Sign, 50),
    (Step::Queue, 25),
    (Step::TeamDay, 15),
    (Step::Referrals, 3),
    (Step::Trail, 2),
    (Step::Home, 45),
    (Step::Notes, 15),
    (Step::Library, 15),
    (Step::LibrarySearch, 15),
    (Step::Directory, 10),
    (Step::DirectorySearch, 15),
];

/// One connection with what it is in the middle of.
pub struct Walker<'c> {
    cast: &'c Cast,
    line: Line,
    worker: Option<&'c Worker>,
    /// The note that is being written, and its saves so far.
    draft: Option<(Uuid, u64)>,
    dice: u64,
    count: u64,
    is_compressed: bool,
    /// Whether some of its notes have a next step.
    has_next_steps: bool,
    pub record: Record,
}

impl<'c> Walker<'c> {
    pub fn new(cast: &'c Cast, to: SocketAddr, number: usize, seed: u64, is_compressed: bool) -> Self {
        let dice = mixed(seed ^ mixed(u64::try_from(number).unwrap_or_default()));
        let worker = cast.workers.get(number % cast.workers.len().max(1));
        Self {
            cast,
            line: Line::new(to),
            worker,
            draft: None,
            dice,
            count: 0,
            is_compressed,
            has_next_steps: true,
            record: Record::default(),
        }
    }

    /// The same, for a run of signatures alone: their next steps would bury the days of those who sign.
    pub fn without_next_steps(self) -> Self {
        Self { has_next_steps: false, ..self }
    }

    /// Signs the note that is being written, so that a run leaves no drafts on anybody's day. Counted nowhere.
    pub async fn finish(mut self) {
        if self.draft.is_some() {
            self.sign(None).await;
        }
    }

    /// The next step of the mix.
    pub fn next(&mut self) -> Step {
        let mut at = self.roll() % MIX.iter().map(|(_, weight)| weight).sum::<u64>();
        for (step, weight) in MIX {
            if at < *weight {
                return *step;
            }
            at -= weight;
        }
        Step::Day
    }

    fn roll(&mut self) -> u64 {
        self.count += 1;
        mixed(self.dice ^ self.count)
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        let end = u64::try_from(list.len()).unwrap_or_default();
        let roll = self.roll();
        usize::try_from(roll.checked_rem(end)?).ok().and_then(|place| list.get(place))
    }

    /// Takes a step; what it took is counted from `from`, or from when it is sent.
    pub async fn step(&mut self, step: Step, from: Option<Instant>) {
        match step {
            Step::Begin => drop(self.begin(from).await),
            Step::Draft => self.save(from).await,
            Step::Sign => self.sign(from).await,
            _ => {
                let Some((path, session)) = self.page(step) else { return };
                let ask = Ask { session: session.as_deref(), is_compressed: self.is_compressed, ..Ask::get(&path) };
                self.measure(step, &ask, from, 200).await;
            }
        }
    }

    /// The path of a page and the session of somebody who may open it.
    pub fn page(&mut self, step: Step) -> Option<(String, Option<String>)> {
        let cast = self.cast;
        let worker = self.worker?;
        let own = |path: String| Some((path, Some(worker.session.clone())));
        match step {
            Step::Day => own("/day".to_owned()),
            Step::People => own("/people".to_owned()),
            Step::Person => own(format!("/people/{}", self.pick(&worker.people)?)),
            Step::Contact => own(format!("/contacts/{}", self.pick(&worker.contacts)?)),
            Step::Search | Step::SearchMisspelt => {
                let (session, name) = self.pick(&cast.names)?;
                let name = if step == Step::Search { name.clone() } else { misspelt(name) };
                Some((format!("/people?q={}", quoted(&name)), Some(session.clone())))
            }
            Step::PersonHeavy | Step::PersonLight | Step::History => {
                let list = if step == Step::PersonLight { &cast.light } else { &cast.heavy };
                let (session, person) = self.pick(list)?;
                let more = if step == Step::History { "/contacts" } else { "" };
                Some((format!("/people/{person}{more}"), Some(session.clone())))
            }
            Step::Queue => Some(("/cosign".to_owned(), Some(self.pick(&cast.supervisors)?.clone()))),
            Step::TeamDay => Some(("/team/day".to_owned(), Some(self.pick(&cast.supervisors)?.clone()))),
            Step::Referrals => Some(("/referrals".to_owned(), Some(self.pick(&cast.supervisors)?.clone()))),
            Step::Trail => Some(("/admin/audit".to_owned(), Some(self.pick(&cast.directors)?.clone()))),
            Step::Home => Some(("/me".to_owned(), Some(self.pick(&cast.participants)?.clone()))),
            Step::Notes => Some(("/me/notes".to_owned(), Some(self.pick(&cast.participants)?.clone()))),
            _ => Some((public_page(step)?.to_owned(), None)),
        }
    }

    async fn measure(&mut self, step: Step, ask: &Ask<'_>, from: Option<Instant>, expected: u16) -> Option<Answer> {
        let from = from.unwrap_or_else(Instant::now);
        let answer = self.line.ask(ask, false).await;
        let micros = u64::try_from(from.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.judge(step, answer, micros, expected)
    }

    fn judge(&mut self, step: Step, answer: io::Result<Answer>, micros: u64, expected: u16) -> Option<Answer> {
        match answer {
            Ok(answer) if answer.status == expected => {
                self.record.saw(step, micros, answer.bytes);
                Some(answer)
            }
            Ok(answer) => {
                self.record.failed(step, &format!("answer {}", answer.status));
                None
            }
            Err(error) => {
                self.record.failed(step, &error.kind().to_string());
                None
            }
        }
    }

    /// Begins a note about one of the worker's people.
    async fn begin(&mut self, from: Option<Instant>) -> Option<Uuid> {
        let worker = self.worker?;
        let path = format!("/people/{}/contacts", self.pick(&worker.people)?);
        let ask = Ask {
            method: "POST",
            session: Some(&worker.session),
            body: Some(("application/x-www-form-urlencoded", "kind=one_on_one")),
            ..Ask::get(&path)
        };
        let answer = self.measure(Step::Begin, &ask, from, 303).await?;
        let id = answer.location?.strip_prefix("/contacts/drafts/")?.parse().ok()?;
        self.draft = Some((id, 0));
        Some(id)
    }

    /// Saves a pause in the writing, after beginning a note when there is none.
    async fn save(&mut self, from: Option<Instant>) {
        let (Some(worker), None) = (self.worker, self.draft) else { return self.save_more(from).await };
        // The first save of a note is measured from its own beginning.
        if worker.people.is_empty() || self.begin(from).await.is_none() {
            return;
        }
        self.save_more(None).await;
    }

    async fn save_more(&mut self, from: Option<Instant>) {
        let (Some(worker), Some((draft, saves))) = (self.worker, self.draft) else { return };
        let words = format!("We walked to the library and talked about the week. Pause {saves}.");
        // Only this tab writes: each save is one version, and it has seen them all.
        let body =
            json!({ "client": draft, "sequence": saves + 1, "base": saves, "fields": { "section.mattered": words } });
        let (path, body) = (format!("/drafts/{draft}/entries"), body.to_string());
        let ask = Ask {
            method: "POST",
            session: Some(&worker.session),
            body: Some(("application/json", &body)),
            ..Ask::get(&path)
        };
        self.draft = Some((draft, saves + 1));
        self.measure(Step::Draft, &ask, from, 200).await;
    }

    /// Signs the note that is being written, or a new one.
    async fn sign(&mut self, from: Option<Instant>) {
        let had = self.draft.is_some();
        if !had && self.begin(from).await.is_none() {
            return;
        }
        let (Some(worker), Some((draft, saves))) = (self.worker, self.draft.take()) else { return };
        let roll = self.roll();
        let ago = jiff::Span::new().days(1 + i64::try_from(part(roll, 0, 280)).unwrap_or_default());
        let day = self.cast.today.saturating_sub(ago);
        let (date, hour) = (day.to_string(), 9 + part(roll, 1, 8));
        let (start, end) = (format!("{hour:02}:00"), format!("{hour:02}:45"));
        // The tab that saved the pauses signs: nobody else wrote meanwhile.
        let (tab, base) = (draft.to_string(), saves.to_string());
        // Every eighth note has a next step, which is a promise: a run must not bury the days of its own people.
        let step = if self.has_next_steps && part(roll, 2, 8) == 0 { "Bring the form" } else { "" };
        let body = form(&[
            ("kind", "one_on_one"),
            ("template", "peer_narrative"),
            ("outcome", "reached"),
            ("mode", "in_person"),
            ("date", &date),
            ("start", &start),
            ("end", &end),
            ("section.mattered", "We walked to the library and talked about the week. They want to try the class."),
            ("step1", step),
            ("step1_who", "peer"),
            ("overlap_ok", "yes"),
            ("draft_client", &tab),
            ("draft_base", &base),
        ]);
        let path = format!("/contacts/drafts/{draft}/signature");
        let kind = "application/x-www-form-urlencoded";
        let ask = Ask { method: "POST", session: Some(&worker.session), body: Some((kind, &body)), ..Ask::get(&path) };
        self.measure(Step::Sign, &ask, from.filter(|_| had), 303).await;
    }
}

fn public_page(step: Step) -> Option<&'static str> {
    match step {
        Step::Library => Some("/library"),
        Step::LibrarySearch => Some("/library?q=evenng"),
        Step::Directory => Some("/directory"),
        Step::DirectorySearch => Some("/directory?q=pantri"),
        _ => None,
    }
}
