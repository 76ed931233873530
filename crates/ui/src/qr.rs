//! A drawing that a telephone's camera reads (QR code, ISO/IEC 18004), as SVG of one path.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Free modules around the drawing (ISO/IEC 18004 §6.3.8).
const QUIET: i32 = 4;

/// Black on white in every scheme, since that is what cameras look for. None when the text is too long for any drawing.
pub fn qr(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    Some(html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(dark_runs(&code)) fill="#000" {}
        }
    })
}

/// Each run of dark modules in a row is one rectangle of the path.
fn dark_runs(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|&at| code.get_module(at, y)).count();
            let run = i32::try_from(length).unwrap_or_default();
            if run > 0 {
                let _ = write!(path, "M{},{}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that the path draws, by row.
    fn drawn(path: &str, side: usize) -> Vec<Vec<bool>> {
        let mut rows = vec![vec![false; side]; side];
        for run in path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split(|c: char| !c.is_ascii_digit())
                .filter(|word| !word.is_empty())
                .map(|word| word.parse().expect("a number"))
                .collect();
            for module in &mut rows[numbers[1]][numbers[0]..numbers[0] + numbers[2]] {
                assert!(!std::mem::replace(module, true), "drawn twice");
            }
        }
        rows
    }

    #[test]
    fn every_dark_module_is_drawn_and_no_other() {
        let code =
            QrCode::encode_text("otpauth://totp/Wasl:a%40b.sa?secret=GEZDGNBV", QrCodeEcc::Medium).expect("fits");
        let side = usize::try_from(code.size() + 2 * QUIET).expect("a size");
        let rows = drawn(&dark_runs(&code), side);
        for (y, row) in (-QUIET..).zip(&rows) {
            for (x, is_dark) in (-QUIET..).zip(row) {
                assert_eq!(*is_dark, code.get_module(x, y), "{x},{y}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert!(qr(&"x".repeat(3_000), "x").is_none() && qr("x", "x").is_some());
    }
}
