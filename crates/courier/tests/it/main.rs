//! Letters against a real SMTP server with real TLS on loopback.

#![cfg(test)]

mod conversation;
mod writing;

use std::time::Duration;

use courier::{Courier, Letter, Login, Recipient, Relay, Security, Sender};
use testkit::postbox::{Front, Postbox};

/// A postbox whose certificate fits, and a courier that believes its authority.
async fn pair(front: Front) -> (Postbox, Courier) {
    let postbox = Postbox::start(front, "localhost").await;
    let courier = Courier::new(relay(front, &postbox)).unwrap();
    (postbox, courier)
}

fn relay(front: Front, postbox: &Postbox) -> Relay {
    Relay {
        host: "localhost".to_owned(),
        port: postbox.port,
        security: match front {
            Front::Implicit => Security::Implicit,
            Front::StartTls => Security::StartTls,
        },
        login: Some(Login {
            user: "post".to_owned(),
            password: "otters-in-tweed".to_owned().into(),
        }),
        sender: Sender {
            name: "Countersign".to_owned(),
            address: "proofs@larkfield.example".to_owned(),
        },
        authority: Some(postbox.authority.clone().into_bytes()),
        patience: Duration::from_secs(5),
    }
}

fn letter() -> Letter {
    Letter {
        id: "0190a0000000".to_owned(),
        written_at: 1_810_643_527_000,
        to: Recipient {
            name: "Zoë Ångström".to_owned(),
            address: "zoe@nordlys.example".to_owned(),
        },
        subject: "Kampagne “Süden” wartet".to_owned(),
        text: "Hello Zoë,\n\n.a line that begins with a dot\n".to_owned(),
        html: "<p>Hello Zoë</p>".to_owned(),
        unsubscribe: Some("https://localhost:8443/api/v1/unsubscribe/abc".to_owned()),
    }
}
