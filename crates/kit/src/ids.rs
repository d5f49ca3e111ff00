//! Typed identifiers (UUIDv7) and words stored as text, declared in a line each.

use jiff::Timestamp;
use uuid::Uuid;

/// An identifier of one kind of record.
pub trait Id: From<Uuid> + Copy {
    fn uuid(self) -> Uuid;
}

/// A UUIDv7 for the instant `now` with the given random tail.
pub fn uuid_v7(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Declares typed identifiers: `id_types! { /// A person. ParticipantId }`.
#[macro_export]
macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::serde::Serialize, $crate::serde::Deserialize)]
        #[serde(crate = "kit::serde", transparent)]
        pub struct $name($crate::uuid::Uuid);

        impl From<$crate::uuid::Uuid> for $name {
            fn from(id: $crate::uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl $crate::ids::Id for $name {
            fn uuid(self) -> $crate::uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl $crate::db::ToValue for $name {
            fn to_value(&self) -> $crate::db::Value<'_> {
                $crate::db::Value::Id(self.0)
            }
        }

        impl $crate::db::FromColumn for $name {
            fn from_column(column: $crate::db::Column<'_>) -> Result<Self, String> {
                $crate::uuid::Uuid::from_column(column).map(Self)
            }
        }
    )+};
}

/// Declares an enum whose values are kept as words in the database, in forms and in addresses:
/// `word_enum! { /// How people were together. pub enum Mode { InPerson = "in_person", Phone = "phone" } }`.
#[macro_export]
macro_rules! word_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::serde::Serialize, $crate::serde::Deserialize)]
        #[serde(crate = "kit::serde")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value that a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::db::ToValue for $name {
            fn to_value(&self) -> $crate::db::Value<'_> {
                $crate::db::ToValue::to_value(self.word())
            }
        }

        impl $crate::db::FromColumn for $name {
            fn from_column(column: $crate::db::Column<'_>) -> Result<Self, String> {
                let word = column.text()?;
                Self::from_word(&word).ok_or_else(|| format!("unknown {} {word}", stringify!($name)))
            }
        }
    };
}
