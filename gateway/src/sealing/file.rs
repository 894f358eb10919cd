//! The file with the keys: read whole, and replaced whole, so that no moment leaves half of it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretBox};

use super::Error;
use super::key::{self, Key};

/// A few lines of base64; anything longer is another file.
const KEY_FILE_BYTES_MAX: u64 = 512;

/// By what a file is known to be the one that was read.
pub(super) type Stamp = (Option<SystemTime>, u64);

pub(super) fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.modified().ok(), metadata.len()))
}

pub(super) fn read(path: &Path) -> Result<(Vec<Key>, Stamp), Error> {
    let file = |source| Error::File { path: path.to_owned(), source };
    let malformed = || Error::Malformed { path: path.to_owned() };
    // Before the content: a change in between is noticed the next time.
    let stamp = stamp(path).map_err(file)?;
    if stamp.1 > KEY_FILE_BYTES_MAX {
        return Err(malformed());
    }
    let content: SecretBox<Vec<u8>> = SecretBox::new(Box::new(fs::read(path).map_err(file)?));
    let keys = key::parse(content.expose_secret()).ok_or_else(malformed)?;
    Ok((keys, stamp))
}

/// Writes a file that is not there yet, for its owner alone.
pub(super) fn create(path: &Path, keys: &[Key]) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || -> std::io::Result<()> {
        let mut written = options.open(path)?;
        written.write_all(key::text(keys).expose_secret().as_bytes())?;
        written.sync_all()
    };
    write().map_err(|source| Error::File { path: path.to_owned(), source })
}

/// Puts another file in the place of this one, with the same owner and mode: who reads it may be another than who
/// rotates.
pub(super) fn replace(path: &Path, keys: &[Key]) -> Result<(), Error> {
    let file = |source| Error::File { path: path.to_owned(), source };
    // Where the file is a link, what it leads to is replaced.
    let target = fs::canonicalize(path).map_err(file)?;
    let metadata = fs::metadata(&target).map_err(file)?;
    let beside = target.with_extension("new");
    create(&beside, keys)?;
    let put = || -> std::io::Result<()> {
        fs::set_permissions(&beside, metadata.permissions())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, chown};
            chown(&beside, Some(metadata.uid()), Some(metadata.gid()))?;
        }
        fs::rename(&beside, &target)?;
        // The name is safe once the folder is written.
        target.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    put().map_err(|source| {
        // Nothing of a key stays behind where it was not asked for.
        let _ = fs::remove_file(&beside);
        file(source)
    })
}
