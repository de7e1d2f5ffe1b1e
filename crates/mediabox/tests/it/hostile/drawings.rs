//! Vector drawings with scripts, entities and loops.

use super::{Case, DAMAGED, PREVIEW, TOO_LARGE};
use mediabox::MediaKind;

const OPEN: &str = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='100' height='100'>";

fn drawing(name: &'static str, file: String, ending: &'static str) -> Case {
    Case {
        name,
        kind: MediaKind::Svg,
        file: file.into_bytes(),
        ending,
    }
}

fn with(inside: &str) -> String {
    format!("{OPEN}{inside}</svg>")
}

pub(super) fn cases() -> Vec<Case> {
    let entity = |system: &str| {
        format!(
            "<!DOCTYPE svg [<!ENTITY e SYSTEM '{system}'>]>{}",
            with("<text y='20'>&e;</text>")
        )
    };
    let laughs: String = (1..30)
        .map(|level| {
            format!(
                "<!ENTITY e{level} '{}'>",
                format!("&e{};", level - 1).repeat(10)
            )
        })
        .collect();
    let laughing = format!(
        "<!DOCTYPE svg [<!ENTITY e0 'ha'>{laughs}]>{}",
        with("<text>&e29;</text>")
    );
    let own_entity = format!(
        "<!DOCTYPE svg [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>{}",
        with("<text>&a;</text>")
    );
    let doubling: String = (1..40)
        .map(|level| {
            format!(
                "<g id='g{level}'><use xlink:href='#g{0}'/><use xlink:href='#g{0}'/></g>",
                level - 1
            )
        })
        .collect();
    vec![
        drawing(
            "svg with a script",
            with("<script>while(true){}</script><rect width='9' height='9' onclick='alert(1)'/>"),
            PREVIEW,
        ),
        drawing(
            "svg with a foreign page",
            with(
                "<foreignObject width='9' height='9'><iframe src='https://example.com'/></foreignObject>",
            ),
            PREVIEW,
        ),
        drawing(
            "svg with a linked picture",
            with(
                "<image width='9' height='9' xlink:href='file:///etc/passwd'/><image width='9' height='9' xlink:href='http://169.254.169.254/'/>",
            ),
            PREVIEW,
        ),
        drawing(
            "svg with a linked style",
            format!(
                "<?xml-stylesheet href='file:///etc/passwd'?>{}",
                with("<style>@import url(https://example.com/a.css);</style>")
            ),
            PREVIEW,
        ),
        drawing(
            "svg with a file as entity",
            entity("file:///etc/passwd"),
            DAMAGED,
        ),
        drawing(
            "svg with an address as entity",
            entity("https://example.com/"),
            DAMAGED,
        ),
        drawing("svg that laughs a billion times", laughing, TOO_LARGE),
        drawing("svg with an entity of itself", own_entity, TOO_LARGE),
        drawing(
            "svg that uses itself",
            with("<g id='a'><use xlink:href='#a'/></g>"),
            PREVIEW,
        ),
        drawing(
            "svg that doubles forty times",
            with(&format!(
                "<g id='g0'><rect width='1' height='1'/></g>{doubling}"
            )),
            TOO_LARGE,
        ),
        drawing(
            "svg nested 100,000 deep",
            with(&format!(
                "{}{}",
                "<g>".repeat(100_000),
                "</g>".repeat(100_000)
            )),
            TOO_LARGE,
        ),
        drawing(
            "svg of 2 million elements",
            with(&"<a/>".repeat(2_000_000)),
            TOO_LARGE,
        ),
        drawing(
            "svg of no size",
            "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>".to_owned(),
            DAMAGED,
        ),
        drawing(
            "svg of endless size",
            "<svg xmlns='http://www.w3.org/2000/svg' width='1e30' height='1e30'/>".to_owned(),
            TOO_LARGE,
        ),
        drawing(
            "svg of negative size",
            "<svg xmlns='http://www.w3.org/2000/svg' width='-5' height='5'/>".to_owned(),
            DAMAGED,
        ),
        drawing(
            "svg with a pattern of itself",
            with(
                "<pattern id='p' width='1' height='1'><rect width='1' height='1' fill='url(#p)'/></pattern><rect width='99' height='99' fill='url(#p)'/>",
            ),
            PREVIEW,
        ),
        drawing(
            "svg with a mask of itself",
            with(
                "<mask id='m' mask='url(#m)'><rect width='9' height='9' mask='url(#m)'/></mask><rect width='9' height='9' mask='url(#m)'/>",
            ),
            PREVIEW,
        ),
        drawing(
            "svg with a giant blur",
            with(
                "<filter id='f'><feGaussianBlur stdDeviation='100000'/></filter><rect width='99' height='99' filter='url(#f)'/>",
            ),
            PREVIEW,
        ),
        drawing(
            "svg with an endless dash",
            with("<path d='M0 0H1e9' stroke='red' stroke-dasharray='0.0001'/>"),
            PREVIEW,
        ),
        drawing(
            "svg with a broken picture",
            with("<image width='9' height='9' xlink:href='data:image/png;base64,iVBORw0KGgo='/>"),
            PREVIEW,
        ),
        drawing("not xml", "<svg <<<<".to_owned(), DAMAGED),
        drawing(
            "xml that is no svg",
            "<?xml version='1.0'?><note/>".to_owned(),
            DAMAGED,
        ),
    ]
}
