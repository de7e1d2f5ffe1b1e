//! `countersign doctor`: says what is wrong with this installation, and what protects what.

use anyhow::{Result, bail};

use crate::cli::say;
use crate::compose;
use crate::config::Config;
use crate::http::checks::{Check, checks, mail};

pub(crate) async fn doctor(config: Config) -> Result<()> {
    let composed = compose::app(&config).await?;
    let mut found = checks(&composed.app).await;
    found.push(mail(composed.courier.as_ref()).await);
    for Check { name, ok, detail } in &found {
        say(&format!(
            "{} {name}: {detail}",
            if *ok { "ok  " } else { "look" }
        ));
    }
    composed.app.database().close().await?;
    composed.keys.close().await?;
    if found.iter().all(|check| check.ok) {
        Ok(())
    } else {
        bail!("some of it needs a look")
    }
}
