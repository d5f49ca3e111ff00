//! A file on its way out, piece by piece, as long as the gate stands as it did when the file was written.

use std::{
    fs::File,
    io::{self, Read, Seek},
};

use futures_util::Stream;
use ground::{
    App,
    access::Scope,
    audit::{Action, Entry},
    gate::{self, Closings},
    ids::ParticipantId,
};
use kit::db::DbError;

/// A piece is a look at the gate: small enough that little leaves after a consent is taken back.
const PIECE: usize = 64 * 1024;

/// What leaves, and what it depends on.
pub(super) struct Leaving {
    pub(super) app: App,
    pub(super) scope: Scope,
    /// Whose record it is, when it is one person's.
    pub(super) of: Option<ParticipantId>,
    /// How the gate stood while it was written.
    pub(super) gate: Closings,
    pub(super) file: File,
}

impl Leaving {
    /// The pieces. When the gate closes something the stream breaks off, so that the browser knows its file as incomplete,
    /// and the audit says so.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn pieces(mut self) -> io::Result<impl Stream<Item = io::Result<Vec<u8>>> + Send> {
        self.file.rewind()?;
        Ok(futures_util::stream::try_unfold(self, Self::next))
    }

    async fn next(self) -> io::Result<Option<(Vec<u8>, Self)>> {
        if self.is_closed().await.map_err(io::Error::other)? {
            let cut = Entry::new(&self.scope, Action::Refuse, "export").with("is_cut", true);
            let cut = self.of.map_or(cut.clone(), |person| cut.of(person));
            self.app.saw(&self.scope, cut).await.map_err(io::Error::other)?;
            return Err(io::Error::other("something was closed while this went out"));
        }
        let mut leaving = self;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = leaving.file.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, io::Error>((piece, leaving))
        });
        let (piece, leaving) = read.await.map_err(io::Error::other)??;
        Ok((!piece.is_empty()).then_some((piece, leaving)))
    }

    async fn is_closed(&self) -> Result<bool, DbError> {
        let (of, gate, now) = (self.of, self.gate, self.app.moment().now);
        self.app.read(&self.scope, move |tx, scope| gate::has_closed_since(tx, scope, of, &gate, now)).await
    }
}
