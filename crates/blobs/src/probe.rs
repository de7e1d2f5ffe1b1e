//! Whether the store does what is asked of it, tried with an object of its own.

use std::io;

use uuid::Uuid;

use crate::{BlobError, Blobs};

/// Long enough that a range of it lies in the middle.
const LENGTH: usize = 70_000;

impl Blobs {
    /// Writes an object of random bytes, reads it, reads a range of it, finds it in its shard and deletes it.
    ///
    /// # Errors
    /// [`BlobError::Full`], [`BlobError::Unavailable`] or [`BlobError::Store`] with what is wrong.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let object = Uuid::from_bytes(vault::random_bytes::<16>());
        let outcome = self.write_and_read(object).await;
        // Also after a failure, so that a probe leaves nothing behind.
        let deleted = self.delete(object).await;
        outcome?;
        deleted?;
        match self.store.length(object).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
            Ok(_) => Err(wrong("a deleted object is still there")),
        }
    }

    async fn write_and_read(&self, object: Uuid) -> Result<(), BlobError> {
        let bytes: Vec<u8> = (0..=LENGTH / 32)
            .flat_map(|_| vault::random_bytes::<32>())
            .take(LENGTH)
            .collect();
        let mut upload = self.store.create(object).await?;
        let bytes = upload.write(bytes).await?;
        upload.finish().await?;
        if self.store.length(object).await? != bytes.len() as u64 {
            return Err(wrong("an object has another length than what was written"));
        }
        for range in [0..LENGTH, 16_000..48_000, LENGTH - 1..LENGTH] {
            let read = self
                .store
                .read(object, range.start as u64, range.len(), Vec::new())
                .await?;
            if read.get(..range.len()) != bytes.get(range) {
                return Err(wrong("an object reads differently than it was written"));
            }
        }
        let [shard, ..] = *object.as_bytes();
        let listed = self.store.list(shard).await?;
        if !listed.iter().any(|found| found.object == object) {
            return Err(wrong("an object that was written is not listed"));
        }
        Ok(())
    }
}

fn wrong(what: &'static str) -> BlobError {
    BlobError::Store(io::Error::other(what))
}
