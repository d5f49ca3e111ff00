//! Builds the browser's files from `web/` with the locked npm packages and lists them for embedding.
//!
//! A finished `web/dist` that fits the sources is used as it is, so a machine without Node can build a release.
//! Else the sources are copied to cargo's own folder for this crate and built there: nothing is written into the
//! source tree, and builds that run side by side do not meet.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The same list as in `web/build.mjs`.
const INPUTS: [&str; 7] = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json", "icons", "src", "styles"];

const WITHOUT_NODE: &str = "The styles and scripts of Accompany are built with Node.js 20 or newer and npm.\n\
    Install them (Debian: apt-get install nodejs npm) and build again.";

fn main() {
    if let Err(error) = run() {
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
        std::process::exit(1);
    }
}

fn run() -> Outcome<()> {
    let web = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../web");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", web.join(input).display());
    }

    let inputs = read_inputs(&web)?;
    let wanted = hash_of(&inputs);
    let built = out.join("dist");
    if !is_built(&built, &wanted) {
        let ready = web.join("dist");
        if is_built(&ready, &wanted) {
            copy_files(&ready, &built)?;
        } else {
            build(&inputs, &out.join("web"), &built)?;
        }
    }
    fs::write(out.join("assets.rs"), listing(&built)?)?;
    Ok(())
}

/// Every input by its path below `web/`, with `/` between the parts.
fn read_inputs(web: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut waiting: Vec<String> = INPUTS.iter().map(ToString::to_string).collect();
    while let Some(name) = waiting.pop() {
        let path = web.join(&name);
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(format!("{name}/{}", entry?.file_name().to_string_lossy()));
            }
        } else {
            let bytes = fs::read(&path).map_err(|error| format!("cannot read web/{name}: {error}"))?;
            found.insert(name, bytes);
        }
    }
    Ok(found)
}

/// The same sum that `web/build.mjs` leaves in `inputs.sha256`.
fn hash_of(inputs: &BTreeMap<String, Vec<u8>>) -> String {
    let mut sum = Sha256::new();
    for (path, bytes) in inputs {
        sum.update(path);
        sum.update([0]);
        sum.update(bytes);
        sum.update([0]);
    }
    hex(&sum.finalize())
}

fn is_built(dist: &Path, wanted: &str) -> bool {
    fs::read_to_string(dist.join("inputs.sha256")).is_ok_and(|found| found == wanted)
}

/// Copies the inputs into `work`, installs the locked packages there when they changed, and builds into `dist`.
fn build(inputs: &BTreeMap<String, Vec<u8>>, work: &Path, dist: &Path) -> Outcome<()> {
    for folder in ["icons", "src", "styles"] {
        let _absent_is_fine = fs::remove_dir_all(work.join(folder));
    }
    for (path, bytes) in inputs {
        let target = work.join(path);
        fs::create_dir_all(target.parent().unwrap_or(work))?;
        fs::write(target, bytes)?;
    }

    let lock = hex(&Sha256::digest(inputs.get("package-lock.json").ok_or("web/package-lock.json is missing")?));
    let installed = work.join("node_modules/.installed");
    if fs::read_to_string(&installed).ok().as_deref() != Some(lock.as_str()) {
        npm(work, &["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])?;
        fs::write(&installed, lock)?;
    }
    npm(work, &["run", "build", "--", "--out", &dist.to_string_lossy()])
}

fn npm(folder: &Path, arguments: &[&str]) -> Outcome<()> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("{WITHOUT_NODE}\n(npm could not be started: {error})"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("npm {} failed in {}:\n{said}", arguments.join(" "), folder.display()).into())
}

fn copy_files(from: &Path, to: &Path) -> Outcome<()> {
    let _absent_is_fine = fs::remove_dir_all(to);
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Rust source of the table of assets, ordered by name.
fn listing(dist: &Path) -> Outcome<String> {
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&fs::read(dist.join("manifest.json"))?)?;
    let mut source = String::from("static ASSETS: &[Asset] = &[\n");
    for (name, file) in &manifest {
        let etag = hex(&Sha256::digest(fs::read(dist.join(file))?));
        let etag = etag.get(..32).unwrap_or_default();
        writeln!(
            source,
            "    Asset {{ name: {name:?}, path: {:?}, content_type: {:?}, etag: {:?}, identity: {}, gzip: {}, brotli: {} }},",
            format!("/assets/{file}"),
            content_type(name)?,
            format!("\"{etag}\""),
            included(&dist.join(file)),
            included_if_there(&dist.join(format!("{file}.gz"))),
            included_if_there(&dist.join(format!("{file}.br"))),
        )?;
    }
    source.push_str("];\n");
    Ok(source)
}

fn included(path: &Path) -> String {
    format!("include_bytes!({:?})", path.display().to_string())
}

fn included_if_there(path: &Path) -> String {
    if path.exists() { format!("Some({})", included(path)) } else { "None".to_owned() }
}

fn content_type(name: &str) -> Outcome<&'static str> {
    Ok(match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => return Err(format!("no content type is known for the asset {name}").into()),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _writing_to_a_string_succeeds = write!(text, "{byte:02x}");
        text
    })
}
