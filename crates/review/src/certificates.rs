//! Certificates of decisions: what the page of one says, and the files that are verified offline.

use files::{files as listing, projects};
use kernel::{Action, Actor, App, DecisionId, Error, EventKind, Result};
use statement::{certificate_json, certificate_pdf};
use tokio::sync::Semaphore;

use crate::groups::{self, key_of};
use crate::ledger::{self, Opened};
use crate::people::{People, Viewer};
use crate::reviews::{self, Review};
use crate::signed::{meaning, name_of};
use crate::thread::Hex;
use crate::wire::DecisionPageDto;

/// Pages drawn at the same time in this process: drawing takes a whole processor, others must stay free.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// A file to take away.
#[derive(Debug)]
pub struct CertificateFile {
    /// The certificate's number, for the file's name.
    pub number: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A decision with everything its certificate says.
pub async fn page(app: &App, who: &Actor, id: DecisionId) -> Result<DecisionPageDto> {
    let mut reader = app.read(who).await?;
    let decision = ledger::get(&mut reader, id).await?;
    let (review, version) = reviews::open(&mut reader, who, Action::See, decision.review).await?;
    let all = ledger::of_review(&mut reader, &review).await?;
    let viewer = viewer(who, &review);
    let people = People::read(
        &mut reader,
        &viewer,
        all.iter().map(|one| one.decision.person),
    )
    .await?;
    let file = listing::get(&mut reader, review.file)
        .await?
        .ok_or(Error::NotFound)?;
    let project = projects::get(&mut reader, review.project)
        .await?
        .ok_or(Error::NotFound)?;
    let group = groups::open(&mut reader, who, Action::See, review.group).await?;
    let team_name = access::teams::name(&mut reader, review.team).await?;
    drop(reader);
    let own = all
        .iter()
        .find(|one| one.decision.id == id)
        .ok_or(Error::NotFound)?;
    let shown = own.dto(&people);
    let number = shown.certificate.clone();
    Ok(DecisionPageDto {
        meaning: meaning(own.decision.verdict).to_owned(),
        sha256: Hex(&version.sha256).to_string(),
        size: version.size,
        file_name: name_of(file, &version),
        project_name: project.name,
        group_name: group.name(app, key_of(app, review.project).await?.as_ref())?,
        team_name,
        email: people.email(own.decision.person),
        // SECURITY: where somebody is can say who they are; guarded by test
        // `a_nameless_decision_does_not_tell_members_from_guests`.
        time_zone: if people.hides(own.decision.person) {
            "UTC".to_owned()
        } else {
            own.said.zone.clone()
        },
        others: all
            .iter()
            .filter(|one| one.decision.id != id)
            .map(|one| one.dto(&people))
            .collect(),
        command: format!("countersign verify --issuer-key issuer.pub {number}.json FILE"),
        decision: shown,
    })
}

/// The certificate as JSON.
pub async fn json(app: &App, who: &Actor, id: DecisionId) -> Result<CertificateFile> {
    let (review, opened) = allowed(app, who, id).await?;
    let file = written(app, &opened).await?;
    note_download(app, who, &review, id).await?;
    Ok(file)
}

/// The certificate as PDF with the JSON inside.
pub async fn pdf(app: &App, who: &Actor, id: DecisionId) -> Result<CertificateFile> {
    let (review, opened) = allowed(app, who, id).await?;
    let CertificateFile { number, bytes } = written(app, &opened).await?;
    let permit = DRAWING.acquire().await;
    let permit =
        permit.map_err(|error| Error::internal("a certificate's page could not wait", error))?;
    let page = tokio::task::spawn_blocking(move || {
        let page = certificate_pdf(&bytes, None);
        // Given back here: a request that goes away does not let another one in beside its work.
        drop(permit);
        page
    })
    .await;
    let page =
        page.map_err(|error| Error::internal("a certificate's page could not be drawn", error))?;
    let bytes =
        page.map_err(|error| Error::internal("a certificate's page could not be drawn", error))?;
    note_download(app, who, &review, id).await?;
    Ok(CertificateFile { number, bytes })
}

/// The public key that certificates are verified with, as PEM.
pub async fn issuer_key(app: &App) -> Result<String> {
    Ok(app.keystore().issuer_key().await?.verifying_key().to_pem())
}

/// SECURITY: a certificate carries the signer's name and address, so a guest gets their own alone; guarded by test
/// `a_guest_takes_away_their_own_certificate_alone`.
async fn allowed(app: &App, who: &Actor, id: DecisionId) -> Result<(Review, Opened)> {
    let mut reader = app.read(who).await?;
    let decision = ledger::get(&mut reader, id).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, decision.review).await?;
    let viewer = viewer(who, &review);
    if !viewer.is_member && viewer.person != Some(decision.person) {
        return Err(Error::Forbidden);
    }
    let opened = ledger::opened(&mut reader, &review, decision).await?;
    Ok((review.into_inner(), opened))
}

async fn written(app: &App, opened: &Opened) -> Result<CertificateFile> {
    let record = opened.record.as_ref().ok_or(Error::NotFound)?;
    let signed = record.whole(opened.said.openings.clone())?;
    let issuer = app.keystore().issuer_key().await?.verifying_key();
    let bytes = certificate_json(&signed, &issuer)
        .map_err(|error| Error::internal("a certificate could not be written", error))?;
    Ok(CertificateFile {
        number: record.number(),
        bytes,
    })
}

async fn note_download(app: &App, who: &Actor, review: &Review, id: DecisionId) -> Result<()> {
    let mut tx = app.write(who).await?;
    tx.emit(review.event(EventKind::CertificateDownloaded).decision(id));
    tx.commit().await
}

fn viewer(who: &Actor, review: &Review) -> Viewer {
    Viewer::of_group(who, review.team, review.group, review.settings.anonymous)
}
