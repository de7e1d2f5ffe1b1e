//! What has happened at the studio: a campaign for a ferry line, half way through its reviews.

use anyhow::{Context, Result};

use crate::demo::past::App;
use crate::demo::people::Cast;
use crate::demo::scene::{Scene, member, pin, quote, region, two};

const KEY_VISUAL_FIRST: &[u8] = include_bytes!("../../demo/kv-a-v2.png");
const KEY_VISUAL_SECOND: &[u8] = include_bytes!("../../demo/kv-a-v3.png");
const AURORA: &[u8] = include_bytes!("../../demo/kv-b.png");
const SOCIAL: &[u8] = include_bytes!("../../demo/social.png");
const BANNER: &[u8] = include_bytes!("../../demo/banner.png");
const MAP: &[u8] = include_bytes!("../../demo/map.png");
const REEL: &[u8] = include_bytes!("../../demo/reel.png");
const BROCHURE: &[u8] = include_bytes!("../../demo/summer-brochure.pdf");
const TERMS_FIRST: &[u8] = include_bytes!("../../demo/terms-v1.pdf");
const TERMS_SECOND: &[u8] = include_bytes!("../../demo/terms-v2.pdf");
const PRICES: &[u8] = include_bytes!("../../demo/cabin-prices.csv");

const DAY: i64 = 24 * 60;

pub(crate) async fn tell(app: &App, cast: &Cast) -> Result<()> {
    campaign(app, cast).await.context("the campaign")?;
    report(app, cast).await.context("the annual report")?;
    map(app, cast).await.context("the route map")
}

#[expect(
    clippy::too_many_lines,
    reason = "a story is told in one go, scene by scene"
)]
async fn campaign(app: &App, cast: &Cast) -> Result<()> {
    let scene = Scene::open(app, &cast.owner, "Summer 2027 launch").await?;
    let internal = scene.group("Internal", &[&cast.jonas, &cast.priya]).await?;
    let legal = scene.group("Legal", &[&cast.tom]).await?;
    let client = scene.group("Client", &[]).await?;
    let ingrid = scene
        .guest(
            cast,
            client,
            "Ingrid Solberg",
            "ingrid.solberg@nordlys.example",
        )
        .await?;
    let henrik = scene
        .guest(cast, client, "Henrik Dahl", "henrik.dahl@nordlys.example")
        .await?;
    scene
        .guest(cast, client, "Aino Mäkelä", "aino@makela.example")
        .await?;
    let visuals = scene.section("Key visuals").await?;
    let print = scene.section("Print and documents").await?;
    let online = scene.section("Film and online").await?;

    let first = scene
        .upload(
            visuals,
            None,
            "Key visual A, fjord at dusk.png",
            KEY_VISUAL_FIRST,
        )
        .await?;
    let reviews = scene
        .start(first.version, &[internal, client], None)
        .await?;
    app.pass(90);
    let [inside, outside] = two(&reviews)?;
    scene
        .say(
            &member(&cast.jonas),
            inside,
            "The headline sits well. Can the ship come a little closer?",
            pin(first.version, KEY_VISUAL_FIRST, 52.0, 78.0),
            None,
            false,
        )
        .await?;
    scene
        .decide(
            &member(&cast.jonas),
            inside,
            "approve_with_changes",
            None,
            KEY_VISUAL_FIRST,
        )
        .await?;
    scene
        .decide(
            &member(&cast.priya),
            inside,
            "approve",
            None,
            KEY_VISUAL_FIRST,
        )
        .await?;
    app.pass(DAY);
    let red = scene
        .say(
            &ingrid.actor,
            outside,
            "The funnel should be our new red, PMS 1795. This one looks orange on my screen.",
            region(first.version, KEY_VISUAL_FIRST, 52.0, 66.0, 12.0, 14.0),
            None,
            false,
        )
        .await?;
    app.pass(25);
    scene
        .say(
            &member(&cast.jonas),
            outside,
            "Agreed, fixed in the layered file. A new version follows today.",
            None,
            Some(red),
            false,
        )
        .await?;
    scene
        .say(
            &member(&cast.priya),
            outside,
            "Moon glow clips in CMYK. Tell the printer before they proof it.",
            pin(first.version, KEY_VISUAL_FIRST, 70.0, 40.0),
            None,
            true,
        )
        .await?;
    scene
        .decide(
            &henrik.actor,
            outside,
            "request_changes",
            Some("The sailing date is still the old one."),
            KEY_VISUAL_FIRST,
        )
        .await?;
    app.pass(200);

    let second = scene
        .upload(
            visuals,
            Some(first.file),
            "Key visual A, fjord at dusk.png",
            KEY_VISUAL_SECOND,
        )
        .await?;
    let reviews = scene
        .start(
            second.version,
            &[internal, client],
            Some(app.hours_away(28)),
        )
        .await?;
    let [inside, outside] = two(&reviews)?;
    app.pass(60);
    scene
        .decide(
            &member(&cast.jonas),
            inside,
            "approve",
            None,
            KEY_VISUAL_SECOND,
        )
        .await?;
    scene
        .decide(
            &member(&cast.priya),
            inside,
            "approve",
            None,
            KEY_VISUAL_SECOND,
        )
        .await?;
    scene
        .say(
            &henrik.actor,
            outside,
            "Love the shorter headline. It reads at once.",
            pin(second.version, KEY_VISUAL_SECOND, 34.0, 18.0),
            None,
            false,
        )
        .await?;
    scene
        .say(
            &ingrid.actor,
            outside,
            "First sailing is 12 June, confirmed by the harbour. Good to go.",
            region(second.version, KEY_VISUAL_SECOND, 6.0, 33.0, 37.0, 6.0),
            None,
            false,
        )
        .await?;
    scene
        .say(
            &ingrid.actor,
            outside,
            "Price is right, but too small on a phone.",
            pin(second.version, KEY_VISUAL_SECOND, 77.0, 90.0),
            None,
            false,
        )
        .await?;
    app.pass(45);
    scene
        .decide(&henrik.actor, outside, "approve", None, KEY_VISUAL_SECOND)
        .await?;

    let aurora = scene
        .upload(visuals, None, "Key visual B, aurora.png", AURORA)
        .await?;
    scene
        .start(aurora.version, &[internal], Some(app.hours_away(-30)))
        .await?;
    let social = scene
        .upload(
            visuals,
            None,
            "Social square, sleep past the fjords.png",
            SOCIAL,
        )
        .await?;
    let reviews = scene
        .start(social.version, &[internal, legal, client], None)
        .await?;
    app.pass(300);
    for (review, verdict) in
        reviews
            .iter()
            .zip(["approve", "approve_with_changes", "request_changes"])
    {
        let actor = match verdict {
            "approve" => member(&cast.jonas),
            "approve_with_changes" => member(&cast.tom),
            _ => henrik.actor.clone(),
        };
        let sentence = (verdict != "approve").then_some("The asterisk needs its footnote.");
        scene
            .decide(&actor, *review, verdict, sentence, SOCIAL)
            .await?;
    }

    let brochure = scene
        .upload(print, None, "Summer brochure, 40 pages.pdf", BROCHURE)
        .await?;
    let reviews = scene
        .start(
            brochure.version,
            &[internal, legal, client],
            Some(app.hours_away(52)),
        )
        .await?;
    app.pass(120);
    if let [inside, law, outside] = reviews.as_slice() {
        scene
            .decide(&member(&cast.jonas), *inside, "approve", None, BROCHURE)
            .await?;
        scene
            .decide(&member(&cast.priya), *inside, "approve", None, BROCHURE)
            .await?;
        scene
            .say(
                &member(&cast.tom),
                *law,
                "Page 2 says 10 June, the key visual says 12 June. Which one is it?",
                quote(brochure.version, BROCHURE),
                None,
                false,
            )
            .await?;
        scene
            .decide(
                &member(&cast.tom),
                *law,
                "request_changes",
                Some("The first sailing date has to be right."),
                BROCHURE,
            )
            .await?;
        scene
            .say(
                &ingrid.actor,
                *outside,
                "Please put the observation lounge before the cabins.",
                None,
                None,
                false,
            )
            .await?;
    }
    let terms = scene
        .upload(print, None, "Terms of carriage 2027.pdf", TERMS_FIRST)
        .await?;
    scene.start(terms.version, &[legal], None).await?;
    app.pass(400);
    let newer = scene
        .upload(
            print,
            Some(terms.file),
            "Terms of carriage 2027.pdf",
            TERMS_SECOND,
        )
        .await?;
    scene
        .start(newer.version, &[internal, legal], Some(app.hours_away(76)))
        .await?;
    let prices = scene
        .upload(print, None, "Cabin price list.csv", PRICES)
        .await?;
    scene
        .start(prices.version, &[internal], Some(app.hours_away(100)))
        .await?;

    let banner = scene
        .upload(online, None, "Banner 970 × 250.png", BANNER)
        .await?;
    let reviews = scene
        .start(banner.version, &[internal, legal], None)
        .await?;
    app.pass(60);
    let [inside, _] = two(&reviews)?;
    scene
        .decide(
            &member(&cast.priya),
            inside,
            "approve_with_changes",
            Some("Tighten the logo margin."),
            BANNER,
        )
        .await?;
    scene
        .upload(online, None, "Launch film, opening frame.png", REEL)
        .await?;
    Ok(())
}

async fn report(app: &App, cast: &Cast) -> Result<()> {
    let scene = Scene::open(app, &cast.owner, "Annual report 2026").await?;
    let internal = scene.group("Internal", &[&cast.tom]).await?;
    let client = scene.group("Client", &[]).await?;
    let ingrid = scene
        .guest(
            cast,
            client,
            "Ingrid Solberg",
            "ingrid.solberg@nordlys.example",
        )
        .await?;
    let section = scene.section("Chapters").await?;
    let map = scene.upload(section, None, "Route map.png", MAP).await?;
    let reviews = scene.start(map.version, &[internal, client], None).await?;
    app.pass(DAY);
    let [inside, outside] = two(&reviews)?;
    scene
        .decide(&member(&cast.tom), inside, "approve", None, MAP)
        .await?;
    scene
        .decide(&ingrid.actor, outside, "approve", None, MAP)
        .await?;
    let cover = scene
        .upload(section, None, "Cover.png", KEY_VISUAL_SECOND)
        .await?;
    scene
        .start(cover.version, &[internal], Some(app.hours_away(96)))
        .await?;
    Ok(())
}

async fn map(app: &App, cast: &Cast) -> Result<()> {
    let scene = Scene::open(app, &cast.owner, "Route map refresh").await?;
    let internal = scene.group("Internal", &[&cast.jonas]).await?;
    scene.group("Client", &[]).await?;
    let section = scene.section("Drafts").await?;
    let map = scene
        .upload(section, None, "Route map poster 50 × 70.png", MAP)
        .await?;
    let reviews = scene.start(map.version, &[internal], None).await?;
    app.pass(30);
    if let [review] = reviews.as_slice() {
        scene
            .decide(&member(&cast.jonas), *review, "approve", None, MAP)
            .await?;
    }
    Ok(())
}
