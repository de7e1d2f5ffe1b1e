//! What stands where on the page, from the top to the bottom.

use super::canvas::{Area, Canvas, Colour, HEIGHT, Outline, WIDTH};
use super::chips::{level_chip, verdict_chip};
use super::clock::Moment;
use super::text::{Face, Line, Style};
use crate::certificate::Certificate;
use crate::commitment::Field;
use crate::words::{ASSERTION, Decision};

const TEXT: Colour = Colour(0x1c_1e25);
const TEXT_2: Colour = Colour(0x4d_4f58);
const TEXT_3: Colour = Colour(0x63_666e);
const HAIRLINE: Colour = Colour(0xec_edef);
const LINE: Colour = Colour(0xe3_e4e7);
const LINE_STRONG: Colour = Colour(0x84_868e);
const SUNKEN: Colour = Colour(0xf6_f7f8);
const WHITE: Colour = Colour(0xff_ffff);
const INK: Colour = Colour(0x3a_35a4);
const INK_2: Colour = Colour(0x81_82dc);
const FRAME: Colour = Colour(0xcc_d0e5);
/// The rosette's colour at 42 % over white.
const ROSETTE: Colour = Colour(0xc5_c9ea);

const SMALL: Style = Style::new(Face::Sans, 12.0);
const BODY: Style = Style::new(Face::Sans, 14.0);
const CODE: Style = Style::new(Face::Mono, 12.5);
const MONO: Style = Style::new(Face::Mono, 14.0);

/// Distance of the text from the edge of the page.
const MARGIN: f32 = 64.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// Distance of the command from the margin.
const COMMAND: f32 = 312.0;
/// Where the headline begins, and how wide it may be beside the rosette.
const HEADLINE: f32 = 112.0;
const HEADLINE_WIDTH: f32 = 468.0;
/// Where the values of the definition list begin, and how wide they are.
const VALUE: f32 = MARGIN + 166.0;
const VALUE_WIDTH: f32 = WIDTH - MARGIN - VALUE;

/// Draws the whole page.
pub(super) fn draw(canvas: &mut Canvas<'_>, certificate: &Certificate, thumbnail: Option<&[u8]>) {
    ground(canvas);
    let mut y = headline(canvas, certificate);
    y = file_card(canvas, certificate, thumbnail, y + 44.0);
    y = definitions(canvas, certificate, y + 30.0);
    // Room to breathe where there is room.
    signatures(
        canvas,
        certificate,
        (y + 84.0).min(HEIGHT - 292.0).max(y + 56.0),
    );
    foot(canvas, certificate);
}

fn ground(canvas: &mut Canvas<'_>) {
    let window = Area {
        x: 22.0,
        y: 22.0,
        width: WIDTH - 44.0,
        height: HEIGHT - 44.0,
    };
    canvas.rosette((652.0, 178.0), 238.0, window, Outline::solid(ROSETTE, 0.55));
    canvas.panel(window, 5.0, None, Some(Outline::solid(FRAME, 1.0)));
    let halo = Area {
        x: 652.0 - 40.0,
        y: 178.0 - 40.0,
        width: 80.0,
        height: 80.0,
    };
    canvas.panel(halo, 40.0, Some(WHITE), None);
    canvas.mark(652.0 - 37.0, 178.0 - 37.0, 74.0, (INK, INK_2));
    canvas.mark(MARGIN, 62.0, 26.0, (INK, INK_2));
    canvas.word(MARGIN, 62.0, 26.0, TEXT);
}

/// "Ingrid Solberg approved this exact file." and when. Returns the last baseline.
fn headline(canvas: &mut Canvas<'_>, certificate: &Certificate) -> f32 {
    let name = certificate.shown(Field::SignerName);
    let name = name.as_deref().unwrap_or("A reviewer");
    let (style, lines) = headline_lines(canvas, name, certificate.statement.decision);
    let leading = style.size * 1.14;
    let mut y = HEADLINE;
    for line in &lines {
        y += leading;
        canvas.line(MARGIN, y, TEXT, line);
    }
    // A short headline must not pull the rest up into the rosette.
    y = y.max(HEADLINE + 100.0);
    y += 40.0;
    let claimed = &certificate.statement.claimed;
    if let Some(moment) = Moment::new(claimed.time, &claimed.zone) {
        let style = Style::new(Face::Sans, 15.0);
        let end = canvas.text(MARGIN, y, style, TEXT_2, &moment.long());
        canvas.text(end + 5.0, y, style, TEXT_3, &moment.universal());
    }
    y
}

/// The largest size at which name and deed fit. A name may be cut, the deed never.
fn headline_lines(canvas: &Canvas<'_>, name: &str, decision: Decision) -> (Style, Vec<Line>) {
    let fonts = canvas.fonts;
    let deed = decision.deed();
    for size in [44.0, 36.0] {
        let style = headline_style(size);
        let lines = fonts.wrapped(style, &format!("{name} {deed}"), HEADLINE_WIDTH);
        if lines.len() <= 3 {
            return (style, lines);
        }
    }
    let style = headline_style(28.0);
    let name = fonts.clipped(style, name, HEADLINE_WIDTH * 1.8).text();
    (
        style,
        fonts.wrapped(style, &format!("{name} {deed}"), HEADLINE_WIDTH),
    )
}

fn headline_style(size: f32) -> Style {
    Style {
        face: Face::Serif,
        size,
        spacing: -0.018,
    }
}

/// The file: picture, name, version, place and verdict. Returns its lower edge.
fn file_card(
    canvas: &mut Canvas<'_>,
    certificate: &Certificate,
    thumbnail: Option<&[u8]>,
    y: f32,
) -> f32 {
    let area = Area {
        x: MARGIN,
        y,
        width: INNER,
        height: 70.0,
    };
    canvas.panel(area, 6.0, Some(WHITE), Some(Outline::solid(LINE, 1.0)));
    let mut x = MARGIN + 16.0;
    if let Some(bytes) = thumbnail {
        let place = Area {
            x: MARGIN + 13.0,
            y: y + 13.0,
            width: 60.0,
            height: 44.0,
        };
        if canvas.picture(place, 3.0, bytes) {
            x = MARGIN + 88.0;
        }
    }
    let chip = verdict_chip(
        canvas,
        certificate.statement.decision,
        WIDTH - MARGIN - 14.0,
        y + 35.0,
    );
    let room = chip - x - 16.0;
    let name = certificate.shown(Field::FileName);
    let name = name.as_deref().unwrap_or("The file");
    let line = canvas
        .fonts
        .clipped(Style::new(Face::SemiBold, 14.5), name, room);
    canvas.line(x, y + 31.0, TEXT, &line);
    let line = canvas.fonts.clipped(SMALL, &place(certificate), room);
    canvas.line(x, y + 51.0, TEXT_3, &line);
    y + area.height
}

/// "Version 3 · 48 241 664 bytes · Summer 2027 launch · Client"
fn place(certificate: &Certificate) -> String {
    let file = &certificate.statement.file;
    let mut parts = vec![
        format!("Version {}", file.number),
        format!("{} bytes", grouped(file.size)),
    ];
    parts.extend(certificate.shown(Field::ProjectName));
    parts.extend(certificate.shown(Field::GroupName));
    parts.join(" · ")
}

/// Thousands apart by a space that does not break.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// The definition list. Returns its lower edge.
fn definitions(canvas: &mut Canvas<'_>, certificate: &Certificate, y: f32) -> f32 {
    let statement = &certificate.statement;
    let mut y = fingerprint_row(canvas, certificate, y);
    y = meaning_row(canvas, certificate, y);
    y = signer_row(canvas, certificate, y);
    if let Some(hash) = statement.predecessor {
        let hash: String = hash.to_string().chars().take(16).collect();
        let deed = match statement.decision {
            Decision::Withdraw => "Withdraws",
            Decision::Approve
            | Decision::ApproveWithChanges
            | Decision::RequestChanges
            | Decision::Reject => "Replaces",
        };
        let baseline = term(canvas, deed, y);
        let end = canvas.text(
            VALUE,
            baseline,
            BODY,
            TEXT,
            "an earlier decision, statement ",
        );
        canvas.text(end, baseline, MONO, TEXT, &format!("{hash}…"));
        y = close_row(canvas, baseline);
    }
    let baseline = term(canvas, "Certificate", y);
    canvas.text(VALUE, baseline, MONO, TEXT, &certificate.wire.id);
    y = close_row(canvas, baseline);
    let baseline = term(canvas, "Signed by", y);
    let key = format!(
        "{}+{}",
        crate::plain::plain(&statement.issuer.name),
        statement.issuer.key
    );
    let key = canvas.fonts.clipped(MONO, &key, VALUE_WIDTH - 80.0);
    let end = canvas.line(VALUE, baseline, TEXT, &key);
    canvas.text(end + 6.0, baseline, BODY, TEXT_3, "· Ed25519");
    close_row(canvas, baseline)
}

fn fingerprint_row(canvas: &mut Canvas<'_>, certificate: &Certificate, y: f32) -> f32 {
    let digits = certificate.statement.file.sha256.to_string();
    let (groups, _) = digits.as_bytes().as_chunks::<8>();
    let groups: Vec<_> = groups
        .iter()
        .map(|group| String::from_utf8_lossy(group))
        .collect();
    let mut baseline = term(canvas, "File fingerprint", y);
    canvas.text(MARGIN, baseline + 17.0, SMALL, TEXT_3, "SHA-256");
    for (index, half) in groups.chunks(4).enumerate() {
        if index > 0 {
            baseline += 22.0;
        }
        canvas.text(
            VALUE,
            baseline,
            Style::new(Face::Mono, 15.0),
            TEXT,
            &half.join(" "),
        );
    }
    close_row(canvas, baseline)
}

fn meaning_row(canvas: &mut Canvas<'_>, certificate: &Certificate, y: f32) -> f32 {
    let statement = &certificate.statement;
    let mut baseline = term(canvas, "Meaning", y);
    let meaning = crate::plain::plain(&statement.meaning.text);
    for (index, line) in canvas
        .fonts
        .wrapped(BODY, &meaning, VALUE_WIDTH)
        .iter()
        .take(3)
        .enumerate()
    {
        if index > 0 {
            baseline += 20.0;
        }
        canvas.line(VALUE, baseline, TEXT, line);
    }
    if let Some(sentence) = certificate.shown(Field::Sentence) {
        let style = Style::new(Face::Italic, 16.0);
        let mut lines = canvas
            .fonts
            .wrapped(style, &format!("“{sentence}”"), VALUE_WIDTH);
        lines.truncate(2);
        baseline = block(canvas, &lines, (VALUE, baseline + 4.0), TEXT);
    }
    let comments = match statement.comments.count {
        0 => "There were no comments on it at that moment.".to_owned(),
        1 => "The 1 comment on it at that moment is part of what was signed.".to_owned(),
        count => format!("The {count} comments on it at that moment are part of what was signed."),
    };
    baseline += 20.0;
    canvas.text(VALUE, baseline, SMALL, TEXT_3, &comments);
    close_row(canvas, baseline)
}

fn signer_row(canvas: &mut Canvas<'_>, certificate: &Certificate, y: f32) -> f32 {
    let statement = &certificate.statement;
    let mut baseline = term(canvas, "Signer", y);
    let name = certificate.shown(Field::SignerName);
    let email = certificate.shown(Field::SignerEmail);
    let signer = match (name, email) {
        (Some(name), Some(email)) => format!("{name}, {email}"),
        (Some(name), None) => name,
        (None, Some(email)) => email,
        (None, None) => "The name is not shown on this certificate.".to_owned(),
    };
    let line = canvas.fonts.clipped(BODY, &signer, VALUE_WIDTH - 90.0);
    let end = canvas.line(VALUE, baseline, TEXT, &line);
    level_chip(canvas, statement.identity.level, end + 10.0, baseline);
    let claimed = Moment::new(statement.claimed.time, &statement.claimed.zone);
    let proved = statement
        .identity
        .at
        .and_then(|at| Moment::new(at, &statement.claimed.zone));
    let evidence = match (proved, claimed) {
        (Some(proved), Some(claimed)) => {
            format!(
                "{} at {}.",
                statement.identity.method.sentence(),
                proved.short(&claimed)
            )
        }
        _ => format!("{}.", statement.identity.method.sentence()),
    };
    baseline += 20.0;
    canvas.text(VALUE, baseline, SMALL, TEXT_3, &evidence);
    close_row(canvas, baseline)
}

/// Who stands for it: the signer by name, the installation by key.
fn signatures(canvas: &mut Canvas<'_>, certificate: &Certificate, y: f32) {
    let width = (INNER - 32.0) / 2.0;
    let signer = certificate.shown(Field::SignerName);
    let signer_label = match signer {
        Some(_) => "Signer, as recorded",
        None => "Signer, not named on this certificate",
    };
    let team = certificate.shown(Field::TeamName);
    let issuer = crate::plain::plain(&certificate.statement.issuer.name);
    let columns = [
        (MARGIN, signer.unwrap_or_default(), signer_label),
        (
            MARGIN + width + 32.0,
            team.unwrap_or(issuer),
            "Countersigned by the installation’s key",
        ),
    ];
    for (x, name, label) in columns {
        let style = Style {
            face: Face::Italic,
            size: 29.0,
            spacing: -0.01,
        };
        let line = canvas.fonts.clipped(style, &name, width);
        canvas.line(x, y, TEXT, &line);
        canvas.rule(x, y + 15.0, width, LINE_STRONG);
        canvas.text(x, y + 34.0, SMALL, TEXT_3, label);
    }
}

/// What is asserted, and how to check it; measured from the bottom of the page.
fn foot(canvas: &mut Canvas<'_>, certificate: &Certificate) {
    let command = [
        "countersign verify certificate.json \\".to_owned(),
        format!("  {} \\", file_argument(canvas, certificate)),
        "  --issuer-key issuer.pub".to_owned(),
    ];
    let area = Area {
        x: MARGIN,
        y: HEIGHT - 166.0,
        width: INNER,
        height: 108.0,
    };
    let mut assertion = ASSERTION.replace('\'', "’");
    let values = &certificate.wire.openings;
    let shown = |value: &str| canvas.fonts.can_show(&crate::plain::plain(value));
    if !values.iter().all(|opening| shown(&opening.value)) {
        assertion.push_str(" A box is a letter that this page cannot show.");
    }
    let assertion = canvas.fonts.wrapped(SMALL, &assertion, INNER);
    let above = 18.0 * f32::from(u8::try_from(assertion.len()).unwrap_or(u8::MAX));
    block(canvas, &assertion, (MARGIN, area.y - 18.0 - above), TEXT_2);
    canvas.panel(area, 6.0, Some(SUNKEN), Some(Outline::solid(LINE, 1.0)));
    let style = Style::new(Face::SemiBold, 13.0);
    canvas.text(
        MARGIN + 18.0,
        area.y + 30.0,
        style,
        TEXT,
        "Check it without us",
    );
    let note = "The certificate itself is attached to this PDF. Get the issuer’s key from \
        the installation in a way that you trust, not from here.";
    let lines = canvas.fonts.wrapped(SMALL, note, 250.0);
    block(canvas, &lines, (MARGIN + 18.0, area.y + 34.0), TEXT_2);
    for (index, line) in command.iter().enumerate() {
        let row = f32::from(u8::try_from(index).unwrap_or(0));
        canvas.text(
            MARGIN + COMMAND,
            area.y + 40.0 + 20.0 * row,
            CODE,
            TEXT,
            line,
        );
    }
}

/// The file as one argument of a POSIX shell; a name that the page cannot show exactly is not shown.
fn file_argument(canvas: &Canvas<'_>, certificate: &Certificate) -> String {
    let name = certificate.value(Field::FileName).unwrap_or_default();
    let quoted = format!("'{}'", name.replace('\'', r"'\''"));
    let line = canvas.fonts.line(CODE, &quoted);
    let exact = !name.is_empty() && crate::plain::plain(name) == name && line.text() == quoted;
    if exact && line.width < INNER - COMMAND - 40.0 {
        quoted
    } else {
        "FILE".to_owned()
    }
}

/// Lines below one another from a first one 18 below `at`; returns the last baseline.
fn block(canvas: &mut Canvas<'_>, lines: &[Line], at: (f32, f32), colour: Colour) -> f32 {
    let mut baseline = at.1;
    for line in lines {
        baseline += 18.0;
        canvas.line(at.0, baseline, colour, line);
    }
    baseline
}

/// The left column of a row; returns the first baseline.
fn term(canvas: &mut Canvas<'_>, name: &str, y: f32) -> f32 {
    let baseline = y + 26.0;
    canvas.text(MARGIN, baseline, BODY, TEXT_3, name);
    baseline
}

/// The line below a row; returns where the next row begins.
fn close_row(canvas: &mut Canvas<'_>, baseline: f32) -> f32 {
    let y = baseline + 16.0;
    canvas.rule(MARGIN, y, INNER, HAIRLINE);
    y
}
