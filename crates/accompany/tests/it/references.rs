//! Pages of the documentation that are written from the program are as the program would write them now.

use std::path::Path;

use ground::rules::Rules;
use kit::config::Config;

fn is_up_to_date(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference").join(name);
    let wanted = format!("{}\n", page.trim_end());
    if std::env::var_os("ACCOMPANY_TEST_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &wanted).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(stored == wanted, "docs/reference/{name} is old: write it anew with ACCOMPANY_TEST_WRITE_DOCS=1");
}

#[test]
fn the_table_of_settings_is_up_to_date() {
    let introduction = "# Settings\n\nWritten from the program; to change a line, change `crates/kit/src/config/keys.rs`. \
        A setting on the command line wins over the environment, the environment over the file `accompany.toml` in the \
        data folder (or the file that `--config` or `ACCOMPANY_CONFIG` names). A name that is not listed here stops the \
        program with a message.";
    is_up_to_date("configuration.md", &format!("{introduction}\n\n{}", Config::reference_markdown()));
}

#[test]
fn the_permission_table_is_up_to_date() {
    is_up_to_date("permissions.md", &Rules::shipped().matrix.as_markdown());
}

#[test]
fn the_keys_of_a_persons_record_are_up_to_date() {
    is_up_to_date("my-record.md", &own::notes::reference_markdown());
}
