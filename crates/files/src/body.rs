//! A request's body cut into parts: at most so many bytes per part, at most so many in all, hashed on the way.

use std::collections::VecDeque;
use std::pin::Pin;

use bytes::Bytes;
use futures::stream::{Stream, StreamExt};
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

    /// The next part: at most `limit` bytes.
    pub(crate) fn part(&mut self, limit: u64) -> impl Stream<Item = Result<Bytes, E>> + Send {
        futures::stream::unfold((self, limit), |(body, left)| async move {
            if left == 0 || !body.has_more().await {
                return None;
            }
            let mut bytes = body.waiting.pop_front()?;
            let fits = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            let rest = bytes.split_off(fits);
            if !rest.is_empty() {
                body.waiting.push_front(rest);
            }
            let left = left.saturating_sub(length(&bytes));
            Some((Ok(bytes), (body, left)))
        })
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
mod tests {
    use futures::executor::block_on;
    use proptest::prelude::*;

    use super::*;

    fn cut(frames: &[Vec<u8>], room: u64, limit: u64) -> (Vec<Vec<u8>>, bool) {
        let source =
            futures::stream::iter(frames.iter().map(|f| Ok::<_, ()>(Bytes::from(f.clone()))));
        block_on(async {
            let mut body = Body::new(source, room, true);
            let mut parts = Vec::new();
            while body.has_more().await {
                let part: Vec<_> = body.part(limit).map(Result::unwrap).collect().await;
                parts.push(part.concat());
            }
            assert_eq!(body.sha256().unwrap(), vault::sha256(&parts.concat()));
            (parts, body.is_over())
        })
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
        block_on(async {
            let mut body = Body::new(source, 10, false);
            assert!(body.has_more().await);
            let part: Vec<_> = body.part(8).map(Result::unwrap).collect().await;
            assert_eq!(part.concat(), b"abc");
            assert!(!body.has_more().await);
        });
    }
}
