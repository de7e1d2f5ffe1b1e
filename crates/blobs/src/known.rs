//! Readers that were used a moment ago. A viewer asks for many ranges of one document or film; what was opened and proven
//! for the first of them holds for the others.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::BlobReader;

/// More than a busy minute needs; beyond it all are dropped and made again.
const MOST: usize = 256;

/// Readers by blob. Each holds its blob's key: whoever owns the leases of keys must call [`Known::retain`].
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<HashMap<Uuid, BlobReader>>);

impl Known {
    pub(crate) fn get(&self, blob: Uuid) -> Option<BlobReader> {
        self.readers().get(&blob).cloned()
    }

    pub(crate) fn put(&self, blob: Uuid, reader: BlobReader) {
        let mut readers = self.readers();
        if readers.len() >= MOST {
            readers.clear();
        }
        readers.insert(blob, reader);
    }

    pub(crate) fn retain(&self, wanted: impl Fn(Uuid) -> bool) {
        self.readers().retain(|blob, _| wanted(*blob));
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, BlobReader>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
