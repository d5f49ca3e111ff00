//! How an area tells the program what it has: its pages, who may open each, and its place in the navigation.

use axum::{
    handler::Handler,
    routing::{MethodFilter, MethodRouter, on},
};

use crate::{App, rules::matrix::Permission};

/// Who may use a route. The layer in front of the handler enforces it; the handler asks again for its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Anybody, signed in or not.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Those who have the permission, at any reach.
    Needs(Permission),
}

/// The methods that routes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Delete,
}

/// One method of one path. Path parameters are named for what they identify (`{participant}`, `{contact}`), so that the
/// walk of all routes can fill them in.
pub struct Route {
    pub verb: Verb,
    pub path: &'static str,
    pub guard: Guard,
    /// Builds the handler; a function, because the list of areas is static.
    pub handler: MethodRouter<App>,
}

impl Route {
    pub fn get<T: 'static>(path: &'static str, guard: Guard, handler: impl Handler<T, App>) -> Self {
        Self { verb: Verb::Get, path, guard, handler: on(MethodFilter::GET, handler) }
    }

    pub fn post<T: 'static>(path: &'static str, guard: Guard, handler: impl Handler<T, App>) -> Self {
        Self { verb: Verb::Post, path, guard, handler: on(MethodFilter::POST, handler) }
    }

    pub fn delete<T: 'static>(path: &'static str, guard: Guard, handler: impl Handler<T, App>) -> Self {
        Self { verb: Verb::Delete, path, guard, handler: on(MethodFilter::DELETE, handler) }
    }
}

/// A place in the navigation, for those who have its permission.
pub struct NavPlace {
    /// Message key of the label.
    pub label: &'static str,
    pub path: &'static str,
    pub icon: &'static str,
    pub permission: Permission,
    /// Lower comes first.
    pub order: u8,
}

/// One room of the house.
pub struct Area {
    pub name: &'static str,
    pub routes: fn() -> Vec<Route>,
    pub nav: &'static [NavPlace],
}
