//! Requests to ask both engines about: those of the regression tests and ordinary ones, altered.

use guard::conformance::{RawRequest, Release, files_below, parse, read_cases, refusal, sample};
use guard::{FileSystem, Sources};

use super::chance::Chance;

/// What is altered.
pub(crate) fn seeds(release: &Release) -> Result<Vec<RawRequest>, String> {
    let mut seeds: Vec<RawRequest> = sample::ordinary()
        .into_iter()
        .chain(sample::costly())
        .map(|(_, request)| parse(&request))
        .collect();
    if release.tests.is_dir() {
        let files = files_below(&release.tests).map_err(|error| error.to_string())?;
        for file in files {
            let bytes = FileSystem.read(&file.display().to_string())?;
            let cases = read_cases(&String::from_utf8_lossy(&bytes))?;
            let stages = cases.iter().flat_map(|case| &case.stages);
            seeds.extend(stages.map(|stage| parse(&stage.request)));
        }
    }
    // What no server lets through reaches no engine either.
    seeds.retain(|request| refusal(request).is_none() && !request.target.starts_with(b"/reflect"));
    Ok(seeds)
}

/// The request of a number: an altered seed that a server would let through.
pub(crate) fn request(seeds: &[RawRequest], seed: u64, index: u64) -> Option<RawRequest> {
    let mut chance = Chance::new(seed, index);
    let original = chance.one(seeds)?;
    let other = chance.one(seeds)?;
    for _ in 0..8 {
        let mut request = original.clone();
        for _ in 0..=chance.below(3) {
            alter(&mut request, other, &mut chance);
        }
        mend(&mut request);
        if refusal(&request).is_none() {
            return Some(request);
        }
    }
    Some(original.clone())
}

fn alter(request: &mut RawRequest, other: &RawRequest, chance: &mut Chance) {
    let from = chance
        .one(&[&other.target, &other.body])
        .copied()
        .filter(|text| !text.is_empty())
        .unwrap_or(&other.target)
        .clone();
    let many = request.headers.len();
    match chance.below(8) {
        0..4 if !request.body.is_empty() => chance.alter(&mut request.body, &from),
        4 if many > 0 => {
            let at = chance.below(many);
            if let Some((name, value)) = request.headers.get_mut(at)
                && !name.eq_ignore_ascii_case(b"host")
            {
                chance.alter(value, &from);
            }
        }
        5 => {
            if let Some(header) = chance.one(&other.headers) {
                request.headers.push(header.clone());
            }
        }
        6 if !request.target.contains(&b'?') => {
            request.target.extend_from_slice(b"?q=");
            chance.alter(&mut request.target, &from);
        }
        _ => {
            let mut rest = request.target.split_off(1.min(request.target.len()));
            chance.alter(&mut rest, &from);
            request.target.append(&mut rest);
        }
    }
}

/// Makes a request of it again: lines without breaks, one true length.
fn mend(request: &mut RawRequest) {
    request.target = request
        .target
        .iter()
        .flat_map(|byte| match byte {
            b'!'..=b'~' if *byte != b'#' => vec![*byte],
            _ => format!("%{byte:02x}").into_bytes(),
        })
        .collect();
    for (_, value) in &mut request.headers {
        value.retain(|byte| !matches!(byte, 0 | b'\r' | b'\n'));
        *value = value.trim_ascii().to_vec();
    }
    let mut hosts = 0;
    request.headers.retain(|(name, _)| {
        hosts += usize::from(name.eq_ignore_ascii_case(b"host"));
        !(name.eq_ignore_ascii_case(b"content-length")
            || name.eq_ignore_ascii_case(b"host") && hosts > 1)
    });
    let is_chunked = request.header("Transfer-Encoding").is_some();
    if !is_chunked && !request.body.is_empty() {
        let length = request.body.len().to_string().into_bytes();
        request.headers.push((b"Content-Length".to_vec(), length));
    }
    let words = [&request.method[..], &request.target, &request.protocol];
    request.line = words.join(&b' ');
}
