//! Names, addresses and words stay sealed on their way: no row of the queue and no line of the log repeats them.

use std::io;
use std::sync::{Arc, Mutex};

use testkit::postbox::Manner;
use tracing_subscriber::fmt::MakeWriter;

use crate::studio::{Studio, calling, person};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_row_and_no_log_line_names_anybody() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let studio = Studio::new().await;
    let nadia = studio
        .member("Quillfeather Berg", "quillfeather@larkfield.example")
        .await;
    studio
        .invite("Marmalade Aas", "marmalade@nordlys.example")
        .await;
    studio
        .say(
            &studio.owner,
            calling("Periwinkle is the word", &[person(&nadia)]),
        )
        .await;
    studio.tell().await;

    for manner in [
        Manner::Later,
        Manner::NoSender,
        Manner::Stripped,
        Manner::NoMailbox,
    ] {
        studio.postbox.behave(manner);
        studio.post().await;
        studio.test.clock.advance(3_600_000);
    }
    studio
        .say(
            &studio.owner,
            calling("Periwinkle again", &[person(&nadia)]),
        )
        .await;
    studio.tell().await;
    studio.postbox.behave(Manner::Accept);
    assert_eq!(studio.post().await.len(), 1);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("a mail was not sent"),
        "the log is listened to"
    );
    assert!(!logged.contains("/r/lnk_"), "a link in the log");
    for secret in [
        "Quillfeather",
        "quillfeather@larkfield.example",
        "Marmalade",
        "marmalade@nordlys.example",
        "Periwinkle",
        "poster.pdf",
    ] {
        assert!(!logged.contains(secret), "{secret} in the log");
        studio.test.assert_nowhere(secret);
    }
}
