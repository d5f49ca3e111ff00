//! A small disk of its own for a test, where this machine lets us mount one: the test starts itself again in a mount
//! namespace, so that nobody else sees the disk, and it is gone with the last process that does.

use std::{
    env,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::program::Place;

/// Tells the test that was started again where its disk is.
const INSIDE: &str = "ACCOMPANY_TEST_DISK";

/// The disk, as the test that stands on it sees it.
pub struct Disk(PathBuf);

/// Runs a test on a small disk in memory. `name` is the test's own, with its module.
pub fn on_small_disk(name: &str, megabytes: u32, test: impl FnOnce(&Disk, Place)) {
    let mount = format!("mount -t tmpfs -o size={megabytes}m,mode=700 none \"$ACCOMPANY_TEST_DISK\"");
    inside(name, &mount, test);
}

/// Runs a test on a disk whose file system can be made to fail. Needs root and a loop device.
pub fn on_failing_disk(name: &str, megabytes: u32, test: impl FnOnce(&Disk, Place)) {
    let image = "\"$ACCOMPANY_TEST_DISK.image\"";
    let mount = format!(
        "mkfs.ext4 -q -F {image} {megabytes}M >&2 && mount -o loop,errors=remount-ro {image} \"$ACCOMPANY_TEST_DISK\""
    );
    inside(name, &mount, test);
}

fn inside(name: &str, mount: &str, test: impl FnOnce(&Disk, Place)) {
    match env::var_os(INSIDE) {
        Some(path) => {
            let disk = Disk(PathBuf::from(path));
            let place = Place::within(&disk.0);
            test(&disk, place);
        }
        None => start_again(name, mount),
    }
}

/// The exit code that says that nothing could be mounted.
const NO_DISK: i32 = 77;

fn start_again(name: &str, mount: &str) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("disk");
    std::fs::create_dir(&path).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private"]);
    if !rustix::process::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    let script = format!("{{ {mount}; }} || exit {NO_DISK}; exec \"$0\" --exact {name} --nocapture --test-threads 1");
    command.args(["sh", "-c", &script]).arg(env::current_exe().unwrap()).env(INSIDE, &path).stdin(Stdio::null());
    match command.output() {
        Ok(ended) if ended.status.success() => {
            let said = String::from_utf8_lossy(&ended.stdout);
            assert!(said.contains("1 passed"), "{name} is not the name of this test: {said}");
        }
        Ok(ended) if ended.status.code() != Some(NO_DISK) && ended.stdout.starts_with(b"\nrunning") => {
            panic!("{}\n{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        }
        // Past the harness, which keeps what passing tests print to itself.
        _ => drop(writeln!(
            std::io::stderr(),
            "\nNOT TESTED: no disk can be mounted here ({mount}); run the tests as root to test {name}\n"
        )),
    }
}

impl Disk {
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes all the room that is left.
    pub fn fill(&self) {
        let mut filler = OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while filler.write_all(&vec![7; size]).is_ok() {}
        }
    }

    /// Gives it back.
    pub fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// From now on nothing can be written. Only while no file is open for writing.
    pub fn make_read_only(&self) {
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().unwrap().success());
    }

    /// The file system meets an error, and takes nothing more from then on.
    pub fn fail(&self) {
        let found = Command::new("findmnt").args(["-n", "-o", "SOURCE"]).arg(&self.0).output().unwrap();
        let device = String::from_utf8(found.stdout).unwrap().trim().rsplit('/').next().unwrap().to_owned();
        // The kernel answers the writing itself with an error too, on some versions.
        drop(std::fs::write(format!("/sys/fs/ext4/{device}/trigger_fs_error"), "a test"));
        assert!(std::fs::write(self.0.join("tried"), "a test").is_err(), "the disk still takes what is written");
    }

    /// Takes the disk away and puts it back, repaired.
    pub fn repair(&self) {
        let script = "umount \"$0\" && { e2fsck -fy \"$0.image\" >/dev/null; mount -o loop \"$0.image\" \"$0\"; }";
        assert!(Command::new("sh").args(["-c", script]).arg(&self.0).status().unwrap().success(), "repairing");
    }
}
