//! Objects in a bucket of an S3-compatible service: `PREFIX/objects/ab/<32 hex digits>`. The service sees sealed bytes
//! and random names only. An object is visible when the service has acknowledged it as a whole, and durable from then on.

mod fault;
mod upload;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::{Path, PathPart};
use object_store::{
    BackoffConfig, Certificate, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore,
    ObjectStoreExt, RetryConfig,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::BlobError;
use crate::store::{Store, StoredObject, Upload};
use fault::Place;
use upload::S3Upload;

/// Objects that are gathered in memory at once; each takes up to [`upload::PART`] bytes.
const GATHERED: usize = 48;
/// How long an upload waits for its turn.
const TURN: Duration = Duration::from_secs(30);
/// Tries after the first one.
const RETRIES: usize = 4;

/// Which bucket, and how to reach it.
#[derive(Clone)]
pub struct S3Settings {
    /// Address of the service; `None` for Amazon's own.
    pub endpoint: Option<String>,
    /// The bucket, which exists.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Stands in front of every name; may be empty.
    pub prefix: String,
    /// Access key and secret key; `None` for the role of the machine.
    pub credentials: Option<(String, String)>,
    /// `https://service/bucket/…` instead of `https://bucket.service/…`.
    pub path_style: bool,
    /// Certificates in PEM to trust besides the system's.
    pub authority: Option<Vec<u8>>,
    /// Longest time for one request.
    pub timeout: Duration,
}

/// A store in a bucket.
#[derive(Debug)]
pub(crate) struct S3Store {
    bucket: Arc<Bucket>,
    turns: Arc<Semaphore>,
}

/// The client and what its errors have to name.
#[derive(Debug)]
struct Bucket {
    client: AmazonS3,
    prefix: Path,
    place: Place,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

impl S3Store {
    /// Prepares the client; nothing is sent yet.
    pub(crate) fn new(settings: S3Settings) -> Result<Self, BlobError> {
        let unusable = |error: object_store::Error| {
            BlobError::Unavailable(io::Error::new(io::ErrorKind::InvalidInput, error))
        };
        let prefix = Path::parse(&settings.prefix)
            .map_err(|error| unusable(object_store::Error::from(error)))?;
        let place = Place::of(&settings);
        let client = builder(settings)
            .and_then(AmazonS3Builder::build)
            .map_err(unusable)?;
        Ok(Self {
            bucket: Arc::new(Bucket {
                client,
                prefix,
                place,
            }),
            turns: Arc::new(Semaphore::new(GATHERED)),
        })
    }
}

fn builder(settings: S3Settings) -> object_store::Result<AmazonS3Builder> {
    let plain = settings
        .endpoint
        .as_deref()
        .is_some_and(|endpoint| endpoint.starts_with("http://"));
    let mut client = ClientOptions::new()
        .with_allow_http(plain)
        .with_connect_timeout(Duration::from_secs(5).min(settings.timeout))
        .with_timeout(settings.timeout);
    if let Some(pem) = &settings.authority {
        for certificate in Certificate::from_pem_bundle(pem)? {
            client = client.with_root_certificate(certificate);
        }
    }
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: settings.timeout,
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(settings.bucket)
        .with_region(settings.region)
        .with_virtual_hosted_style_request(!settings.path_style)
        .with_allow_http(plain)
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = settings.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some((access, secret)) = settings.credentials {
        builder = builder
            .with_access_key_id(access)
            .with_secret_access_key(secret);
    }
    Ok(builder)
}

impl Bucket {
    fn shard(&self, shard: u8) -> Path {
        self.prefix
            .clone()
            .join("objects")
            .join(format!("{shard:02x}"))
    }

    /// The name is made of hexadecimal digits alone, so it cannot lead out of the prefix.
    fn path(&self, object: Uuid) -> Path {
        let [shard, ..] = *object.as_bytes();
        self.shard(shard).join(object.simple().to_string())
    }

    fn failed(&self, error: &object_store::Error) -> io::Error {
        self.place.fault(error)
    }

    /// A missing object and a missing bucket look alike to some requests; only the first is an answer.
    async fn failed_reading(&self, path: &Path, error: &object_store::Error) -> io::Error {
        let fault = self.failed(error);
        if fault.kind() != io::ErrorKind::NotFound {
            return fault;
        }
        match self.client.list(Some(path)).next().await {
            Some(Err(error)) => self.failed(&error),
            Some(Ok(_)) | None => fault,
        }
    }

    async fn fill(
        &self,
        path: &Path,
        range: std::ops::Range<u64>,
        place: &mut [u8],
    ) -> object_store::Result<usize> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        let mut stream = self.client.get_opts(path, options).await?.into_stream();
        let mut filled = 0;
        while let Some(bytes) = stream.try_next().await? {
            let Some(next) = place.get_mut(filled..filled + bytes.len()) else {
                return Ok(filled);
            };
            next.copy_from_slice(&bytes);
            filled += bytes.len();
        }
        Ok(filled)
    }
}

#[async_trait]
impl Store for S3Store {
    async fn create(&self, object: Uuid) -> io::Result<Box<dyn Upload>> {
        let turn = tokio::time::timeout(TURN, Arc::clone(&self.turns).acquire_owned()).await;
        let busy = || {
            io::Error::new(
                io::ErrorKind::TimedOut,
                "too many uploads wait for the store of files; they go on when it is faster",
            )
        };
        let turn = turn.map_err(|_| busy())?.map_err(io::Error::other)?;
        let path = self.bucket.path(object);
        Ok(Box::new(S3Upload::new(
            Arc::clone(&self.bucket),
            path,
            turn,
        )))
    }

    async fn length(&self, object: Uuid) -> io::Result<u64> {
        let path = self.bucket.path(object);
        match self.bucket.client.head(&path).await {
            Ok(found) => Ok(found.size),
            Err(error) => Err(self.bucket.failed_reading(&path, &error).await),
        }
    }

    async fn read(
        &self,
        object: Uuid,
        offset: u64,
        length: usize,
        mut buffer: Vec<u8>,
    ) -> io::Result<Vec<u8>> {
        if buffer.len() < length {
            buffer.resize(length, 0);
        }
        if length == 0 {
            return Ok(buffer);
        }
        let path = self.bucket.path(object);
        let place = buffer.get_mut(..length).unwrap_or_default();
        let range = offset..offset + length as u64;
        match self.bucket.fill(&path, range, place).await {
            Ok(filled) if filled == length => Ok(buffer),
            Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => Err(self.bucket.failed_reading(&path, &error).await),
        }
    }

    async fn delete(&self, object: Uuid) -> io::Result<()> {
        let path = self.bucket.path(object);
        let deleted = match self.bucket.client.delete(&path).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.bucket.failed_reading(&path, &error).await),
        };
        match deleted {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    async fn list(&self, shard: u8) -> io::Result<Vec<StoredObject>> {
        let prefix = self.bucket.shard(shard);
        let listed = self.bucket.client.list(Some(&prefix)).try_collect();
        let listed: Vec<ObjectMeta> = listed
            .await
            .map_err(|error: object_store::Error| self.bucket.failed(&error))?;
        Ok(listed
            .into_iter()
            .filter_map(|found| stored(&prefix, &found))
            .collect())
    }

    /// What an interrupted upload leaves in a bucket is invisible and cannot be listed here: a rule of the bucket ends
    /// incomplete multipart uploads after a day. Objects of up to one part never leave anything.
    async fn remove_abandoned(&self, _older_than: i64) -> io::Result<u64> {
        Ok(0)
    }
}

/// An object named like ours; anything else under the prefix is none.
fn stored(prefix: &Path, found: &ObjectMeta) -> Option<StoredObject> {
    let mut rest = found.location.prefix_match(prefix)?;
    let name: PathPart<'_> = rest.next()?;
    if rest.next().is_some() || name.as_ref().len() != 32 {
        return None;
    }
    Some(StoredObject {
        object: Uuid::try_parse(name.as_ref()).ok()?,
        length: found.size,
        modified_at: found.last_modified.timestamp_millis(),
    })
}
