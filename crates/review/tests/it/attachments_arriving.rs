//! Files of comments while they arrive: broken off, without an end, too slow, or left alone by their sender.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use review::attachments;

use crate::attachments::{objects_of, stored_objects};
use crate::studio::{Studio, code};

#[tokio::test]
async fn a_file_that_breaks_off_or_never_ends_leaves_nothing() {
    let studio = Studio::new().await;
    let (before, room) = (stored_objects(&studio).await, studio.used().await);
    let piece = || Bytes::from(vec![b'x'; 1 << 20]);

    let broken = stream::iter([Ok(piece()), Ok(piece()), Err("the line went dead")]);
    let broken = attachments::store(&studio.app, &studio.owner, studio.review, "a.txt", broken);
    assert_eq!(code(broken.await), "malformed");
    let endless = stream::repeat_with(move || Ok::<_, Infallible>(piece()));
    let endless = attachments::store(&studio.app, &studio.owner, studio.review, "a.txt", endless);
    assert_eq!(code(endless.await), "too_large");

    assert_eq!(stored_objects(&studio).await, before);
    assert_eq!(studio.used().await, room);
}

#[tokio::test]
async fn a_file_whose_sender_is_gone_leaves_nothing() {
    let studio = Studio::new().await;
    let (before, room) = (stored_objects(&studio).await, studio.used().await);
    let (mut pieces, body) = futures::channel::mpsc::channel::<Result<Bytes, &str>>(2);
    pieces.try_send(Ok(Bytes::from_static(b"half"))).unwrap();

    let sending = attachments::store(&studio.app, &studio.owner, studio.review, "a.txt", body);
    let waited = tokio::time::timeout(Duration::from_millis(200), sending).await;
    assert!(waited.is_err(), "it waits for bytes, and is dropped");
    pieces.try_send(Err("the stream was reset")).unwrap();
    drop(pieces);

    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(stored_objects(&studio).await, before);
    assert_eq!((objects_of(&studio).await, studio.used().await), (0, room));
}

#[tokio::test]
async fn a_file_that_takes_too_long_leaves_nothing() {
    let studio = Studio::new().await;
    let (before, room) = (stored_objects(&studio).await, studio.used().await);
    let first = stream::iter([Ok::<_, &str>(Bytes::from(vec![1; 2 << 20]))]);
    let endless = first.chain(stream::pending());
    let sending = attachments::store(&studio.app, &studio.owner, studio.review, "a.txt", endless);
    let mut sending = Box::pin(sending);
    let waited = tokio::time::timeout(Duration::from_millis(300), &mut sending).await;
    assert!(waited.is_err());

    // Only a leap: a clock that stood still would run ahead of the database.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(599)).await;
    tokio::time::resume();
    let waited = tokio::time::timeout(Duration::from_millis(300), &mut sending).await;
    assert!(waited.is_err(), "ten minutes are not over");
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(2)).await;
    tokio::time::resume();

    assert_eq!(code(sending.await), "too_slow");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(stored_objects(&studio).await, before);
    assert_eq!((objects_of(&studio).await, studio.used().await), (0, room));
}
