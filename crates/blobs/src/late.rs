//! An object that is begun with its first bytes. A store gives out what it has little of when an object is begun (turns
//! in a bucket, open files in a folder), and who has sent next to nothing must not keep that from others.

use std::io;
use std::sync::Arc;

use uuid::Uuid;

use crate::store::{Store, Upload};

/// An object that may not have been begun yet. Dropped before that, it has never asked the store for anything.
pub(crate) struct LateUpload {
    store: Arc<dyn Store>,
    object: Uuid,
    begun: Option<Box<dyn Upload>>,
}

impl LateUpload {
    pub(crate) fn new(store: Arc<dyn Store>, object: Uuid) -> Self {
        Self {
            store,
            object,
            begun: None,
        }
    }

    /// Begins it unless that is done, which may take the time of waiting for a turn.
    pub(crate) async fn begin(&mut self) -> io::Result<&mut dyn Upload> {
        let begun = match self.begun.take() {
            Some(begun) => begun,
            None => self.store.create(self.object).await?,
        };
        Ok(self.begun.insert(begun).as_mut())
    }

    /// As [`Upload::write`].
    pub(crate) async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        self.begin().await?.write(bytes).await
    }

    /// As [`Upload::finish`].
    pub(crate) async fn finish(mut self) -> io::Result<()> {
        self.begin().await?;
        match self.begun {
            Some(begun) => begun.finish().await,
            None => Err(io::Error::other("an object was not begun")),
        }
    }
}
