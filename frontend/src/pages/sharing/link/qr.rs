use std::fmt::Write;

use leptos::prelude::*;
use locales::text;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::i18n::Words;

/// Modules of white around the code, without which it is not found (ISO/IEC 18004, 6.3.8).
const MARGIN: i32 = 4;

/// The address as a code to photograph: black on white in every theme, for cameras. Nothing where it is too long for one.
pub fn picture(words: Words, address: &str) -> Option<AnyView> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * MARGIN;
    let (whole, drawn) = (side.to_string(), path(&code));
    Some(
        view! {
            <svg
                class="links__code"
                role="img"
                aria-label=move || text::share_link_qr_alt(words.language())
                viewBox=format!("0 0 {side} {side}")
                shape-rendering="crispEdges"
            >
                <rect width=whole.clone() height=whole fill="#fff" />
                <path d=drawn fill="#000" />
            </svg>
        }
        .into_any(),
    )
}

/// Each row's runs of black, as rectangles.
fn path(code: &QrCode) -> String {
    let mut drawn = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let begin = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if begin < x {
                let (left, top, width) = (begin + MARGIN, y + MARGIN, x - begin);
                let _ = write!(drawn, "M{left} {top}h{width}v1h-{width}z");
            }
            x += 1;
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_black_module_is_drawn_and_no_white_one() {
        let code = QrCode::encode_text("https://portal.example/s/abc", QrCodeEcc::Medium).unwrap();
        let black = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|(x, y)| code.get_module(*x, *y))
            .count();
        let drawn = path(&code);
        let widths = drawn.split('h').skip(1).step_by(2);
        let widths = widths.map(|rest| rest.split('v').next().unwrap().parse::<usize>().unwrap());
        assert_eq!(widths.sum::<usize>(), black);
        assert!(drawn.starts_with("M4 4h7v1h-7z"), "{drawn}");
    }
}
