//! The identifiers that more than one area speaks of.

kit::id_types! {
    /// An organization: the tenant whose rows nobody else can see.
    OrganizationId,
    SiteId,
    ProgramId,
    /// Somebody who can sign in.
    AccountId,
    MembershipId,
    SessionId,
    PasskeyId,
    /// A person whose record it is.
    ParticipantId,
    PromiseId,
    DraftId,
    /// One browser tab, as the writer of a draft.
    ClientId,
    JobId,
    MailId,
    RequestId,
    /// Any record, when its kind stands beside it.
    RecordId,
}
