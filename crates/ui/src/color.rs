//! OKLCH to sRGB (Ottosson 2020) and the contrast of WCAG 2.2: what the accent of a shop is computed with.

/// A colour as the style sheet writes it: lightness 0 to 1, chroma, hue in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    pub lightness: f64,
    pub chroma: f64,
    pub hue: f64,
}

impl Oklch {
    pub fn new(lightness: f64, chroma: f64, hue: f64) -> Self {
        Self { lightness, chroma, hue }
    }

    /// Linear light; a part outside 0 to 1 is one that screens cannot show.
    fn linear(self) -> [f64; 3] {
        let (a, b) = (self.chroma * self.hue.to_radians().cos(), self.chroma * self.hue.to_radians().sin());
        let l = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ]
    }

    pub fn is_shown(self) -> bool {
        self.linear().iter().all(|part| (-0.000_5..=1.000_5).contains(part))
    }

    /// The same colour with as much of its chroma as screens can show, so that no browser has to guess.
    pub fn within_srgb(mut self) -> Self {
        while !self.is_shown() && self.chroma > 0.0 {
            self.chroma = (self.chroma - 0.002).max(0.0);
        }
        self
    }

    /// Relative luminance, clipped to sRGB.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear().map(|part| part.clamp(0.0, 1.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    pub fn css(self) -> String {
        format!("oklch({:.1}% {:.3} {:.0})", self.lightness * 100.0, self.chroma, self.hue)
    }
}

/// From 1 (the same) to 21 (black on white).
pub fn contrast(one: Oklch, other: Oklch) -> f64 {
    let (a, b) = (one.luminance() + 0.05, other.luminance() + 0.05);
    a.max(b) / a.min(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((contrast(Oklch::new(0.0, 0.0, 0.0), Oklch::new(1.0, 0.0, 0.0)) - 21.0).abs() < 0.1);
    }

    #[test]
    fn a_colour_no_screen_can_show_is_calmed() {
        let wild = Oklch::new(0.46, 0.2, 195.0);
        let calm = wild.within_srgb();
        assert!(!wild.is_shown() && calm.is_shown() && calm.chroma < 0.1 && calm.hue == wild.hue, "{calm:?}");
    }
}
