//! A request's body cut into parts: at most so many bytes and so much time per part, at most so many bytes in all, hashed
//! on the way.

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{Stream, StreamExt};
use tokio::time::{Instant, sleep};
use vault::Sha256;

/// A body that is being cut.
pub(crate) struct Body<'a, E> {
    source: Pin<Box<dyn Stream<Item = Result<Bytes, E>> + Send + 'a>>,
    waiting: VecDeque<Bytes>,
    room: u64,
    hasher: Option<Sha256>,
    over: bool,
    ended: bool,
}

impl<'a, E: Send + 'a> Body<'a, E> {
    /// A body of at most `room` bytes; with `hashed`, its own SHA-256 is computed.
    pub(crate) fn new(
        source: impl Stream<Item = Result<Bytes, E>> + Send + 'a,
        room: u64,
        hashed: bool,
    ) -> Self {
        Self {
            source: Box::pin(source),
            waiting: VecDeque::new(),
            room,
            hasher: hashed.then(Sha256::new),
            over: false,
            ended: false,
        }
    }

    /// Whether there is something to put into another part. Waits for it.
    pub(crate) async fn has_more(&mut self) -> bool {
        while self.waiting.is_empty() && !self.ended {
            match self.source.next().await {
                Some(Ok(bytes)) => self.take(bytes),
                // A connection that breaks ends the body: what arrived before is kept.
                Some(Err(_)) | None => self.ended = true,
            }
        }
        !self.waiting.is_empty()
    }

    /// The next part: at most `limit` bytes, and its sender is waited for so long altogether. Time spent on waiting for
    /// the store does not count, so that it does not make the parts of a quick sender short.
    pub(crate) fn part(
        &mut self,
        limit: u64,
        patience: Duration,
    ) -> impl Stream<Item = Result<Bytes, E>> + Send {
        let state = (self, limit, patience);
        futures::stream::unfold(state, |(body, left, mut patience)| async move {
            if left == 0 || !body.has_more_within(&mut patience).await {
                return None;
            }
            let mut bytes = body.waiting.pop_front()?;
            let fits = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            let rest = bytes.split_off(fits);
            if !rest.is_empty() {
                body.waiting.push_front(rest);
            }
            let left = left.saturating_sub(length(&bytes));
            Some((Ok(bytes), (body, left, patience)))
        })
    }

    /// Whether there is something to put into a part before its sender's time is over, of which the wait is taken.
    /// Nothing is lost when it is.
    async fn has_more_within(&mut self, patience: &mut Duration) -> bool {
        let asked = Instant::now();
        let more = tokio::select! {
            biased;
            more = self.has_more() => more,
            () = sleep(*patience) => false,
        };
        *patience = patience.saturating_sub(asked.elapsed());
        more
    }

    /// Whether more arrived than there was room for.
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// SHA-256 of everything that arrived, if it was asked for.
    pub(crate) fn sha256(&self) -> Option<[u8; 32]> {
        self.hasher.clone().map(Sha256::finish)
    }

    fn take(&mut self, bytes: Bytes) {
        if bytes.is_empty() {
            return;
        }
        if length(&bytes) > self.room {
            self.over = true;
            self.ended = true;
            return;
        }
        self.room -= length(&bytes);
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&bytes);
        }
        self.waiting.push_back(bytes);
    }
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod turns;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::time::{Instant, sleep};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// A part, and how long it was received.
    type Part = (Vec<u8>, Duration);

    /// Runs in a time that passes only when nothing is left to do, and then at once.
    fn in_quick_time<T>(work: impl Future<Output = T>) -> T {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build();
        runtime.unwrap().block_on(work)
    }

    /// What arrives: each frame after so many milliseconds.
    fn slowly(
        frames: &[(u64, Vec<u8>)],
    ) -> impl Stream<Item = Result<Bytes, &'static str>> + Send + use<> {
        futures::stream::iter(frames.to_vec()).then(|(pause, frame)| async move {
            // At hand without any waiting, as from a quick sender.
            if pause > 0 {
                sleep(Duration::from_millis(pause)).await;
            }
            Ok(Bytes::from(frame))
        })
    }

    fn cut_slow(frames: &[(u64, Vec<u8>)], room: u64, limit: u64) -> (Vec<Part>, bool) {
        in_quick_time(async {
            let mut body = Body::new(slowly(frames), room, true);
            let mut parts = Vec::new();
            while body.has_more().await {
                let begun = Instant::now();
                let part = body.part(limit, PATIENCE).map(Result::unwrap);
                let part: Vec<_> = part.collect().await;
                parts.push((part.concat(), begun.elapsed()));
            }
            let whole: Vec<u8> = parts.iter().flat_map(|(part, _)| part.clone()).collect();
            assert_eq!(body.sha256().unwrap(), vault::sha256(&whole));
            (parts, body.is_over())
        })
    }

    fn cut(frames: &[Vec<u8>], room: u64, limit: u64) -> (Vec<Vec<u8>>, bool) {
        let frames: Vec<_> = frames.iter().map(|frame| (0, frame.clone())).collect();
        let (parts, over) = cut_slow(&frames, room, limit);
        (parts.into_iter().map(|(part, _)| part).collect(), over)
    }

    proptest! {
        #[test]
        fn parts_are_the_body_in_order(
            frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..20),
            limit in 1_u64..30,
        ) {
            let whole = frames.concat();
            let (parts, over) = cut(&frames, 1000, limit);

            prop_assert!(!over);
            prop_assert_eq!(parts.concat(), whole.clone());
            prop_assert!(parts.iter().all(|part| !part.is_empty()));
            prop_assert_eq!(parts.len() as u64, (whole.len() as u64).div_ceil(limit));
        }

        #[test]
        fn slow_parts_are_the_body_in_order_and_end_in_time(
            frames in prop::collection::vec(
                (
                    prop_oneof![Just(0), 1..100_u64, 1_000..60_000_u64],
                    prop::collection::vec(any::<u8>(), 0..20),
                ),
                0..30,
            ),
            limit in 1_usize..60,
        ) {
            let whole: Vec<u8> = frames.iter().flat_map(|(_, frame)| frame.clone()).collect();
            let (parts, over) = cut_slow(&frames, 1000, limit as u64);

            prop_assert!(!over);
            let together: Vec<u8> = parts.iter().flat_map(|(part, _)| part.clone()).collect();
            prop_assert_eq!(together, whole);
            let last = parts.len().saturating_sub(1);
            for (number, (part, took)) in parts.iter().enumerate() {
                prop_assert!((1..=limit).contains(&part.len()));
                prop_assert!(*took <= PATIENCE, "a part took {took:?}");
                let has_reason = part.len() == limit || *took == PATIENCE || number == last;
                prop_assert!(has_reason, "a part of {} bytes after {took:?}", part.len());
            }
        }
    }

    #[test]
    fn a_part_is_stored_while_its_sender_says_nothing() {
        let frames = [(0, b"ab".to_vec()), (3_600_000, b"c".to_vec())];

        let (parts, _) = cut_slow(&frames, 10, 8);

        let expected: [Part; 2] = [(b"ab".to_vec(), PATIENCE), (b"c".to_vec(), Duration::ZERO)];
        assert_eq!(parts, expected);
    }

    #[test]
    fn what_is_at_hand_belongs_to_the_part_however_long_the_store_took() {
        in_quick_time(async {
            let frames = [1, 2, 3].map(|byte| (0, vec![byte]));
            let mut body = Body::new(slowly(&frames), 10, false);
            assert!(body.has_more().await);
            let mut part = Box::pin(body.part(8, PATIENCE));
            let mut got = Vec::new();
            while let Some(bytes) = part.next().await {
                got.push(bytes.unwrap());
                sleep(PATIENCE * 2).await;
            }
            assert_eq!(got.concat(), [1, 2, 3]);
        });
    }

    #[test]
    fn a_body_that_is_too_long_says_so() {
        assert!(!cut(&[vec![1; 10]], 10, 4).1);
        assert!(!cut(&[vec![1; 10], vec![]], 10, 10).1);
        assert!(cut(&[vec![1; 10], vec![1]], 10, 10).1);
        assert!(cut(&[vec![1; 11]], 10, 4).1);
    }

    #[test]
    fn what_arrived_before_a_break_is_kept() {
        let source = futures::stream::iter([
            Ok(Bytes::from_static(b"abc")),
            Err("gone"),
            Ok(Bytes::from_static(b"d")),
        ]);
        in_quick_time(async {
            let mut body = Body::new(source, 10, false);
            assert!(body.has_more().await);
            let part: Vec<_> = body.part(8, PATIENCE).map(Result::unwrap).collect().await;
            assert_eq!(part.concat(), b"abc");
            assert!(!body.has_more().await);
        });
    }
}
