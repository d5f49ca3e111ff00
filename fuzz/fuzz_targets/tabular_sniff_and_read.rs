//! Any bytes as a spreadsheet: no panic, every row accounted for.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = kit::tabular::fuzzing::tabular_sniff_and_read(bytes);
});
