//! Has the tiles of a large picture made, one picture at a time and behind every preview: nobody
//! waits for tiles, since the picture is shown already.

use super::worker::{Allowance, Ended, Worker, blame};
use super::{Launcher, RangeSource, settle};
use crate::preview::{MediaType, PreviewFailure};
use crate::protocol::{FromWorker, TileHead, ToWorker, Want};
use crate::pyramid::Pyramid;
use crate::sniff::MediaKind;
use std::future::Future;
use std::io;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// How much a worker that makes tiles steps back behind everything else.
const NICE: i32 = 10;

/// Where tiles go as they are made.
pub trait TileSink: Send {
    /// Takes one tile; each number of the pyramid comes once, in no particular order.
    fn tile(
        &mut self,
        number: u32,
        media_type: MediaType,
        bytes: Vec<u8>,
    ) -> impl Future<Output = io::Result<()>> + Send;
}

/// The right to make the tiles of one picture.
#[derive(Debug)]
pub struct TileSeat {
    _permit: OwnedSemaphorePermit,
}

impl Launcher {
    /// A seat for making tiles; `None` while another picture has it.
    pub fn tile_seat(&self) -> Option<TileSeat> {
        let permit = Arc::clone(&self.shared.tiling).try_acquire_owned().ok()?;
        Some(TileSeat { _permit: permit })
    }

    /// Makes all tiles of a picture of `length` bytes whose preview gave this pyramid. Dropping the
    /// future kills the worker.
    pub async fn tiles(
        &self,
        _seat: TileSeat,
        pyramid: Pyramid,
        length: u64,
        mut source: impl RangeSource,
        sink: &mut impl TileSink,
    ) -> Result<(), PreviewFailure> {
        if length > self.shared.limits.input {
            return Err(PreviewFailure::TooLarge);
        }
        let mut worker = self.start()?;
        worker.step_back(NICE);
        let talk = self.collect_tiles(&mut worker, pyramid, length, &mut source, sink);
        let outcome = tokio::time::timeout(self.shared.limits.tiling, talk).await;
        settle(worker, outcome).await
    }

    async fn collect_tiles(
        &self,
        worker: &mut Worker,
        pyramid: Pyramid,
        length: u64,
        source: &mut impl RangeSource,
        sink: &mut impl TileSink,
    ) -> Result<(), Ended> {
        let task = ToWorker::Task {
            want: Want::Tiles,
            kind: MediaKind::Image,
            length,
        };
        self.begin(worker, &task).await?;
        let mut allowance = Allowance::of(length);
        let mut missing = Missing::of(pyramid);
        loop {
            match worker.listen().await? {
                FromWorker::Need { offset, length } => {
                    worker
                        .serve(source, &mut allowance, (offset, length))
                        .await?;
                }
                FromWorker::Tile(TileHead {
                    place,
                    media_type,
                    length,
                }) => {
                    let number = pyramid.number(place).ok_or(Ended::RULE)?;
                    missing.strike(number).ok_or(Ended::RULE)?;
                    let bytes = worker.tile(media_type, length).await?;
                    if let Err(error) = sink.tile(number, media_type, bytes).await {
                        tracing::warn!(%error, "a tile could not be kept");
                        return Err(Ended::Failure(PreviewFailure::Source));
                    }
                }
                FromWorker::Done(done)
                    if missing.count == 0 && pyramid.size(0) == Some((done.width, done.height)) =>
                {
                    return Ok(());
                }
                FromWorker::Failed { fault } => return Err(Ended::Failure(blame(fault))),
                FromWorker::Done(_) | FromWorker::Part(_) | FromWorker::Hello { .. } => {
                    return Err(Ended::RULE);
                }
            }
        }
    }
}

/// Which tiles have not come yet.
struct Missing {
    each: Vec<bool>,
    count: u32,
}

impl Missing {
    fn of(pyramid: Pyramid) -> Self {
        let count = pyramid.tiles();
        Self {
            each: vec![true; count as usize],
            count,
        }
    }

    /// `None` when it came before.
    fn strike(&mut self, number: u32) -> Option<()> {
        let missing = self.each.get_mut(number as usize)?;
        std::mem::take(missing).then_some(())?;
        self.count -= 1;
        Some(())
    }
}
