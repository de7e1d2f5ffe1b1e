//! The numbers of this area, in one place.

use std::time::Duration;

use kernel::Millis;

const DAY: Millis = 24 * 60 * 60 * 1000;

/// How long deleted files and projects can be brought back.
pub(crate) const TRASH: Millis = 30 * DAY;

/// How long an upload may take, from its creation.
pub(crate) const UPLOAD: Millis = 7 * DAY;

/// The same where all bytes come with the request that announces them. Nobody can go on with it once that request is gone,
/// and what it reserved is free again, whatever became of the server meanwhile.
pub(crate) const UPLOAD_IN_ONE: Millis = DAY;

/// How long bytes with a promised checksum may lie in the store before a row knows them; half of the age at which
/// objects without a row are swept.
pub(crate) const UNCOUNTED: Millis = DAY / 2;

/// The largest part of a blob, in bytes of plaintext.
pub(crate) const PART_BYTES: u64 = 8 * 1024 * 1024;

/// How long a part is received before it is stored as short as it is, while there are parts to spare. Until then it may
/// hold a turn to store, which others wait for.
pub(crate) const PART_TIME: Duration = Duration::from_secs(20);

/// How long a part is received at the most.
pub(crate) const LONGEST_PART: Duration = Duration::from_mins(10);

/// The most parts of a blob. Whole parts make 160 GiB; only somebody who sends crumbs comes near. Who is slow does not,
/// with a file of less than 150 GiB: see [`patience`](super::patience).
pub(crate) const PARTS: u32 = 20_000;

/// Unfinished uploads of one person at a time.
pub(crate) const OPEN_UPLOADS: i64 = 500;

/// Sections of a project.
pub(crate) const SECTIONS: usize = 100;

/// Chosen files of one archive: their ids fit into an address.
pub(crate) const CHOSEN: usize = 200;

/// Characters of a name.
pub(crate) const NAME: usize = 200;

/// The most rows of a page.
pub(crate) const PAGE: u32 = 200;
