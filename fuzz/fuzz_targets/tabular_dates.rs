//! Any text as a date and a time: no panic, and what was read reads the same when it is written out.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    kit::tabular::fuzzing::tabular_dates(text);
});
