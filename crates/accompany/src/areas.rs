//! The one list of areas.

use ground::Area;

/// Every room of the house, in the order in which their routes are added.
pub static ALL: &[&Area] = &[
    &ground::sign_in::AREA,
    &ground::accounts::AREA,
    &ground::reading::AREA,
    &ground::organizations::AREA,
    &ground::team::AREA,
    &ground::mail::AREA,
    &ground::audit::AREA,
    &ground::admin::AREA,
    &ground::drafts::AREA,
    &ground::promises::AREA,
    &care::participants::AREA,
    &care::goals::AREA,
    &care::calls::AREA,
    &care::came::AREA,
    &care::record::AREA,
    &care::contacts::AREA,
    &care::assignments::AREA,
    &care::referrals::AREA,
    &care::supporters::AREA,
    &care::merging::AREA,
    &care::moving::AREA,
    &own::me::AREA,
    &own::wellness::AREA,
    &own::circle::AREA,
];
